// Keeps names free that must not come into being. Where such a name is missing, an empty directory stands on the host
// for as long as any run needs it: every run holds a shared lock on it, the last one removes it. A crash leaves the
// directory without a lock; the next run knows it by its looks and takes it over.
#include "confine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "status.h"
#include "syscalls.h"

// What nobody else makes: closed for writing and sticky. One system call makes it so, hence no crash leaves it half
// made, and no file system has to offer attributes.
static const mode_t looks = S_ISVTX | 0555;

// The place on the host that is seen at `path` inside.
static void host_place(const struct plan *plan, const struct entry *e, const char *path, char *out, size_t size) {
  const char *private = plan_private(plan, e->path, e);
  int n = snprintf(out, size, "%s%s", private ? plan->tmp : "", private ? path + strlen(private) : path);
  if (n < 0 || (size_t)n >= size) fail("placeholder", ENAMETOOLONG, "%s", path);
}

static int open_plain(const char *path, int flags) {
  struct open_how_v0 how = {.flags = (uint64_t)(flags | O_CLOEXEC),
                            .resolve = RESOLVE_LINKS_REFUSED | RESOLVE_MAGIC_REFUSED};
  return sys_openat2(AT_FDCWD, path, &how);
}

// Cuts `path`, a copy of the entry's, after its first component that does not exist; false when all of it does. What
// leads to the tree in which it lies is there.
static bool first_missing(const struct plan *plan, const struct entry *e, char *path) {
  char host[8192];
  const char *private = plan_private(plan, e->path, e);
  const struct entry *above = plan_decides(plan, e->path, e);
  size_t known = strlen(private ? private : above ? above->path : "/");
  for (char *slash = strchr(path + known + (known > 1), '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = 0;
    host_place(plan, e, path, host, sizeof host);
    int fd = open_plain(host, O_PATH | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return true;
    if (fd < 0 && errno == ELOOP)
      fail("placeholder", 0, "%s is or crosses a symbolic link inside a writable root; remove the link", path);
    if (fd < 0) fail("placeholder", errno, "%s", path);
    close(fd);
    if (!slash) return false;
    *slash = '/';
  }
}

static bool marked(int fd) {
  struct stat st;
  return fstat(fd, &st) == 0 && S_ISDIR(st.st_mode) && (st.st_mode & 07777) == looks && st.st_nlink <= 2;
}

static bool still_there(int fd, const char *host) {
  struct stat held, named;
  return fstat(fd, &held) == 0 && lstat(host, &named) == 0 && held.st_dev == named.st_dev &&
         held.st_ino == named.st_ino;
}

// One attempt; 1 = held, 0 = something real is there, -1 = try again.
static int hold_once(const char *host, struct entry *e) {
  bool made = mkdir(host, looks) == 0;
  if (!made && errno == EROFS) { // then nobody else can create it either
    e->skip = true;
    return 1;
  }
  if (!made && errno != EEXIST) fail("placeholder", errno, "%s", host);
  int fd = open_plain(host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (fd < 0) return errno == ENOENT ? -1 : 0;
  if (!made && !marked(fd)) {
    close(fd);
    return 0;
  }
  // Between mkdir and flock another run may have removed it; then the lock is on a directory without a name.
  if (flock(fd, LOCK_SH) < 0 || !still_there(fd, host)) {
    close(fd);
    return -1;
  }
  e->lock = fd;
  e->held = true;
  return 1;
}

static void hold(struct plan *plan, struct entry *e) {
  const struct entry *above = plan_decides(plan, e->path, e);
  if (!plan_private(plan, e->path, e) && (!above || above->access != ACCESS_WRITE)) {
    e->skip = true; // the tree around it is read-only inside
    return;
  }
  char *place = strdup(e->path), host[8192];
  if (!place) fail("placeholder", ENOMEM, "%s", e->path);
  for (int attempt = 0; attempt < 100; attempt++) {
    memcpy(place, e->path, strlen(e->path) + 1);
    if (!first_missing(plan, e, place)) {
      host_place(plan, e, place, host, sizeof host);
      int fd = open_plain(host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      bool ours = fd >= 0 && marked(fd);
      if (fd >= 0) close(fd);
      if (!ours) { // it exists by now: protect what is there
        e->missing = false;
        free(place);
        return;
      }
    }
    host_place(plan, e, place, host, sizeof host);
    int outcome = hold_once(host, e);
    if (outcome < 0) continue;
    if (outcome == 0) {
      e->missing = strcmp(place, e->path) != 0;
      if (e->missing) continue;
    }
    e->place = place;
    return;
  }
  fail("placeholder", EBUSY, "%s", e->path);
}

void placeholders_hold(struct plan *plan) {
  mode_t mask = umask(0);
  for (size_t i = 0; i < plan->entry_count; i++) {
    struct entry *e = &plan->entries[i];
    if (e->missing) hold(plan, e);
    // A placeholder that another run holds looks like an existing directory to whoever made the plan.
    else if (e->access != ACCESS_WRITE) {
      char host[8192];
      host_place(plan, e, e->path, host, sizeof host);
      int fd = open_plain(host, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
      if (fd >= 0 && marked(fd)) {
        e->missing = true;
        e->has_identity = false;
        hold(plan, e);
      }
      if (fd >= 0) close(fd);
    }
  }
  umask(mask);
}

void placeholders_release(struct plan *plan) {
  char host[8192];
  for (size_t i = 0; i < plan->entry_count; i++) {
    struct entry *e = &plan->entries[i];
    if (!e->held) continue;
    host_place(plan, e, e->place, host, sizeof host);
    // Only the last holder gets the exclusive lock, and it removes only the directory that it locked.
    if (flock(e->lock, LOCK_EX | LOCK_NB) == 0 && still_there(e->lock, host)) rmdir(host);
    close(e->lock);
  }
}
