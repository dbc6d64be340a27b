// Keeps masks and protections on while the host goes on working: an editor that saves by renaming a new file over a
// covered one takes the cover off with the old file. The outer process hears of it and covers the new file at once.
#pragma once
#include <sys/types.h>

#include "plan.h"

// Begins to watch the folders of everything that is covered; `inside` has just been cloned.
void watch_start(const struct plan *plan, pid_t inside);
void watch_masks(int base);     // the masks, once the inside has made them
int watch_descriptor(void);     // to poll, or -1
// Covers again what lost its cover. False and a reason when that cannot be done: the run must stop.
bool watch_attend(const struct plan *plan, const char **reason);
