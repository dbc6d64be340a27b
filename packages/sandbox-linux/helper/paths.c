// Questions about paths of the plan; bytes only, no system call. Entries are found by hashing each prefix of a path,
// so a thousand of them cost no more per question than one.
#include <stdlib.h>
#include <string.h>

#include "plan.h"

#define BASIS 1469598103934665603ull
#define STEP(hash, byte) (((hash) ^ (unsigned char)(byte)) * 1099511628211ull)

bool path_within(const char *path, const char *root) {
  size_t length = strlen(root);
  if (length == 1) return true; // root is "/"
  return strncmp(path, root, length) == 0 && (path[length] == '/' || path[length] == 0);
}

static uint64_t hash_of(const char *path, size_t length) {
  uint64_t hash = BASIS;
  for (size_t i = 0; i < length; i++) hash = STEP(hash, path[i]);
  return hash;
}

// The entry for exactly these bytes, or NULL. Of two entries for one path the later one stands.
static struct entry *find(const struct plan *plan, const char *path, size_t length, uint64_t hash) {
  for (size_t i = hash & plan->index_mask; plan->index[i]; i = (i + 1) & plan->index_mask) {
    struct entry *e = &plan->entries[plan->index[i] - 1];
    if (strncmp(e->path, path, length) == 0 && !e->path[length]) return e;
  }
  return NULL;
}

// Visits the entries on the way to `path`, shallow to deep.
static struct entry *next_above(const struct plan *plan, const char *path, size_t *at, uint64_t *hash) {
  if (*at == 0) { // "/" itself
    *at = 1;
    *hash = BASIS;
    struct entry *top = find(plan, "/", 1, STEP(BASIS, '/'));
    if (top) return top;
  }
  size_t i = *at == 1 ? 0 : *at - 1;
  while (path[i] && path[1]) {
    *hash = STEP(*hash, path[i]);
    i++;
    if (path[i] && path[i] != '/') continue;
    *at = i + 1;
    struct entry *e = find(plan, path, i, *hash);
    if (e) return e;
  }
  return NULL;
}

bool plan_index(struct plan *plan) {
  size_t size = 16;
  while (size < plan->entry_count * 2) size *= 2;
  plan->index = calloc(size, sizeof *plan->index);
  if (!plan->index) return false;
  plan->index_mask = size - 1;
  for (size_t n = 0; n < plan->entry_count; n++) {
    const char *path = plan->entries[n].path;
    size_t i = hash_of(path, strlen(path)) & plan->index_mask;
    while (plan->index[i] && strcmp(plan->entries[plan->index[i] - 1].path, path) != 0) i = (i + 1) & plan->index_mask;
    plan->index[i] = (uint32_t)n + 1;
  }
  for (size_t n = 0; n < plan->entry_count; n++) {
    const struct entry *e = &plan->entries[n];
    size_t at = 0;
    uint64_t hash = BASIS;
    if (e->access == ACCESS_DENY) continue;
    for (struct entry *above; (above = next_above(plan, e->path, &at, &hash));)
      if (above != e) above->reopened = true;
  }
  return true;
}

bool plan_tmp_at(const struct plan *plan, const char *path) {
  for (size_t i = 0; i < plan->tmp_at_count; i++)
    if (strcmp(plan->tmp_at[i], path) == 0) return true;
  return false;
}

const char *plan_private(const struct plan *plan, const char *path, const struct entry *ignore) {
  const char *at = NULL;
  for (size_t i = 0; i < plan->tmp_at_count; i++)
    if (path_within(path, plan->tmp_at[i]) && (!at || strlen(plan->tmp_at[i]) > strlen(at))) at = plan->tmp_at[i];
  if (!at) return NULL;
  const struct entry *above = plan_decides(plan, path, ignore);
  bool covered = above && above->access != ACCESS_DENY && path_within(above->path, at) && strcmp(above->path, at) != 0;
  return covered ? NULL : at;
}

const struct entry *plan_decides(const struct plan *plan, const char *path, const struct entry *ignore) {
  const struct entry *best = NULL;
  size_t at = 0;
  uint64_t hash = BASIS;
  for (const struct entry *e; (e = next_above(plan, path, &at, &hash));)
    if (e != ignore) best = e;
  return best;
}
