// What covers denied paths: one tmpfs with an empty file, a directory nobody may enter and an empty directory. It is
// mounted on /dev before the real /dev is, so clones can be taken of it while nobody inside can reach it.
#include <sys/stat.h>

#include "status.h"
#include "tree.h"

static int base = -1;

void masks_prepare(int root) {
  base = filesystem_new("tmpfs", "0755", ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (base < 0) fail("masks", errno, "cannot make a tmpfs");
  int file = openat(base, "file", O_CREAT | O_WRONLY | O_CLOEXEC, 0);
  if (file < 0 || mkdirat(base, "hidden", 0) < 0 || mkdirat(base, "empty", 0555) < 0)
    fail("masks", errno, "cannot fill the tmpfs");
  close(file);
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

void mask_file(int root, const char *path) { mask(root, path, "file"); }
void mask_directory(int root, const char *path, bool hidden) { mask(root, path, hidden ? "hidden" : "empty"); }
