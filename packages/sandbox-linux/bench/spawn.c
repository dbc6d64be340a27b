// Times process starts without a runtime in between: every variant once per round, in turn, so that a slow moment of
// the machine hits all of them alike. Prints one JSON line per variant, times in microseconds.
//
//   spawn ROUNDS FILE...    each FILE: argv, one argument a line; `FILE.policy`, when there, is given on descriptor 3
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

extern char **environ;

struct variant {
  const char *name;
  char *argv[512];
  char *policy;
  size_t policy_size;
  double *times;
  int bad;
};

static char *slurp(const char *path, size_t *size) {
  FILE *file = fopen(path, "rb");
  if (!file) return NULL;
  char *text = NULL;
  *size = 0;
  for (size_t n = 1; n > 0; *size += n) {
    text = realloc(text, *size + 65537);
    n = fread(text + *size, 1, 65536, file);
  }
  text[*size] = 0;
  fclose(file);
  return text;
}

static void load(struct variant *v, const char *path) {
  size_t size;
  char name[4096];
  char *text = slurp(path, &size);
  if (!text) exit(2);
  int n = 0;
  for (char *line = strtok(text, "\n"); line && n < 511; line = strtok(NULL, "\n")) v->argv[n++] = line;
  snprintf(name, sizeof name, "%s.policy", path);
  v->policy = slurp(name, &v->policy_size);
  v->name = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;
}

static double run(struct variant *v) {
  posix_spawn_file_actions_t actions;
  struct timespec from, to;
  int ends[2] = {-1, -1}, status;
  pid_t child;
  posix_spawn_file_actions_init(&actions);
  for (int fd = 0; fd < 3; fd++) posix_spawn_file_actions_addopen(&actions, fd, "/dev/null", O_RDWR, 0);
  if (v->policy) {
    if (pipe2(ends, O_CLOEXEC) < 0) exit(3);
    fcntl(ends[1], F_SETPIPE_SZ, 1 << 20);
    if (write(ends[1], v->policy, v->policy_size) != (ssize_t)v->policy_size) exit(3);
    posix_spawn_file_actions_adddup2(&actions, ends[0], 3);
  }
  clock_gettime(CLOCK_MONOTONIC, &from);
  if (posix_spawn(&child, v->argv[0], &actions, NULL, v->argv, environ) != 0) exit(4);
  waitpid(child, &status, 0);
  clock_gettime(CLOCK_MONOTONIC, &to);
  if (status != 0) v->bad++;
  if (v->policy) close(ends[0]), close(ends[1]);
  posix_spawn_file_actions_destroy(&actions);
  return (double)(to.tv_sec - from.tv_sec) * 1e6 + (double)(to.tv_nsec - from.tv_nsec) / 1e3;
}

static int rising(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
  int rounds = argc > 2 ? atoi(argv[1]) : 0, count = argc - 2;
  if (rounds < 1) return 2;
  struct variant *all = calloc((size_t)count, sizeof *all);
  for (int i = 0; i < count; i++) {
    load(&all[i], argv[i + 2]);
    all[i].times = calloc((size_t)rounds, sizeof(double));
  }
  for (int round = -3; round < rounds; round++)
    for (int i = 0; i < count; i++) {
      double time = run(&all[i]);
      if (round >= 0) all[i].times[round] = time;
    }
  for (int i = 0; i < count; i++) {
    qsort(all[i].times, (size_t)rounds, sizeof(double), rising);
    printf("{\"name\":\"%s\",\"median\":%.1f,\"p95\":%.1f,\"min\":%.1f,\"bad\":%d}\n", all[i].name,
           all[i].times[rounds / 2], all[i].times[rounds * 95 / 100], all[i].times[0], all[i].bad);
  }
  return 0;
}
