// Which descriptors a process of the run holds. Whatever is not named is closed.
#include <stdlib.h>

#include "run.h"
#include "syscalls.h"

static int rising(const void *a, const void *b) { return *(const int *)a - *(const int *)b; }

void descriptors_keep(int *keep, size_t count) {
  unsigned next = 3;
  qsort(keep, count, sizeof *keep, rising);
  for (size_t i = 0; i < count; i++) {
    if (keep[i] < (int)next) continue;
    if (keep[i] > (int)next && sys_close_range(next, (unsigned)keep[i] - 1, 0) < 0)
      fail("descriptors", errno, "cannot be closed");
    next = (unsigned)keep[i] + 1;
  }
  if (sys_close_range(next, ~0u, 0) < 0) fail("descriptors", errno, "cannot be closed");
}

void descriptors_fill(void) {
  int fd;
  do fd = open("/dev/null", O_RDWR);
  while (fd >= 0 && fd < 3);
  if (fd >= 0) close(fd);
}
