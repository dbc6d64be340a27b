// What covers denied and missing paths: one tmpfs with a file and a directory that nobody may open, and an empty one of
// each. It is mounted on /dev before the real /dev is, so clones can be taken of it while nobody inside can reach it.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "status.h"
#include "tree.h"

static int base = -1;

const char *mask_name(bool directory, bool hidden) {
  return directory ? hidden ? "hidden" : "empty" : hidden ? "hidden-file" : "empty-file";
}

static void given_name(char name[32], size_t number) { snprintf(name, 32, "given-%zu", number); }

static void fill_given(const struct plan *plan) {
  for (size_t i = 0; i < plan->file_count; i++) {
    char name[32];
    given_name(name, i);
    size_t length = plan->files[i].length;
    int file = openat(base, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0444);
    if (file < 0 || write(file, plan->files[i].text, length) != (ssize_t)length)
      fail("files", errno, "cannot write %s", plan->files[i].path);
    close(file);
  }
}

void masks_prepare(int root, const struct plan *plan) {
  base = filesystem_new("tmpfs", "0755", ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (base < 0) fail("masks", errno, "cannot make a tmpfs");
  if (mknodat(base, mask_name(false, true), S_IFREG, 0) < 0 || mknodat(base, mask_name(false, false), S_IFREG | 0444, 0) < 0 ||
      mkdirat(base, mask_name(true, true), 0) < 0 || mkdirat(base, mask_name(true, false), 0555) < 0)
    fail("masks", errno, "cannot fill the tmpfs");
  fill_given(plan);
  tree_change(base, ATTR_RDONLY, false, "masks");
  int keep = fcntl(base, F_DUPFD_CLOEXEC, 0);
  tree_attach(base, root, "/dev", "mounts"); // the first of all: inside another sandbox it shows here that none is to be had
  base = keep;
}

int masks_base(void) { return base; }

static void mask(int root, const char *path, const char *name) {
  int tree = sys_open_tree(base, name, TREE_CLONE | TREE_CLOEXEC);
  if (tree < 0) fail("masks", errno, "%s", path);
  tree_attach(tree, root, path, "masks");
}

void mask_file(int root, const char *path, bool hidden) { mask(root, path, mask_name(false, hidden)); }
void mask_directory(int root, const char *path, bool hidden) { mask(root, path, mask_name(true, hidden)); }

// Where the host has no such file there is nothing to stand in for.
void masks_give(int root, const struct plan *plan) {
  for (size_t i = 0; i < plan->file_count; i++) {
    const char *path = plan->files[i].path;
    char name[32];
    struct stat st;
    int fd = path_open(root, path, O_PATH | O_NOFOLLOW);
    if (fd < 0) continue;
    bool file = fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
    close(fd);
    if (!file) continue;
    given_name(name, i);
    mask(root, path, name);
  }
}
