// Sockets that were bound inside, by inode. A descriptor on each keeps the inode's number from being used again for a
// socket of the host.
#include <fcntl.h>
#include <stdio.h>

#include "sockets.h"
#include "syscalls.h"

enum { MOST = 4096 };

static struct {
  int fd;
  dev_t dev;
  ino_t ino;
} own[MOST];
static size_t count;

// Forgets those that have no name any more: nobody can ask for them.
static void prune(void) {
  size_t kept = 0;
  struct stat now;
  for (size_t i = 0; i < count; i++) {
    if (fstat(own[i].fd, &now) == 0 && now.st_nlink > 0) own[kept++] = own[i];
    else close(own[i].fd);
  }
  count = kept;
}

void own_remember(const char *path) {
  struct stat st;
  int fd = open(path, O_PATH | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0) return;
  if (count == MOST) prune();
  if (count == MOST || fstat(fd, &st) < 0 || !S_ISSOCK(st.st_mode)) {
    close(fd);
    return;
  }
  own[count].fd = fd;
  own[count].dev = st.st_dev;
  own[count++].ino = st.st_ino;
}

bool own_has(const struct stat *st) {
  for (size_t i = 0; i < count; i++)
    if (own[i].dev == st->st_dev && own[i].ino == st->st_ino) return true;
  return false;
}

// Inside a process namespace a process from outside has number 0; without one, ours descend from this process.
bool process_inside(bool namespaces, int pid) {
  char path[64], line[256];
  if (namespaces) return pid != 0;
  for (int hops = 0; pid > 1 && hops < 1024; hops++) {
    if (pid == getpid()) return true;
    int parent = 0;
    snprintf(path, sizeof path, "/proc/%d/status", pid);
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status))
      if (sscanf(line, "PPid: %d", &parent) == 1) break;
    if (status) fclose(status);
    pid = parent;
  }
  return false;
}
