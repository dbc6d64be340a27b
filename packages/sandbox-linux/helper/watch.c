#include "watch.h"

#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "status.h"
#include "tree.h"

enum { COVERED, BARE_MASKED, GONE, BROKEN };

static int events = -1, user = -1, mounts = -1, masks = -1;

// A name that something of the host's could come to stand under, uncovered.
static bool covered(const struct plan *plan, const struct entry *e) {
  if (e->skip || e->access == ACCESS_WRITE || !e->path[1] || plan_private(plan, e->path, e)) return false;
  if (e->access == ACCESS_DENY) return true;
  const struct entry *above = plan_decides(plan, e->path, e);
  return above && above->access == ACCESS_WRITE;
}

static const char *place_of(const struct entry *e) { return e->place ? e->place : e->path; }

static int namespace_of(pid_t pid, const char *name) {
  char path[64];
  snprintf(path, sizeof path, "/proc/%d/ns/%s", pid, name);
  return open(path, O_RDONLY | O_CLOEXEC);
}

void watch_start(const struct plan *plan, pid_t inside) {
  // Only now: the first process inside will soon not let itself be looked at.
  user = namespace_of(inside, "user");
  mounts = namespace_of(inside, "mnt");
  events = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  if (user < 0 || mounts < 0 || events < 0) return;
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    char folder[4096];
    if (!covered(plan, e)) continue;
    snprintf(folder, sizeof folder, "%s", place_of(e));
    char *slash = strrchr(folder, '/');
    slash[slash == folder] = 0;
    inotify_add_watch(events, folder, IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ONLYDIR);
  }
}

void watch_masks(int base) { masks = base; }
int watch_descriptor(void) { return events; }

static bool same_mount(int fd, int other) {
  struct statx a, b;
  return statx(fd, "", AT_EMPTY_PATH, STATX_MNT_ID | STATX_INO, &a) == 0 &&
         statx(other, "", AT_EMPTY_PATH, STATX_MNT_ID | STATX_INO, &b) == 0 && a.stx_mnt_id == b.stx_mnt_id;
}

// In a process of its own, inside the namespaces of the run.
static int cover(const struct entry *e) {
  char folder[4096];
  if (setns(user, CLONE_NEWUSER) < 0 || setns(mounts, CLONE_NEWNS) < 0) return BROKEN;
  snprintf(folder, sizeof folder, "%s", place_of(e));
  char *slash = strrchr(folder, '/');
  slash[slash == folder] = 0;
  int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  int parent = path_open(root, folder, O_PATH | O_DIRECTORY), object = path_open(root, place_of(e), O_PATH | O_NOFOLLOW);
  if (object < 0) return errno == ENOENT || errno == ENOTDIR ? GONE : BROKEN;
  // A cover is a mount of its own; what stands on the mount of its folder has none.
  if (parent < 0 || !same_mount(parent, object)) return parent < 0 ? BROKEN : COVERED;
  struct stat st;
  if (fstat(object, &st) < 0) return BROKEN;
  const char *mask = e->held ? "empty" : S_ISDIR(st.st_mode) ? "hidden" : "file";
  int tree = e->access == ACCESS_DENY || e->held
                 ? sys_open_tree(masks, mask, TREE_CLONE | TREE_CLOEXEC)
                 : sys_open_tree(object, "", TREE_CLONE | TREE_RECURSIVE | TREE_CLOEXEC | TREE_EMPTY_PATH);
  struct mount_change change = {.set = ATTR_RDONLY | ATTR_NOSUID};
  if (tree < 0 || sys_mount_setattr(tree, TREE_RECURSIVE, &change) < 0) return BROKEN;
  return sys_move_mount(tree, object, "", MOVE_TO_EMPTY) == 0 ? BARE_MASKED : BROKEN;
}

static bool attend_entry(const struct entry *e, const char **reason) {
  pid_t child = fork();
  int status;
  if (child == 0) _exit(cover(e));
  if (child < 0 || waitpid(child, &status, 0) < 0 || !WIFEXITED(status)) status = BROKEN << 8;
  switch (WEXITSTATUS(status)) {
  case COVERED: return true;
  case BARE_MASKED: status_covered(place_of(e)); return true;
  case GONE:
    // A denied object that is gone hides nothing; a protected name that is free could be taken from inside.
    *reason = e->path;
    return e->access == ACCESS_DENY;
  default: *reason = e->path; return false;
  }
}

bool watch_attend(const struct plan *plan, const char **reason) {
  union {
    struct inotify_event event;
    char bytes[65536];
  } room;
  ssize_t n = read(events, room.bytes, sizeof room.bytes);
  for (ssize_t at = 0; at < n;) {
    const struct inotify_event *event = (const void *)(room.bytes + at);
    at += (ssize_t)(sizeof *event + event->len);
    bool all = event->mask & IN_Q_OVERFLOW;
    for (size_t i = 0; i < plan->entry_count && (all || event->len); i++) {
      const struct entry *e = &plan->entries[i];
      if (!all && strcmp(strrchr(place_of(e), '/') + 1, event->name) != 0) continue;
      if (!covered(plan, e)) continue;
      if (!attend_entry(e, reason)) return false;
    }
  }
  return true;
}
