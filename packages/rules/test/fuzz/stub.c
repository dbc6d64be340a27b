/*
 * Reports its argv in the file `log` beside the folder of stubs: one record of NUL-ended words, the first of them the
 * run that it belongs to, the second how many wrapping stubs are around it, ended by a word of 0x1e alone. Compiled
 * with WRAPPER it then becomes the real program of its name, under the same PATH of stubs.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#ifdef WRAPPER
/* Stands for sudo: runs the rest of its words, as the same user. */
static void become_sudo(char **argv) {
  int at = 1;
  for (; argv[at] && argv[at][0] == '-' && argv[at][1]; at++) {
    if (!strcmp(argv[at], "--")) {
      at++;
      break;
    }
    if (!strcmp(argv[at], "-u") || !strcmp(argv[at], "-g")) at++;
    if (!argv[at]) return;
  }
  for (; argv[at] && strchr(argv[at], '='); at++) putenv(argv[at]);
  if (argv[at]) execvp(argv[at], argv + at);
}

/* Runs the real program; without it the stub only reports. */
static void become(const char *name, char **argv, int around) {
  char count[16], program[PATH_MAX];
  snprintf(count, sizeof count, "%d", around + 1);
  if (around > 8 || setenv("FUZZ_AROUND", count, 1)) return;
  if (!strcmp(name, "sudo")) {
    become_sudo(argv);
    return;
  }
  const char *folders[] = {"/usr/bin", "/bin"};
  for (int at = 0; at < 2; at++) {
    snprintf(program, sizeof program, "%s/%s", folders[at], name);
    execv(program, argv);
  }
}
#endif

int main(int argc, char **argv) {
  static char path[PATH_MAX], stub[PATH_MAX];
  static char record[65536];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 8);
  if (length <= 0) return 99;
  path[length] = 0;
  strcpy(stub, path);
  char *slash = strrchr(path, '/');
  *slash = 0;
  slash = strrchr(path, '/');
  strcpy(slash, "/log");
  const char *run = getenv("FUZZ_RUN");
  if (!run) run = "";
  const char *around = getenv("FUZZ_AROUND");
  size_t used = (size_t)snprintf(record, 100, "%s%c%s", run, 0, around ? around : "0") + 1;
  if (used > 90) return 96;
  const char *self = strrchr(stub, '/') + 1;
  for (int at = 0; at < argc; at++) {
    // The name of the program is that of its file, whatever the caller says.
    const char *word = at ? argv[at] : self;
    size_t size = strlen(word) + 1;
    if (used + size + 2 > sizeof record) return 98;
    memcpy(record + used, word, size);
    used += size;
  }
  record[used++] = 0x1e;
  record[used++] = 0;
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (file < 0 || write(file, record, used) != (ssize_t)used) return 97;
#ifdef WRAPPER
  if (*run) become(self, argv, around ? atoi(around) : 0);
#endif
  return strcmp(self, "b") == 0;
}
