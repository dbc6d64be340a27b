// The parts that records are read from.
#include "record_fields.h"

#include <stdlib.h>
#include <string.h>

bool refuse(struct cursor *at, const char *what) {
  at->what = what;
  return false;
}

void *grow(struct cursor *at, void *array, size_t count, size_t size) {
  if (count != 0 && (count & (count - 1)) != 0) return array;
  void *larger = realloc(array, (count ? count * 2 : 1) * size);
  if (!larger) at->what = "out of memory";
  return larger;
}

bool number(const char *text, uint64_t most, uint64_t *value) {
  uint64_t sum = 0;
  if (!*text) return false;
  for (const char *p = text; *p; p++) {
    if (*p < '0' || *p > '9') return false;
    unsigned digit = (unsigned)(*p - '0');
    if (sum > (UINT64_MAX - digit) / 10) return false;
    sum = sum * 10 + digit;
  }
  *value = sum;
  return sum <= most;
}

char *field(char **rest) {
  char *start = *rest;
  char *space = start ? strchr(start, ' ') : NULL;
  if (!space) return NULL;
  *space = 0;
  *rest = space + 1;
  return start;
}

bool plain_path(const char *path) {
  if (path[0] != '/') return false;
  if (!path[1]) return true;
  for (const char *p = path; *p;) {
    const char *name = p + 1;
    size_t length = strcspn(name, "/");
    if (length == 0 || (length == 1 && name[0] == '.') || (length == 2 && name[0] == '.' && name[1] == '.'))
      return false;
    p = name + length;
  }
  return true;
}
