// What covers denied and missing paths: one tmpfs with a file and a directory that nobody may open, and an empty one of
// each. It is mounted on /dev before the real /dev is, so clones can be taken of it while nobody inside can reach it.
#include <sys/stat.h>

#include "status.h"
#include "tree.h"

static int base = -1;

const char *mask_name(bool directory, bool hidden) {
  return directory ? hidden ? "hidden" : "empty" : hidden ? "hidden-file" : "empty-file";
}

void masks_prepare(int root) {
  base = filesystem_new("tmpfs", "0755", ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (base < 0) fail("masks", errno, "cannot make a tmpfs");
  if (mknodat(base, mask_name(false, true), S_IFREG, 0) < 0 || mknodat(base, mask_name(false, false), S_IFREG | 0444, 0) < 0 ||
      mkdirat(base, mask_name(true, true), 0) < 0 || mkdirat(base, mask_name(true, false), 0555) < 0)
    fail("masks", errno, "cannot fill the tmpfs");
  tree_change(base, ATTR_RDONLY, false, "masks");
  int keep = fcntl(base, F_DUPFD_CLOEXEC, 0);
  tree_attach(base, root, "/dev", "masks");
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
