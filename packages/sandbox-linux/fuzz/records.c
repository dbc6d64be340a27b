// Feeds the record reader what no driver would write. Under clang: a libFuzzer target. Elsewhere: a loop of its own
// that mutates valid policies, `records SECONDS SEED`. Sanitizers judge; every input must be parsed or refused.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../helper/plan.h"

static void one(const uint8_t *data, size_t size) {
  struct plan plan;
  struct problem problem;
  char *text = malloc(size + 1);
  if (!text) abort();
  memcpy(text, data, size);
  text[size] = 0;
  bool ok = plan_parse(text, size, &plan, &problem);
  if (ok == (problem.what != NULL)) abort();
  if (ok) {
    // What was accepted can be asked, and holds what the rest of the helper relies on.
    if (!plan.cwd || (plan.argc == 0) == (plan.verb_count == 0) || plan.argv[plan.argc] || plan.env[plan.env_count]) abort();
    for (size_t i = 0; i < plan.entry_count; i++) {
      const struct entry *e = &plan.entries[i], *decides = plan_decides(&plan, e->path, NULL);
      if (!decides || strcmp(decides->path, e->path) != 0) abort();
      plan_decides(&plan, e->path, e);
    }
  }
  plan_free(&plan);
  free(text);
}

#ifdef PADDOCK_LIBFUZZER
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  one(data, size);
  return 0;
}
#else
static const char seed_command[] =
    "paddock-sandbox 1\0confine full\0reads full\0net proxy 3128,1080\0names 3129\0file /etc/a\0text b\nc\0write - 2049:77 /ws\0read missing - /ws/.git\0"
    "deny - - /ws/a/b\0tmp /run/t\0unix /run/x.sock\0exec-only /usr/bin/git\0limit processes 400\0limit memory 1\0"
    "allow ptrace\0require net.isolated\0accept proc.private\0name denials\0cwd /ws\0env A=b\0arg sh\0arg -c\0pty 80 24\0end";
static const char seed_verbs[] =
    "paddock-sandbox 1\0reads listed\0net off\0write - - /ws\0cwd /\0verb read 0 10 /ws/a\0verb write 3 420 absent /ws/b\0"
    "verb write 3 - e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855 /ws/b\0verb rename /ws/b\0to /ws/c\0"
    "verb mkdir 1 /ws/d\0verb list /ws\0verb unlink /ws/c\0verb stat /ws\0atomic yes\0end";

static uint64_t state;
static uint32_t draw(uint32_t below) { // xorshift64*
  state ^= state >> 12, state ^= state << 25, state ^= state >> 27;
  return (uint32_t)((state * 2685821657736338717ull) >> 33) % below;
}

static size_t mutate(uint8_t *text, size_t size, size_t room) {
  static const uint8_t odd[] = {0, ' ', '/', '.', ':', ',', '-', '=', '0', '9', 0xff, 'e'};
  for (uint32_t times = 1 + draw(6); times > 0 && size > 1; times--) {
    uint32_t at = draw((uint32_t)size), length = 1 + draw(24);
    switch (draw(5)) {
    case 0: text[at] = odd[draw(sizeof odd)]; break;
    case 1: text[at] = (uint8_t)draw(256); break;
    case 2: // cut
      if (at + length > size) length = (uint32_t)size - at;
      memmove(text + at, text + at + length, size - at - length);
      size -= length;
      break;
    case 3: // repeat
      if (at + length > size) length = (uint32_t)size - at;
      if (size + length > room) break;
      memmove(text + at + length, text + at, size - at);
      size += length;
      break;
    default: size = at + 1; break;
    }
  }
  return size;
}

int main(int argc, char **argv) {
  static uint8_t text[65536];
  double seconds = argc > 1 ? atof(argv[1]) : 1;
  state = argc > 2 ? strtoull(argv[2], NULL, 10) | 1 : 1;
  unsigned long runs = 0;
  for (time_t end = time(NULL) + (time_t)seconds; runs == 0 || time(NULL) <= end;)
    for (int batch = 0; batch < 1000; batch++, runs++) {
      bool verbs = draw(2);
      size_t size = verbs ? sizeof seed_verbs : sizeof seed_command;
      memcpy(text, verbs ? seed_verbs : seed_command, size);
      if (batch) size = mutate(text, size, sizeof text);
      one(text, size);
    }
  printf("%lu inputs\n", runs);
  return 0;
}
#endif
