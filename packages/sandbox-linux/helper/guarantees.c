// The named promises and what this run keeps of them.
#include "guarantees.h"

#include <string.h>

static const char *const names[GUARANTEE_COUNT] = {
    "fs.write.roots", "fs.write.protected", "fs.read.deny", "net.isolated", "net.proxy-only",
    "unix.deny",      "proc.private",       "ipc.private",  "signal.scope", "priv.none",
    "fd.closed",      "tmp.private",        "limits",
};

const char *guarantee_name(enum guarantee guarantee) { return names[guarantee]; }

bool guarantee_parse(const char *name, enum guarantee *guarantee) {
  for (int i = 0; i < GUARANTEE_COUNT; i++)
    if (strcmp(names[i], name) == 0) return *guarantee = (enum guarantee)i, true;
  return false;
}

void guarantee_lose(struct kept *kept, enum guarantee guarantee, bool partly, const char *why, const char *fix) {
  struct loss *loss = &kept->lost[guarantee];
  if (loss->why && !loss->partly) return; // the first full loss stands
  *loss = (struct loss){partly, why, fix};
}

// What the plan asks for is required even where its list forgot to say so.
static uint32_t implied(const struct plan *plan) {
  uint32_t set = 1u << FS_WRITE_ROOTS | 1u << UNIX_DENY | 1u << PRIV_NONE | 1u << FD_CLOSED;
  if (plan->network == NETWORK_OFF) set |= 1u << NET_ISOLATED;
  if (plan->network == NETWORK_PROXY) set |= 1u << NET_PROXY_ONLY;
  if (plan->tmp) set |= 1u << TMP_PRIVATE;
  if (plan->listed) set |= 1u << FS_READ_DENY;
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    if (e->access == ACCESS_DENY) set |= 1u << FS_READ_DENY;
    const struct entry *above = plan_decides(plan, e->path, e);
    if (e->access == ACCESS_READ && above && above->access == ACCESS_WRITE) set |= 1u << FS_WRITE_PROTECTED;
  }
  return set;
}

bool guarantee_applies(const struct plan *plan, enum guarantee guarantee) {
  if (guarantee == NET_ISOLATED) return plan->network == NETWORK_OFF;
  if (guarantee == NET_PROXY_ONLY) return plan->network == NETWORK_PROXY;
  if (guarantee == TMP_PRIVATE) return plan->tmp != NULL;
  return true;
}

uint32_t guarantees_refused(const struct plan *plan, const struct kept *kept) {
  uint32_t lost = 0;
  for (int i = 0; i < GUARANTEE_COUNT; i++)
    if (kept->lost[i].why || !guarantee_applies(plan, (enum guarantee)i)) lost |= 1u << i;
  // A guarantee the plan itself gives up (host network, shared /tmp) counts as lost only when it was named.
  uint32_t own = 0;
  for (int i = 0; i < GUARANTEE_COUNT; i++)
    if (kept->lost[i].why) own |= 1u << i;
  return ((lost & plan->require) | (own & implied(plan))) & ~plan->accept;
}
