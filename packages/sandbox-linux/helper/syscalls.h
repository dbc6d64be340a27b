// The system calls that older C libraries have no wrapper for, by number. Numbers from 424 on are the same on
// every architecture. Structures are spelled out because the kernel headers of the build machine may be older
// than the kernel the helper runs on.
#pragma once
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
  NR_pidfd_send_signal = 424,
  NR_open_tree = 428,
  NR_move_mount = 429,
  NR_fsopen = 430,
  NR_fsconfig = 431,
  NR_fsmount = 432,
  NR_pidfd_open = 434,
  NR_close_range = 436,
  NR_openat2 = 437,
  NR_pidfd_getfd = 438,
  NR_faccessat2 = 439,
  NR_mount_setattr = 442,
  NR_landlock_create_ruleset = 444,
  NR_landlock_add_rule = 445,
  NR_landlock_restrict_self = 446,
};

// linux/mount.h
#define TREE_CLONE 1u
#define TREE_RECURSIVE 0x8000u
#define TREE_CLOEXEC ((unsigned)O_CLOEXEC)
#define TREE_EMPTY_PATH 0x1000u
#define MOVE_FROM_EMPTY 0x04u
#define MOVE_TO_EMPTY 0x40u
#define ATTR_RDONLY 0x1ull
#define ATTR_NOSUID 0x2ull
#define ATTR_NODEV 0x4ull
#define ATTR_NOEXEC 0x8ull
#define PROPAGATION_PRIVATE (1ull << 18)
#define FS_FLAG 0u
#define FS_STRING 1u
#define FS_CREATE 6u

// linux/openat2.h
#define RESOLVE_MAGIC_REFUSED 0x02u
#define RESOLVE_LINKS_REFUSED 0x04u

struct mount_change {
  uint64_t set, clear, propagation, userns;
};

struct open_how_v0 {
  uint64_t flags, mode, resolve;
};

// linux/stat.h: which mount an object is seen on (5.8), and whether it is immutable.
#define STATX_MOUNT 0x1000u
#define STATX_FIXED 0x10u
struct statx_mount {
  uint32_t mask;
  uint32_t block_size;
  uint64_t attributes;
  unsigned char before[128];
  uint64_t mount;
  unsigned char after[104];
};

static inline int sys_open_tree(int dir, const char *path, unsigned flags) {
  return (int)syscall(NR_open_tree, dir, path, flags);
}
static inline int sys_move_mount(int from, int to_dir, const char *to_path, unsigned flags) {
  return (int)syscall(NR_move_mount, from, "", to_dir, to_path, MOVE_FROM_EMPTY | flags);
}
static inline int sys_mount_setattr(int dir, unsigned flags, struct mount_change *change) {
  return (int)syscall(NR_mount_setattr, dir, "", TREE_EMPTY_PATH | flags, change, sizeof *change);
}
static inline int sys_fsopen(const char *type) { return (int)syscall(NR_fsopen, type, 1u); }
static inline int sys_fsconfig(int fs, unsigned command, const char *key, const char *value) {
  return (int)syscall(NR_fsconfig, fs, command, key, value, 0);
}
static inline int sys_fsmount(int fs, unsigned attributes) {
  return (int)syscall(NR_fsmount, fs, 1u, attributes);
}
static inline int sys_openat2(int dir, const char *path, struct open_how_v0 *how) {
  return (int)syscall(NR_openat2, dir, path, how, sizeof *how);
}
static inline int sys_statx_mount(int fd, struct statx_mount *out) {
  int done = (int)syscall(SYS_statx, fd, "", AT_EMPTY_PATH, STATX_MOUNT, out);
  return done == 0 && !(out->mask & STATX_MOUNT) ? (errno = ENOSYS, -1) : done;
}
static inline int sys_close_range(unsigned first, unsigned last, unsigned flags) {
  return (int)syscall(NR_close_range, first, last, flags);
}
static inline int sys_pidfd_open(pid_t pid, unsigned flags) {
  return (int)syscall(NR_pidfd_open, pid, flags);
}
static inline int sys_pidfd_getfd(int pidfd, int fd) {
  return (int)syscall(NR_pidfd_getfd, pidfd, fd, 0);
}
