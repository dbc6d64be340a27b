// Applies the entries of the plan to the mount tree: everything read-only, the writable roots back on top, then what
// is protected or denied, shallow to deep. The new mount calls take descriptors, so no name is looked up twice.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>

#include "confine.h"
#include "pins.h"
#include "status.h"
#include "tree.h"

// Below a mount of our own making, where the place to mount on may have to be made first: the tmpfs of listed reads,
// the private /tmp, /dev, a mask with openings.
static bool on_own_ground(const struct plan *plan, const struct entry *e, const struct entry *above) {
  if (path_within(e->path, "/dev") || plan_private(plan, e->path, e)) return true;
  return above ? above->access == ACCESS_DENY : plan->listed;
}

// Opens what the plan meant, or refuses: a name that stands for something else by now has been swapped.
static int entry_open(int root, struct entry *e) {
  int fd = path_open(root, e->path, O_PATH | O_NOFOLLOW);
  struct stat st;
  if (fd < 0 && errno == ELOOP) fail("entry", 0, "%s is or crosses a symbolic link", e->path);
  if (fd < 0) fail("entry", errno, "%s", e->path);
  if (fstat(fd, &st) < 0) fail("entry", errno, "%s", e->path);
  if (S_ISLNK(st.st_mode)) fail("entry", 0, "%s is a symbolic link", e->path);
  if (e->has_identity && (st.st_dev != e->dev || st.st_ino != e->ino))
    fail("entry", 0, "%s is not the object it was when the plan was made", e->path);
  e->directory = S_ISDIR(st.st_mode);
  return fd;
}

static int entry_clone(int root, struct entry *e) {
  int fd = entry_open(root, e);
  int tree = sys_open_tree(fd, "", TREE_CLONE | TREE_RECURSIVE | TREE_CLOEXEC | TREE_EMPTY_PATH);
  if (tree < 0) fail("entry", errno, "cannot clone %s", e->path);
  close(fd);
  return tree;
}

// Clones, while they are still to be seen, all trees that something will cover.
static void take_sources(int root, struct plan *plan) {
  for (size_t i = 0; i < plan->entry_count; i++) {
    struct entry *e = &plan->entries[i];
    if (e->missing || e->skip || e->access == ACCESS_DENY || plan_tmp_at(plan, e->path)) continue;
    const struct entry *above = plan_decides(plan, e->path, e);
    if (e->access == ACCESS_WRITE || plan->listed || on_own_ground(plan, e, above))
      e->tree = entry_clone(root, e);
  }
}

// One clone of the private folder for each place where it is to be seen; deeper places later.
enum { MOST_TMP = 8 };
static int tmp_trees[MOST_TMP];

static void take_tmp(int root, const struct plan *plan) {
  if (plan->tmp_at_count > MOST_TMP) fail("tmp", E2BIG, "mounted in too many places");
  for (size_t i = 0; i < plan->tmp_at_count; i++) {
    tmp_trees[i] = tree_clone(root, plan->tmp);
    if (tmp_trees[i] < 0) fail("tmp", errno, "%s", plan->tmp);
  }
}

static void put_tmp(int root, const struct plan *plan) {
  for (size_t i = 0; i < plan->tmp_at_count; i++) {
    if (plan->listed) point_make(root, plan->tmp_at[i], true);
    tree_change(tmp_trees[i], ATTR_NOSUID | ATTR_NODEV, true, "tmp");
    tree_attach(tmp_trees[i], root, plan->tmp_at[i], "tmp");
  }
}

static void seal(int root, const struct plan *plan) {
  const struct entry *top = plan_decides(plan, "/", NULL);
  uint64_t read_only = top && top->access == ACCESS_WRITE ? 0 : ATTR_RDONLY;
  tree_change(root, read_only | ATTR_NOSUID | ATTR_NODEV, true, "mounts");
}

// A denied directory with something reopened below it: can be walked through, shows only what is reopened.
static void deny_with_openings(int root, const struct plan *plan, const struct entry *denied) {
  int mask = filesystem_new("tmpfs", "0111", ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (mask < 0) fail("masks", errno, "%s", denied->path);
  size_t length = strlen(denied->path);
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    if (e == denied || e->tree < 0 || !path_within(e->path, denied->path)) continue;
    point_make(mask, e->path + (length > 1 ? length : 0), e->directory);
  }
  int keep = fcntl(mask, F_DUPFD_CLOEXEC, 0);
  tree_attach(mask, root, denied->path, "masks");
  tree_change(keep, ATTR_RDONLY, false, "masks");
  close(keep);
}

static void apply_missing(int root, struct plan *plan, struct entry *e) {
  pins_place(root, plan, e, e->place);
  if (e->file) mask_file(root, e->place, e->access == ACCESS_DENY);
  else mask_directory(root, e->place, e->access == ACCESS_DENY);
}

static void apply_deny(int root, const struct plan *plan, struct entry *e) {
  close(entry_open(root, e));
  if (!e->directory) mask_file(root, e->path, true);
  else if (e->reopened) deny_with_openings(root, plan, e);
  else mask_directory(root, e->path, true);
}

static void apply(int root, struct plan *plan, struct entry *e) {
  const struct entry *above = plan_decides(plan, e->path, e);
  bool own = on_own_ground(plan, e, above);
  if (strcmp(e->path, "/") == 0) return; // sealed, or left writable, as a whole
  if (e->access == ACCESS_READ && e->tree < 0 && (!above || above->access == ACCESS_READ)) return; // sealed already
  if (e->access == ACCESS_DENY && own) return; // nothing of the host is there to be seen
  if (own) point_make(root, e->path, e->directory);
  pins_place(root, plan, e, e->path);
  if (e->access == ACCESS_DENY) {
    apply_deny(root, plan, e);
    return;
  }
  int tree = e->tree >= 0 ? e->tree : entry_clone(root, e);
  uint64_t device = path_within(e->path, "/dev") ? 0 : ATTR_NODEV; // a node that lies elsewhere is as good as the disk
  tree_change(tree, ATTR_NOSUID | device | (e->access == ACCESS_READ ? ATTR_RDONLY : 0), true, "entry");
  tree_attach(tree, root, e->path, "entry");
  e->tree = -1;
}

static int fresh_root(void) {
  int root = filesystem_new("tmpfs", "0755", ATTR_NOSUID | ATTR_NODEV);
  if (root < 0) fail("root", errno, "cannot make a tmpfs");
  if (mkdirat(root, "proc", 0555) < 0 || mkdirat(root, "dev", 0755) < 0 || mkdirat(root, "tmp", 01777) < 0)
    fail("root", errno, "cannot fill the new root");
  return root;
}

// Links such as /bin -> usr/bin hold names, no content; without them nothing starts.
static void copy_top_links(int root) {
  static const char *const names[] = {"bin", "sbin", "lib", "lib32", "lib64", "libx32"};
  char path[16], target[256];
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    snprintf(path, sizeof path, "/%s", names[i]);
    ssize_t n = readlink(path, target, sizeof target - 1);
    if (n <= 0) continue;
    target[n] = 0;
    if (symlinkat(target, root, names[i]) < 0 && errno != EEXIST) fail("root", errno, "%s", path);
  }
}

static void enter_root(int root) {
  tree_change(root, ATTR_RDONLY, false, "root");
  if (fchdir(root) < 0 || syscall(SYS_pivot_root, ".", ".") < 0 || umount2(".", MNT_DETACH) < 0 || chdir("/") < 0)
    fail("root", errno, "cannot enter the new root");
}

void mounts_apply(struct plan *plan, struct kept *kept) {
  int host = open("/", O_PATH | O_DIRECTORY | O_CLOEXEC), root = host;
  if (host < 0) fail("mounts", errno, "cannot open /");
  if (plan->pretend_no_mount) fail("mounts", EPERM, "cannot change mount attributes");
  take_sources(host, plan);
  take_tmp(host, plan);
  dev_take();
  seal(host, plan);
  if (plan->listed) {
    root = fresh_root();
    int keep = fcntl(root, F_DUPFD_CLOEXEC, 0);
    tree_attach(root, host, "/sys", "mounts"); // anywhere: pivot_root(2) wants a mount
    root = keep;
    copy_top_links(root);
  }
  dev_mount(root, plan);
  proc_mount(root, plan, kept);
  put_tmp(root, plan);
  pins_start(plan->entry_count);
  for (size_t i = 0; i < plan->entry_count; i++) {
    struct entry *e = &plan->entries[i];
    // A name that cannot be made where it is could be made elsewhere and moved there, with all that leads to it.
    if (e->skip && e->place) pins_place(root, plan, e, e->place);
    if (e->skip || plan_tmp_at(plan, e->path)) continue;
    if (e->missing) apply_missing(root, plan, e);
    else apply(root, plan, e);
  }
  pins_end();
  masks_give(root, plan);
  dev_seal(root);
  proc_cover(root, plan);
  if (plan->listed) enter_root(root);
  else close(root);
}
