// Keeps masks and protections on while the host goes on working: an editor that saves by renaming a new file over a
// covered one takes the cover off with the old file; one that renames the old file away takes the cover along. Of the
// first the mount table of the run tells from the start; of the second the folders tell, which are watched only after
// a while: to stop watching costs more than a short command.
#pragma once
#include <sys/types.h>

#include "plan.h"

// What the inside gives away for this, in this order: only it may still open them. The last one says that the mounts
// are complete.
enum watched { WATCH_USER, WATCH_MOUNTS, WATCH_TABLE, WATCH_MASKS, WATCHED };
void watch_open(int fds[WATCHED]);          // inside, before /proc is covered; the masks come later
void watch_take(enum watched what, int fd); // outside
int watch_descriptor(void);  // to poll for POLLPRI, or -1
enum { WATCH_AFTER_MS = 100 };
void watch_folders(const struct plan *plan);
int watch_folders_descriptor(void);                // to poll for POLLIN, or -1
bool watch_folders_concern(const struct plan *plan); // reads what happened: was it to a covered name?
// Covers again what lost its cover. False and a reason when that cannot be done: the run must stop.
bool watch_attend(const struct plan *plan, const char **reason);
