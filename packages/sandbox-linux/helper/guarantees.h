#pragma once
#include "plan.h"

struct loss {
  bool partly;
  const char *why; // NULL = kept
  const char *fix;
};

struct kept {
  struct loss lost[GUARANTEE_COUNT];
  int landlock_abi;
  long landlock_errata;
  bool namespaces;
  const char *reason; // why there are none
};

void guarantee_lose(struct kept *kept, enum guarantee guarantee, bool partly, const char *why, const char *fix);
// False where the plan itself does without, e.g. net.isolated with the host's network.
bool guarantee_applies(const struct plan *plan, enum guarantee guarantee);
// Lost, required (by the plan's list or by what it contains) and not accepted: bit set; 0 = the run may start.
uint32_t guarantees_refused(const struct plan *plan, const struct kept *kept);
