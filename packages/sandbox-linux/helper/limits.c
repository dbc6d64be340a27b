// Resource limits of the command. Core dumps: a limit of 1 byte also keeps the kernel from piping the dump to the
// host's core_pattern program, which a limit of 0 does not (core(5)).
#include "confine.h"

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "status.h"
#include "syscalls.h"

static struct rlimit descriptors;

void limits_raise_descriptors(void) {
  struct rlimit high;
  if (getrlimit(RLIMIT_NOFILE, &descriptors) < 0) return;
  high = (struct rlimit){descriptors.rlim_max, descriptors.rlim_max};
  setrlimit(RLIMIT_NOFILE, &high);
}

void limits_restore_descriptors(void) { setrlimit(RLIMIT_NOFILE, &descriptors); }

// Never above what the caller has.
static bool lower(int resource, uint64_t value) {
  struct rlimit now;
  if (getrlimit(resource, &now) < 0) return false;
  rlim_t wanted = (rlim_t)value;
  if (now.rlim_max != RLIM_INFINITY && wanted > now.rlim_max) wanted = now.rlim_max;
  return setrlimit(resource, &(struct rlimit){wanted, wanted}) == 0;
}

void limits_apply(const struct plan *plan, struct kept *kept) {
  uint64_t core = plan->has_limit_core && plan->limit_core > 1 ? plan->limit_core : 1;
  bool ok = lower(RLIMIT_CORE, core);
  if (kept->namespaces || plan->has_limit_processes) ok &= lower(RLIMIT_NPROC, plan->limit_processes);
  // Private writable memory, not address space: RLIMIT_AS would refuse every JIT's reservation.
  if (plan->has_limit_memory) ok &= lower(RLIMIT_DATA, plan->limit_memory);
  if (plan->has_limit_file) ok &= lower(RLIMIT_FSIZE, plan->limit_file);
  if (!ok) fail("limits", errno, "cannot be set");
}
