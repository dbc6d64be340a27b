// Keeps masks and protections on while the host goes on working: an editor that saves by renaming a new file over a
// covered one takes the cover off with the old file. The kernel tells of every change to the mounts of the run, so
// nothing has to be watched path by path.
#pragma once
#include <sys/types.h>

#include "plan.h"

// `inside` has just been cloned; soon it will not let itself be looked at.
void watch_start(pid_t inside);
void watch_masks(int base);  // the mounts are complete; the masks to cover with
int watch_descriptor(void);  // to poll for POLLPRI, or -1
// Covers again what lost its cover. False and a reason when that cannot be done: the run must stop.
bool watch_attend(const struct plan *plan, const char **reason);
