#include "watch.h"

#include <poll.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "status.h"
#include "tree.h"

enum { COVERED, COVERED_AGAIN, GONE, BROKEN };

static int folders = -1, events = -1, user = -1, mounts = -1, masks = -1;

// A name that something of the host's could come to stand under, uncovered.
static bool covered(const struct plan *plan, const struct entry *e) {
  if (e->skip || e->access == ACCESS_WRITE || !e->path[1] || plan_private(plan, e->path, e)) return false;
  if (e->access == ACCESS_DENY) return true;
  const struct entry *above = plan_decides(plan, e->path, e);
  return above && above->access == ACCESS_WRITE;
}

static const char *place_of(const struct entry *e) { return e->place ? e->place : e->path; }

void watch_open(int fds[WATCHED]) {
  static const char *const paths[] = {"/proc/self/ns/user", "/proc/self/ns/mnt", "/proc/self/mounts"};
  for (int i = 0; i < WATCH_MASKS; i++) {
    fds[i] = open(paths[i], O_RDONLY | O_CLOEXEC);
    if (fds[i] < 0) fail("watch", errno, "%s", paths[i]);
  }
}

void watch_take(enum watched what, int fd) {
  int *const places[WATCHED] = {&user, &mounts, &events, &masks};
  *places[what] = fd;
  // What happened until now is known; from here on a change means something.
  if (what == WATCH_MASKS) poll(&(struct pollfd){events, POLLPRI, 0}, 1, 0);
}

// Until the mounts are complete every change is our own.
int watch_descriptor(void) { return masks >= 0 && user >= 0 && mounts >= 0 ? events : -1; }

void watch_folders(const struct plan *plan) {
  if (watch_descriptor() < 0) return;
  folders = inotify_init1(IN_CLOEXEC | IN_NONBLOCK);
  for (size_t i = 0; i < plan->entry_count && folders >= 0; i++) {
    const struct entry *e = &plan->entries[i];
    char folder[4096];
    if (!covered(plan, e)) continue;
    snprintf(folder, sizeof folder, "%s", place_of(e));
    char *slash = strrchr(folder, '/');
    slash[slash == folder] = 0;
    inotify_add_watch(folders, folder, IN_CREATE | IN_MOVED_TO | IN_DELETE | IN_MOVED_FROM | IN_ONLYDIR);
  }
}

int watch_folders_descriptor(void) { return folders; }

bool watch_folders_concern(const struct plan *plan) {
  union {
    struct inotify_event event;
    char bytes[65536];
  } room;
  bool concern = false;
  ssize_t n = read(folders, room.bytes, sizeof room.bytes);
  for (ssize_t at = 0; at < n && !concern;) {
    const struct inotify_event *event = (const void *)(room.bytes + at);
    at += (ssize_t)(sizeof *event + event->len);
    concern = event->mask & IN_Q_OVERFLOW;
    for (size_t i = 0; i < plan->entry_count && !concern && event->len; i++) {
      const struct entry *e = &plan->entries[i];
      concern = strcmp(strrchr(place_of(e), '/') + 1, event->name) == 0 && covered(plan, e);
    }
  }
  return concern;
}

static bool same_mount(int fd, int other) {
  struct statx_mount a, b;
  return sys_statx_mount(fd, &a) == 0 && sys_statx_mount(other, &b) == 0 && a.mount == b.mount;
}

// One entry, seen from inside the namespaces of the run.
static int cover(int root, const struct entry *e) {
  char folder[4096];
  snprintf(folder, sizeof folder, "%s", place_of(e));
  char *slash = strrchr(folder, '/');
  slash[slash == folder] = 0;
  int parent = path_open(root, folder, O_PATH | O_DIRECTORY), object = path_open(root, place_of(e), O_PATH | O_NOFOLLOW);
  int outcome = object >= 0 && parent >= 0 ? COVERED : errno == ENOENT || errno == ENOTDIR ? GONE : BROKEN;
  struct stat st;
  // A cover is a mount of its own; what stands on the mount of its folder has none.
  if (outcome == COVERED && same_mount(parent, object)) {
    const char *mask = mask_name(fstat(object, &st) == 0 && S_ISDIR(st.st_mode), !e->held || e->access == ACCESS_DENY);
    int tree = e->access == ACCESS_DENY || e->held
                   ? sys_open_tree(masks, mask, TREE_CLONE | TREE_CLOEXEC)
                   : sys_open_tree(object, "", TREE_CLONE | TREE_RECURSIVE | TREE_CLOEXEC | TREE_EMPTY_PATH);
    struct mount_change change = {.set = ATTR_RDONLY | ATTR_NOSUID};
    bool done = tree >= 0 && sys_mount_setattr(tree, TREE_RECURSIVE, &change) == 0 &&
                sys_move_mount(tree, object, "", MOVE_TO_EMPTY) == 0;
    outcome = done ? COVERED_AGAIN : BROKEN;
    if (tree >= 0) close(tree);
  }
  if (parent >= 0) close(parent);
  if (object >= 0) close(object);
  return outcome;
}

// The number (from 1) of the entry for which the run must stop, or 0. In a process of its own.
static size_t cover_all(const struct plan *plan) {
  if (setns(user, CLONE_NEWUSER) < 0 || setns(mounts, CLONE_NEWNS) < 0) return plan->entry_count + 1;
  int root = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC);
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    int outcome = covered(plan, e) ? cover(root, e) : COVERED;
    // In the midst of a rename the old object has its name still, and cannot be mounted on any more.
    for (int tries = 0; outcome == BROKEN && tries < 200; tries++) {
      usleep(1000);
      outcome = cover(root, e);
    }
    if (outcome == COVERED_AGAIN) status_covered(place_of(e));
    // A denied object that is gone hides nothing; a protected name that is free could be taken from inside.
    if (outcome == BROKEN || (outcome == GONE && e->access != ACCESS_DENY)) return i + 1;
  }
  return 0;
}

bool watch_attend(const struct plan *plan, const char **reason) {
  size_t stop = plan->entry_count + 1;
  int ends[2], status;
  if (pipe2(ends, O_CLOEXEC) == 0) {
    pid_t child = fork();
    if (child == 0) {
      stop = cover_all(plan);
      _exit(write(ends[1], &stop, sizeof stop) != (ssize_t)sizeof stop);
    }
    close(ends[1]);
    if (child < 0 || read(ends[0], &stop, sizeof stop) != (ssize_t)sizeof stop) stop = plan->entry_count + 1;
    close(ends[0]);
    if (child > 0) waitpid(child, &status, 0);
  }
  if (stop == 0) return true;
  *reason = stop <= plan->entry_count ? place_of(&plan->entries[stop - 1]) : "a covered path";
  return false;
}
