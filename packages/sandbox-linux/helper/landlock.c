// The second layer: even if a mount were wrong, the kernel's path rules still hold, and signals and abstract sockets
// end at the domain. Where there are no namespaces it is the only layer.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "confine.h"
#include "status.h"
#include "syscalls.h"

// linux/landlock.h, newer than what a build machine may have.
#define FS_EXECUTE (1ull << 0)
#define FS_WRITE_FILE (1ull << 1)
#define FS_READ_FILE (1ull << 2)
#define FS_READ_DIR (1ull << 3)
#define FS_FIRST_13 ((1ull << 13) - 1)
#define FS_REFER (1ull << 13)     // ABI 2
#define FS_TRUNCATE (1ull << 14)  // ABI 3
#define FS_IOCTL_DEV (1ull << 15) // ABI 5
#define SCOPE_ABSTRACT_AND_SIGNAL 3ull // ABI 6
#define READ_ALL (FS_READ_FILE | FS_READ_DIR)
#define ON_FILES (FS_EXECUTE | FS_WRITE_FILE | FS_READ_FILE | FS_TRUNCATE | FS_IOCTL_DEV)

struct ruleset_attr {
  uint64_t fs, net, scoped;
};

struct beneath_attr {
  uint64_t allowed;
  int32_t parent;
} __attribute__((packed));

struct rules {
  int fd;
  uint64_t handled;
};

int landlock_abi(const struct plan *plan) {
  if (plan->pretend_landlock >= 0) return plan->pretend_landlock;
  long abi = syscall(NR_landlock_create_ruleset, NULL, 0, 1u);
  return abi < 0 ? 0 : (int)abi;
}

static void allow(const struct rules *rules, const char *path, uint64_t access) {
  int fd = open(path, O_PATH | O_CLOEXEC);
  struct stat st;
  if (fd < 0 && (errno == ENOENT || errno == EACCES || errno == ENOTDIR)) return; // nothing there to allow
  if (fd < 0 || fstat(fd, &st) < 0) fail("landlock", errno, "%s", path);
  struct beneath_attr rule = {access & rules->handled & (S_ISDIR(st.st_mode) ? ~0ull : ON_FILES), fd};
  if (rule.allowed && syscall(NR_landlock_add_rule, rules->fd, 1, &rule, 0) < 0) fail("landlock", errno, "%s", path);
  close(fd);
}

// The dynamic loader is executed, in the kernel's eyes, together with every program that names it.
static void allow_loaders(const struct rules *rules) {
  static const char *const loaders[] = {"/lib64/ld-linux-x86-64.so.2", "/lib/ld-linux-aarch64.so.1",
                                        "/lib/ld-musl-x86_64.so.1", "/lib/ld-musl-aarch64.so.1"};
  for (size_t i = 0; i < sizeof loaders / sizeof *loaders; i++) allow(rules, loaders[i], FS_EXECUTE);
}

static void allow_entries(const struct rules *rules, const struct plan *plan, uint64_t read) {
  uint64_t write = rules->handled & ~FS_EXECUTE;
  for (size_t i = 0; i < plan->entry_count; i++) {
    const struct entry *e = &plan->entries[i];
    if (e->missing || e->skip || e->access == ACCESS_DENY) continue;
    // Without mounts the private folder is used where it lies, and the host's own stays shut.
    if (plan_tmp_at(plan, e->path)) continue;
    if (e->access == ACCESS_WRITE) allow(rules, e->path, write | (read & FS_EXECUTE));
    else if (plan->listed) allow(rules, e->path, read);
  }
  for (size_t i = 0; i < plan->exec_only_count; i++) allow(rules, plan->exec_only[i], FS_EXECUTE);
  if (plan->exec_only_count) allow_loaders(rules);
}

static void allow_system(const struct rules *rules, const struct plan *plan, const struct kept *kept, uint64_t read) {
  uint64_t device = FS_READ_FILE | FS_READ_DIR | FS_WRITE_FILE | FS_TRUNCATE | FS_IOCTL_DEV;
  // With listed reads and mounts the root holds only what was listed; without mounts the rules must list it.
  if (!plan->listed || kept->namespaces) allow(rules, "/", read);
  if (kept->namespaces) {
    allow(rules, "/dev", device);
    allow(rules, "/dev/shm", rules->handled & (read | ~FS_EXECUTE));
    allow(rules, "/dev/mqueue", rules->handled & ~FS_EXECUTE); // also decides about mq_open(2), which needs no mount
    for (size_t i = 0; i < plan->tmp_at_count; i++) allow(rules, plan->tmp_at[i], rules->handled & (read | ~FS_EXECUTE));
    // Writing is safe below a /proc of our own, where the system half is read-only.
    allow(rules, "/proc", kept->lost[PROC_PRIVATE].why ? READ_ALL : READ_ALL | FS_WRITE_FILE | FS_TRUNCATE);
    return;
  }
  static const char *const nodes[] = {"/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom", "/dev/tty",
                                      "/dev/ptmx", "/dev/pts"};
  for (size_t i = 0; i < sizeof nodes / sizeof *nodes; i++) allow(rules, nodes[i], device);
  if (plan->tmp) allow(rules, plan->tmp, rules->handled & (read | ~FS_EXECUTE));
  allow(rules, "/proc", READ_ALL);
}

// Where the command could see the supervisor it must not be able to end it.
void landlock_leave_supervisor(const struct kept *kept) {
  struct ruleset_attr attributes = {.scoped = SCOPE_ABSTRACT_AND_SIGNAL};
  if (kept->landlock_abi < 6) return;
  int ruleset = (int)syscall(NR_landlock_create_ruleset, &attributes, sizeof attributes, 0);
  if (ruleset < 0 || syscall(NR_landlock_restrict_self, ruleset, 0) < 0) fail("landlock", errno, "cannot be entered again");
  close(ruleset);
}

void landlock_apply(const struct plan *plan, struct kept *kept) {
  int abi = kept->landlock_abi = landlock_abi(plan);
  if (abi < 1) {
    if (plan->exec_only_count) fail("landlock", ENOSYS, "programs can be limited only with Landlock");
    return;
  }
  long errata = syscall(NR_landlock_create_ruleset, NULL, 0, 2u); // known faults that this kernel has mended (6.15)
  kept->landlock_errata = errata < 0 ? 0 : errata;
  struct ruleset_attr attributes = {.fs = FS_FIRST_13};
  if (abi >= 2) attributes.fs |= FS_REFER;
  if (abi >= 3) attributes.fs |= FS_TRUNCATE;
  if (abi >= 5) attributes.fs |= FS_IOCTL_DEV;
  if (abi >= 6) attributes.scoped = SCOPE_ABSTRACT_AND_SIGNAL;
  // Under file rules nobody may mount, so a sandbox made inside leaves the files to the outer mounts.
  bool scope_only = plan->allow_nested && kept->namespaces && !plan->exec_only_count;
  if (scope_only && !attributes.scoped) return;
  if (scope_only) attributes.fs = 0;
  size_t size = abi >= 6 ? 24 : abi >= 4 ? 16 : 8;
  struct rules rules = {(int)syscall(NR_landlock_create_ruleset, &attributes, size, 0), attributes.fs};
  if (rules.fd < 0) fail("landlock", errno, "cannot make a ruleset");
  uint64_t read = READ_ALL | (plan->exec_only_count ? 0 : FS_EXECUTE);
  if (!scope_only) {
    allow_system(&rules, plan, kept, read);
    allow_entries(&rules, plan, read);
  }
  long done = syscall(NR_landlock_restrict_self, rules.fd, 0);
  // Sixteen layers are the kernel's limit: deep inside other sandboxes the mounts must do alone.
  if (done < 0 && !(errno == E2BIG && kept->namespaces && !plan->exec_only_count))
    fail("landlock", errno, "cannot be entered");
  if (done < 0) kept->landlock_abi = 0;
  close(rules.fd);
}
