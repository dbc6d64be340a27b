// /dev with the harmless nodes only, and a /proc of our own process namespace whose system half is read-only.
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>

#include "confine.h"
#include "naming.h"
#include "status.h"
#include "tree.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

static const char *const node_names[] = {"null", "zero", "full", "random", "urandom", "tty"};
static int nodes[COUNT_OF(node_names)];

void dev_take(void) {
  char path[32];
  for (size_t i = 0; i < COUNT_OF(nodes); i++) {
    snprintf(path, sizeof path, "/dev/%s", node_names[i]);
    nodes[i] = sys_open_tree(AT_FDCWD, path, TREE_CLONE | TREE_CLOEXEC);
  }
}

static void put_nodes(int dev) {
  for (size_t i = 0; i < COUNT_OF(nodes); i++) {
    const char *name = node_names[i];
    if (nodes[i] < 0) continue;
    int file = openat(dev, name, O_CREAT | O_WRONLY | O_CLOEXEC, 0666);
    if (file < 0) fail("dev", errno, "cannot make %s", name);
    close(file);
    tree_change(nodes[i], ATTR_NOSUID | ATTR_NOEXEC, false, "dev");
    if (sys_move_mount(nodes[i], dev, name, 0) < 0) fail("dev", errno, "cannot mount %s", name);
    close(nodes[i]);
  }
}

static void put_filesystem(int dev, const char *name, const char *type, const char *mode, uint64_t attributes) {
  int mount = filesystem_new(type, mode, attributes);
  if (mkdirat(dev, name, 0755) < 0 || mount < 0 || sys_move_mount(mount, dev, name, 0) < 0)
    fail("dev", errno, "cannot mount %s", name);
  close(mount);
}

// POSIX message queues of our own ipc namespace; some kernels have none.
static void put_queues(int dev) {
  int mount = filesystem_new("mqueue", NULL, ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (mount < 0) return;
  if (mkdirat(dev, "mqueue", 0755) < 0 || sys_move_mount(mount, dev, "mqueue", 0) < 0) fail("dev", errno, "cannot mount mqueue");
  close(mount);
}

void dev_mount(int root, const struct plan *plan) {
  static const char *const links[][2] = {{"pts/ptmx", "ptmx"},         {"/proc/self/fd", "fd"},
                                         {"/proc/self/fd/0", "stdin"}, {"/proc/self/fd/1", "stdout"},
                                         {"/proc/self/fd/2", "stderr"}};
  masks_prepare(root, plan);
  int mount = filesystem_new("tmpfs", "0755", ATTR_NOSUID | ATTR_NOEXEC);
  if (mount < 0) fail("dev", errno, "cannot make a tmpfs");
  tree_attach(mount, root, "/dev", "dev");
  int dev = path_open(root, "/dev", O_RDONLY | O_DIRECTORY);
  if (dev < 0) fail("dev", errno, "cannot open /dev");
  put_nodes(dev);
  put_filesystem(dev, "pts", "devpts", "0620", ATTR_NOSUID | ATTR_NOEXEC);
  put_filesystem(dev, "shm", "tmpfs", "1777", ATTR_NOSUID | ATTR_NODEV);
  put_queues(dev);
  for (size_t i = 0; i < COUNT_OF(links); i++)
    if (symlinkat(links[i][0], dev, links[i][1]) < 0) fail("dev", errno, "cannot link %s", links[i][1]);
  close(dev);
}

void dev_seal(int root) {
  int dev = path_open(root, "/dev", O_PATH | O_DIRECTORY);
  if (dev < 0) fail("dev", errno, "cannot open /dev");
  tree_change(dev, ATTR_RDONLY, false, "dev");
  close(dev);
}

// Before this version the file is the machine's, and user 0 may write it from anywhere.
static bool numbers_are_divided(void) {
  struct utsname kernel;
  int major, minor;
  return uname(&kernel) == 0 && sscanf(kernel.release, "%d.%d", &major, &minor) == 2 && (major > 6 || (major == 6 && minor >= 14));
}

// Process numbers of this namespace; unlike RLIMIT_NPROC this also holds for user 0.
static void limit_processes(int proc, const struct plan *plan, struct kept *kept) {
  char text[24];
  int fd = numbers_are_divided() ? openat(proc, "sys/kernel/pid_max", O_WRONLY | O_CLOEXEC) : -1;
  // The kernel keeps 300 numbers for its own threads and takes no smaller value.
  snprintf(text, sizeof text, "%llu", (unsigned long long)(plan->limit_processes < 301 ? 301 : plan->limit_processes));
  bool done = fd >= 0 && write(fd, text, strlen(text)) > 0;
  if (fd >= 0) close(fd);
  if (!done && plan->has_limit_processes && getuid() == 0)
    guarantee_lose(kept, LIMITS, true, "the number of processes is not limited for user 0 on this kernel", NULL);
}

// Where a container hides parts of its /proc the kernel refuses a fresh one; the container's own stays, read-only.
void proc_mount(int root, const struct plan *plan, struct kept *kept) {
  int mount = filesystem_new("proc", NULL, ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC);
  if (mount >= 0) {
    limit_processes(mount, plan, kept);
    tree_attach(mount, root, "/proc", "proc");
    return;
  }
  if (errno != EPERM) fail("proc", errno, "cannot be mounted");
  processes_foreign();
  guarantee_lose(kept, PROC_PRIVATE, true, "the container masks its /proc, so a private one cannot be mounted",
                 "run the container with an unmasked /proc (docker: --security-opt systempaths=unconfined)");
  if (plan->listed) {
    int tree = sys_open_tree(AT_FDCWD, "/proc", TREE_CLONE | TREE_RECURSIVE | TREE_CLOEXEC);
    if (tree < 0) fail("proc", errno, "cannot be cloned");
    tree_change(tree, ATTR_RDONLY | ATTR_NOSUID, true, "proc");
    tree_attach(tree, root, "/proc", "proc");
  }
}

static void cover_read_only(int root, const char *path) {
  int tree = tree_clone(root, path);
  if (tree < 0 && errno == ENOENT) return;
  if (tree < 0) fail("proc", errno, "%s", path);
  tree_change(tree, ATTR_RDONLY | ATTR_NOSUID | ATTR_NODEV | ATTR_NOEXEC, true, "proc");
  tree_attach(tree, root, path, "proc");
}

static void cover_whatever(int root, const char *path) {
  int fd = path_open(root, path, O_PATH | O_NOFOLLOW);
  struct stat st;
  if (fd < 0 || fstat(fd, &st) < 0) return;
  close(fd);
  if (S_ISDIR(st.st_mode)) mask_directory(root, path, true);
  else mask_file(root, path, true);
}

void proc_cover(int root, const struct plan *plan) {
  // The kernel refuses a fresh /proc to a sandbox inside while parts of ours are covered; for other users than 0 the
  // covers only repeat what the files' owner says.
  if (plan->allow_nested && getuid() != 0) return;
  // For a caller that is user 0 these files are its own, capability or not.
  static const char *const read_only[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs",
                                          "/proc/dynamic_debug"};
  static const char *const masked[] = {"/proc/kcore",         "/proc/keys",          "/proc/timer_list",
                                       "/proc/sched_debug",   "/proc/latency_stats", "/proc/kallsyms",
                                       "/proc/acpi",          "/proc/scsi",          "/sys/firmware",
                                       "/sys/kernel/debug",   "/sys/kernel/tracing", "/sys/fs/bpf",
                                       "/sys/kernel/security"};
  // Readable for user 0 only, as their owner.
  static const char *const owned[] = {"/proc/kpagecount", "/proc/kpageflags", "/proc/kpagecgroup", "/proc/vmallocinfo"};
  for (size_t i = 0; i < COUNT_OF(read_only); i++) cover_read_only(root, read_only[i]);
  for (size_t i = 0; i < COUNT_OF(masked); i++) cover_whatever(root, masked[i]);
  for (size_t i = 0; i < COUNT_OF(owned) && getuid() == 0; i++) cover_whatever(root, owned[i]);
}
