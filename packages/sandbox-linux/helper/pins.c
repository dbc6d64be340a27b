#include "pins.h"

#include <stdlib.h>
#include <string.h>

#include "status.h"
#include "tree.h"

// A set of paths that are pinned already; open addressing, grown by doubling.
static char **slots;
static size_t capacity, used;

static size_t hash(const char *path) {
  uint64_t h = 1469598103934665603ull;
  for (; *path; path++) h = (h ^ (unsigned char)*path) * 1099511628211ull;
  return (size_t)h;
}

static bool insert(char *path) {
  size_t i = hash(path) & (capacity - 1);
  while (slots[i]) {
    if (strcmp(slots[i], path) == 0) return false;
    i = (i + 1) & (capacity - 1);
  }
  slots[i] = path;
  used++;
  return true;
}

static void make_room(void) {
  if (used * 2 < capacity) return;
  char **old = slots;
  size_t count = capacity;
  capacity = capacity ? capacity * 2 : 64;
  slots = calloc(capacity, sizeof *slots);
  if (!slots) fail("pins", ENOMEM, "too many");
  used = 0;
  for (size_t i = 0; i < count; i++)
    if (old[i]) insert(old[i]);
  free(old);
}

void pins_start(size_t entries) {
  (void)entries;
  make_room();
}

static void pin(int root, const char *path) {
  int tree = tree_clone(root, path);
  if (tree < 0) fail("pins", errno, "%s", path);
  tree_attach(tree, root, path, "pins");
}

void pins_place(int root, const struct plan *plan, const struct entry *entry, const char *path) {
  const struct entry *above = plan_decides(plan, entry->path, entry);
  const char *private = plan_private(plan, entry->path, entry);
  const char *from = private ? private : above && above->access == ACCESS_WRITE ? above->path : NULL;
  if (!from || !path_within(path, from) || strcmp(path, from) == 0) return;
  for (const char *slash = strchr(path + strlen(from) + (from[1] ? 1 : 0), '/'); slash; slash = strchr(slash + 1, '/')) {
    char *directory = strndup(path, (size_t)(slash - path));
    if (!directory) fail("pins", ENOMEM, "%s", path);
    make_room();
    if (insert(directory)) pin(root, directory);
    else free(directory);
  }
}

void pins_end(void) {
  for (size_t i = 0; i < capacity; i++) free(slots[i]);
  free(slots);
  slots = NULL;
  capacity = used = 0;
}
