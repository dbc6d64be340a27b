// Feeds the record reader what no driver would write. Under clang: a libFuzzer target. Elsewhere: a loop of its own
// that mutates valid policies, `records SECONDS SEED FILE...`. Sanitizers judge; every input must be parsed or refused.
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
// A seed: records, one a line.
struct seed {
  uint8_t text[8192];
  size_t size;
};

static void load(struct seed *seed, const char *path) {
  FILE *file = fopen(path, "rb");
  if (!file) exit(2);
  seed->size = fread(seed->text, 1, sizeof seed->text, file);
  fclose(file);
  for (size_t i = 0; i < seed->size; i++)
    if (seed->text[i] == '\n') seed->text[i] = 0;
}

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
  static struct seed seeds[16];
  if (argc < 4 || argc > 3 + 16) return 2;
  double seconds = atof(argv[1]);
  state = strtoull(argv[2], NULL, 10) | 1;
  uint32_t count = (uint32_t)argc - 3;
  for (uint32_t i = 0; i < count; i++) load(&seeds[i], argv[i + 3]);
  unsigned long runs = 0;
  for (time_t end = time(NULL) + (time_t)seconds; runs == 0 || time(NULL) <= end;)
    for (int batch = 0; batch < 1000; batch++, runs++) {
      const struct seed *seed = &seeds[draw(count)];
      size_t size = seed->size;
      memcpy(text, seed->text, size);
      if (batch) size = mutate(text, size, sizeof text);
      one(text, size);
    }
  printf("%lu inputs\n", runs);
  return 0;
}
#endif
