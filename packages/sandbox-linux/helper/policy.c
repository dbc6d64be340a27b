// Reads the policy from its descriptor. The descriptor stays open afterwards: the caller sends control words on it.
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "plan.h"
#include "status.h"

enum { MOST_BYTES = 64 << 20 };

// The end of the `end` record; what follows are control words already. 0 = not there yet.
static size_t complete(const char *text, size_t length) {
  const char *end = memmem(text, length, "\0end", 5);
  return end ? (size_t)(end - text) + 5 : 0;
}

static char *original;
static size_t original_length;

const char *plan_text(size_t *length) {
  *length = original_length;
  return original;
}

char *plan_read(int fd, struct plan *plan) {
  size_t length = 0, room = 65536;
  char *text = malloc(room);
  while (text && !complete(text, length)) {
    if (length + 1 >= room) {
      char *larger = room >= MOST_BYTES ? NULL : realloc(text, room *= 2);
      if (!larger) break;
      text = larger;
    }
    ssize_t n = read(fd, text + length, room - length - 1);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) fail("policy", errno, "cannot read the policy");
    if (n == 0) break;
    length += (size_t)n;
  }
  struct problem problem;
  if (!text) fail("policy", ENOMEM, "cannot read the policy");
  size_t end = complete(text, length);
  text[length] = 0;
  original_length = end ? end : length;
  original = malloc(original_length + 1);
  if (!original) fail("policy", ENOMEM, "cannot read the policy");
  memcpy(original, text, original_length);
  if (!plan_parse(text, end ? end : length, plan, &problem)) fail("policy", 0, "record %zu: %s", problem.record, problem.what);
  return text + end;
}
