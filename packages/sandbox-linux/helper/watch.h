// Keeps masks and protections on while the host goes on working: an editor that saves by renaming a new file over a
// covered one takes the cover off with the old file; one that renames the old file away takes the cover along. Of the
// first the mount table of the run tells from the start; of the second the folders tell, which are watched only after
// a while: to stop watching costs more than a short command.
#pragma once
#include <sys/types.h>

#include "plan.h"

// `inside` has just been cloned; soon it will not let itself be looked at.
void watch_start(pid_t inside);
void watch_masks(int base);  // the mounts are complete; the masks to cover with
int watch_descriptor(void);  // to poll for POLLPRI, or -1
enum { WATCH_AFTER_MS = 100 };
void watch_folders(const struct plan *plan);
int watch_folders_descriptor(void);                // to poll for POLLIN, or -1
bool watch_folders_concern(const struct plan *plan); // reads what happened: was it to a covered name?
// Covers again what lost its cover. False and a reason when that cannot be done: the run must stop.
bool watch_attend(const struct plan *plan, const char **reason);
