/*
 * Runs scripts with bash, one after the other, and hands back what the stubs reported.
 * Usage: driver FOLDER NONCE. Reads records of a 4-byte length and a script; writes for each a 4-byte length and the log,
 * or a length of 0xffffffff where the script did not end within two seconds. Never runs a script as root.
 */
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <limits.h>
#include <poll.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* Who runs the scripts when the driver runs as root. */
#define NOBODY 65534

static char log_path[PATH_MAX], work[PATH_MAX], path_variable[PATH_MAX], home[PATH_MAX], run_variable[64];

static int read_all(void *into, size_t size) {
  char *at = into;
  while (size > 0) {
    ssize_t got = read(0, at, size);
    if (got <= 0) return 0;
    at += got;
    size -= (size_t)got;
  }
  return 1;
}

static void write_all(const void *from, size_t size) {
  const char *at = from;
  while (size > 0) {
    ssize_t put = write(1, at, size);
    if (put <= 0) exit(2);
    at += put;
    size -= (size_t)put;
  }
}

/* Empties a folder, those in it too; a link is removed and never followed. */
static void empty_folder(int at, const char *name) {
  fchmodat(at, name, 0700, 0);
  int descriptor = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  DIR *folder = descriptor < 0 ? NULL : fdopendir(descriptor);
  struct dirent *entry;
  while (folder && (entry = readdir(folder))) {
    if (!strcmp(entry->d_name, ".") || !strcmp(entry->d_name, "..")) continue;
    if (unlinkat(descriptor, entry->d_name, 0) == 0 || errno == ENOENT) continue;
    empty_folder(descriptor, entry->d_name);
    unlinkat(descriptor, entry->d_name, AT_REMOVEDIR);
  }
  if (folder) closedir(folder);
}

static void fresh_folder(void) {
  empty_folder(AT_FDCWD, work);
  const char *names[] = {"f", "ab", "fx"};
  for (int at = 0; at < 3; at++) {
    char path[PATH_MAX + 8];
    snprintf(path, sizeof path, "%s/%s", work, names[at]);
    int file = open(path, O_WRONLY | O_CREAT, 0600);
    if (file < 0) continue;
    if (geteuid() == 0 && fchown(file, NOBODY, NOBODY)) exit(8);
    close(file);
  }
}

static long now(void) {
  struct timespec time;
  clock_gettime(CLOCK_MONOTONIC, &time);
  return time.tv_sec * 1000 + time.tv_nsec / 1000000;
}

/* Returns 0 when the script and everything in its background ended in time. */
static int run(char *script) {
  int out[2];
  if (pipe(out)) exit(3);
  pid_t child = fork();
  if (child == 0) {
    setpgid(0, 0);
    int nothing = open("/dev/null", O_RDONLY);
    dup2(nothing, 0);
    dup2(out[1], 1);
    dup2(out[1], 2);
    for (int file = 3; file < 64; file++) close(file);
    struct rlimit cpu = {2, 2}, size = {1 << 20, 1 << 20}, processes = {400, 400};
    setrlimit(RLIMIT_CPU, &cpu);
    setrlimit(RLIMIT_FSIZE, &size);
    if (chdir(work)) _exit(4);
    if (geteuid() == 0 && (setgroups(0, NULL) || setgid(NOBODY) || setuid(NOBODY))) _exit(8);
    setrlimit(RLIMIT_NPROC, &processes);
    char *argv[] = {"/bin/bash", "--norc", "--noprofile", "-c", script, NULL};
    char *environment[] = {path_variable, home, "LC_ALL=C.UTF-8", "FUNCNEST=20", run_variable, NULL};
    execve(argv[0], argv, environment);
    _exit(5);
  }
  setpgid(child, child);
  close(out[1]);
  long end = now() + 2000;
  int late = 0;
  char waste[4096];
  struct pollfd wait = {out[0], POLLIN, 0};
  for (;;) {
    long left = end - now();
    if (left <= 0 || poll(&wait, 1, (int)left) == 0) {
      late = 1;
      break;
    }
    ssize_t got = read(out[0], waste, sizeof waste);
    if (got <= 0) break;
  }
  kill(-child, SIGKILL);
  close(out[0]);
  waitpid(child, NULL, 0);
  return late;
}

int main(int argc, char **argv) {
  if (argc != 3) return 1;
  snprintf(log_path, sizeof log_path, "%s/log", argv[1]);
  snprintf(work, sizeof work, "%s/work", argv[1]);
  snprintf(path_variable, sizeof path_variable, "PATH=%s/bin", argv[1]);
  snprintf(home, sizeof home, "HOME=%s/work", argv[1]);
  mkdir(work, 0700);
  if (geteuid() == 0 && (chown(argv[1], NOBODY, NOBODY) || chown(work, NOBODY, NOBODY))) return 8;
  uint32_t size;
  for (unsigned long count = 0; read_all(&size, sizeof size); count++) {
    char *script = calloc(1, size + 1);
    if (!read_all(script, size)) return 6;
    // What an earlier script wrote to a file is no part of this one.
    fresh_folder();
    unlink(log_path);
    snprintf(run_variable, sizeof run_variable, "FUZZ_RUN=%.32s-%lu", argv[2], count);
    uint32_t answer = 0xffffffff;
    if (run(script)) write_all(&answer, sizeof answer);
    else {
      int file = open(log_path, O_RDONLY);
      struct stat info;
      answer = file >= 0 && fstat(file, &info) == 0 ? (uint32_t)info.st_size : 0;
      char *text = malloc(answer + 1);
      if (answer && read(file, text, answer) != (ssize_t)answer) return 7;
      write_all(&answer, sizeof answer);
      write_all(text, answer);
      free(text);
      if (file >= 0) close(file);
    }
    free(script);
  }
  return 0;
}
