/*
 * Reports its argv in the file `log` beside the folder of stubs: one record of NUL-ended words, the first of them the
 * run that it belongs to, ended by a word of 0x1e alone.
 */
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int main(int argc, char **argv) {
  static char path[PATH_MAX];
  static char record[65536];
  ssize_t length = readlink("/proc/self/exe", path, sizeof path - 8);
  if (length <= 0) return 99;
  path[length] = 0;
  char *slash = strrchr(path, '/');
  *slash = 0;
  slash = strrchr(path, '/');
  strcpy(slash, "/log");
  const char *run = getenv("FUZZ_RUN");
  if (!run) run = "";
  size_t used = strlen(run) + 1;
  if (used > 100) return 96;
  memcpy(record, run, used);
  for (int at = 0; at < argc; at++) {
    size_t size = strlen(argv[at]) + 1;
    if (used + size + 2 > sizeof record) return 98;
    memcpy(record + used, argv[at], size);
    used += size;
  }
  record[used++] = 0x1e;
  record[used++] = 0;
  int file = open(path, O_WRONLY | O_APPEND | O_CREAT, 0600);
  if (file < 0 || write(file, record, used) != (ssize_t)used) return 97;
  const char *name = strrchr(argv[0], '/');
  name = name ? name + 1 : argv[0];
  return strcmp(name, "b") == 0;
}
