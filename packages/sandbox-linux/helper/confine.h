// The steps that confine a process, in the order in which they are taken.
#pragma once
#include <sys/types.h>

#include "guarantees.h"

// placeholders.c: names that must not come into being. Held by the outer process, on the host.
void placeholders_hold(struct plan *plan);
void placeholders_release(struct plan *plan);

// namespaces.c
pid_t namespaces_enter(const struct plan *plan, int *error); // like fork; the child is inside
void namespaces_map(uid_t uid, gid_t gid);
void loopback_up(void);
bool loopback_add(const char *label, uint32_t address, uint32_t mask); // every address of the network is this machine's

// mounts.c
void mounts_apply(struct plan *plan, struct kept *kept);
// proc_dev.c
void dev_take(void); // while the host's nodes may still be opened
void dev_mount(int root, const struct plan *plan);
void dev_seal(int root);
void proc_mount(int root, const struct plan *plan, struct kept *kept);
void proc_cover(int root, const struct plan *plan);

// landlock.c
int landlock_abi(const struct plan *plan);
void landlock_apply(const struct plan *plan, struct kept *kept);
void landlock_leave_supervisor(const struct kept *kept);

// caps.c
void privileges_lock(void);
void privileges_keep_trace(void);
void privileges_drop(void);

// limits.c
void limits_apply(const struct plan *plan, struct kept *kept);
void limits_raise_descriptors(void);
void limits_restore_descriptors(void);

// seccomp.c: -1 when nothing is supervised, else the listener.
int seccomp_apply(const struct plan *plan, bool namespaces);
