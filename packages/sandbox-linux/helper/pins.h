// Keeps the names on the way to a protected path: a directory that merely contains a mount can be renamed away, and
// the freed name planted anew. A directory that is itself a mount cannot.
#pragma once
#include "plan.h"

void pins_start(size_t entries);
void pins_place(int root, const struct plan *plan, const struct entry *entry, const char *path);
void pins_end(void);
