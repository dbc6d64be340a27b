#include "tree.h"

#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "status.h"

static const char *below(const char *path) { return path[1] ? path + 1 : "."; }

int path_open(int root, const char *path, int flags) {
  struct open_how_v0 how = {.flags = (uint64_t)(flags | O_CLOEXEC),
                            .resolve = RESOLVE_LINKS_REFUSED | RESOLVE_MAGIC_REFUSED};
  return sys_openat2(root, below(path), &how);
}

int tree_clone(int root, const char *path) {
  int fd = path_open(root, path, O_PATH | O_NOFOLLOW);
  if (fd < 0) return -1;
  int tree = sys_open_tree(fd, "", TREE_CLONE | TREE_RECURSIVE | TREE_CLOEXEC | TREE_EMPTY_PATH);
  int error = errno;
  close(fd);
  errno = error;
  return tree;
}

void tree_attach(int tree, int root, const char *path, const char *step) {
  int target = path_open(root, path, O_PATH | O_NOFOLLOW);
  if (target < 0 || sys_move_mount(tree, target, "", MOVE_TO_EMPTY) < 0) fail(step, errno, "cannot mount on %s", path);
  close(target);
  close(tree);
}

void tree_change(int tree, uint64_t set, bool recursive, const char *step) {
  struct mount_change change = {.set = set, .propagation = PROPAGATION_PRIVATE};
  if (sys_mount_setattr(tree, recursive ? TREE_RECURSIVE : 0, &change) < 0)
    fail(step, errno, "cannot change mount attributes");
}

int filesystem_new(const char *type, const char *mode, uint64_t attributes) {
  int fs = sys_fsopen(type);
  if (fs < 0) return -1;
  int mount = -1;
  bool terminals = strcmp(type, "devpts") == 0;
  if ((!mode || sys_fsconfig(fs, FS_STRING, "mode", mode) == 0) &&
      (!terminals || sys_fsconfig(fs, FS_STRING, "ptmxmode", "0666") == 0) &&
      sys_fsconfig(fs, FS_CREATE, NULL, NULL) == 0)
    mount = sys_fsmount(fs, (unsigned)attributes);
  int error = errno;
  close(fs);
  errno = error;
  return mount;
}

void point_make(int root, const char *path, bool directory) {
  char part[4096];
  size_t length = strlen(path);
  if (length >= sizeof part) fail("mountpoint", ENAMETOOLONG, "%s", path);
  for (size_t i = 1; i <= length; i++) {
    if (path[i] != '/' && path[i] != 0) continue;
    memcpy(part, path, i);
    part[i] = 0;
    bool last = i == length;
    if (!last || directory) {
      if (mkdirat(root, below(part), 0755) < 0 && errno != EEXIST && errno != EROFS)
        fail("mountpoint", errno, "%s", part);
    } else {
      int fd = openat(root, below(part), O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW | O_CLOEXEC, 0444);
      if (fd < 0 && errno != EEXIST && errno != EROFS) fail("mountpoint", errno, "%s", part);
      if (fd >= 0) close(fd);
    }
  }
}
