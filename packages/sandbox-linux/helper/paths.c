// Questions about paths of the plan; bytes only, no system call.
#include <string.h>

#include "plan.h"

bool path_within(const char *path, const char *root) {
  size_t length = strlen(root);
  if (length == 1) return true; // root is "/"
  return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

const struct entry *plan_decides(const struct plan *plan, const char *path, const struct entry *ignore) {
  const struct entry *best = NULL;
  size_t length = 0;
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    size_t own = strlen(e->path);
    // Of two entries for one path the later one decides.
    if (e != ignore && own >= length && path_within(path, e->path)) best = e, length = own;
  }
  return best;
}

bool plan_reopens(const struct plan *plan, const char *path) {
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    if (e->access != ACCESS_DENY && strcmp(e->path, path) != 0 && path_within(e->path, path)) return true;
  }
  return false;
}
