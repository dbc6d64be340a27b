// Where only the system's bubblewrap may make user namespaces (its AppArmor profile says so, ours does not exist), it
// makes them and the mounts, by the same plan; this binary runs again inside for the second layer and the supervision.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

#include "confine.h"
#include "run.h"
#include "syscalls.h"

struct arguments {
  char **list;
  size_t count;
};

static void add(struct arguments *a, const char *text) {
  if ((a->count & (a->count + 1)) == 0) a->list = realloc(a->list, (a->count + 1) * 2 * sizeof *a->list);
  char *copy = strdup(text);
  if (!a->list || !copy) fail("launcher", ENOMEM, "too many arguments");
  a->list[a->count++] = copy;
}
static void add2(struct arguments *a, const char *option, const char *path) {
  add(a, option);
  add(a, path);
}
static void add3(struct arguments *a, const char *option, const char *from, const char *to) {
  add2(a, option, from);
  add(a, to);
}
static void add_empty(struct arguments *a, const char *mode, const char *path) {
  add2(a, "--perms", mode);
  add2(a, "--tmpfs", path);
}

static void add_empty_file(struct arguments *a, const char *mode, const char *path) {
  char content[16];
  snprintf(content, sizeof content, "%d", open("/dev/null", O_RDONLY)); // bubblewrap reads and closes it
  add2(a, "--perms", mode);
  add3(a, "--ro-bind-data", content, path);
}

static void add_namespaces(struct arguments *a, const struct plan *plan) {
  static const char *const always[] = {"--die-with-parent", "--unshare-user", "--unshare-pid", "--unshare-ipc",
                                       "--unshare-uts"};
  for (size_t i = 0; i < sizeof always / sizeof *always; i++) add(a, always[i]);
  if (plan->network != NETWORK_HOST) add(a, "--unshare-net");
}

static void add_root(struct arguments *a, const struct plan *plan, const char *self) {
  static const char *const links[] = {"/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32"};
  char target[256];
  const struct entry *top = plan_decides(plan, "/", NULL);
  if (!plan->listed) {
    add3(a, top && top->access == ACCESS_WRITE ? "--bind" : "--ro-bind", "/", "/");
    return;
  }
  add2(a, "--tmpfs", "/");
  add3(a, "--ro-bind", self, self);
  for (size_t i = 0; i < sizeof links / sizeof *links; i++) {
    ssize_t n = readlink(links[i], target, sizeof target - 1);
    if (n <= 0) continue;
    target[n] = 0;
    add3(a, "--symlink", target, links[i]);
  }
}

static void add_system(struct arguments *a) {
  static const char *const read_only[] = {"/proc/sys", "/proc/sysrq-trigger", "/proc/irq", "/proc/bus", "/proc/fs"};
  static const char *const masked[] = {"/proc/kcore", "/proc/keys", "/proc/timer_list", "/proc/kallsyms"};
  add2(a, "--dev", "/dev");
  add2(a, "--mqueue", "/dev/mqueue");
  add2(a, "--proc", "/proc");
  for (size_t i = 0; i < sizeof read_only / sizeof *read_only; i++)
    if (access(read_only[i], F_OK) == 0) add3(a, "--ro-bind", read_only[i], read_only[i]);
  for (size_t i = 0; i < sizeof masked / sizeof *masked; i++)
    if (access(masked[i], F_OK) == 0) add3(a, "--ro-bind", "/dev/null", masked[i]);
}

static void add_pins(struct arguments *a, const struct plan *plan, const struct entry *e, const char *path) {
  const struct entry *above = plan_decides(plan, e->path, e);
  if (!above || above->access != ACCESS_WRITE || plan_private(plan, e->path, e)) return;
  size_t length = strlen(above->path);
  for (const char *slash = strchr(path + length + (length > 1), '/'); slash; slash = strchr(slash + 1, '/')) {
    char folder[4096];
    snprintf(folder, sizeof folder, "%.*s", (int)(slash - path), path);
    bool again = false; // mounting it a second time would cover what is mounted below
    for (size_t i = 2; i < a->count && !again; i++)
      again = strcmp(a->list[i], folder) == 0 && strcmp(a->list[i - 1], folder) == 0;
    if (!again) add3(a, "--bind", folder, folder);
  }
}

// The plan must mean what it meant; bubblewrap itself looks names up anew, so Landlock behind it counts here.
static bool is_directory(const struct entry *e) {
  struct stat st;
  if (lstat(e->path, &st) < 0) fail("entry", errno, "%s", e->path);
  if (S_ISLNK(st.st_mode) || (e->has_identity && (st.st_dev != e->dev || st.st_ino != e->ino)))
    fail("entry", 0, "%s is not the object it was when the plan was made", e->path);
  return S_ISDIR(st.st_mode);
}

static void add_entry(struct arguments *a, const struct plan *plan, const struct entry *e) {
  const struct entry *above = plan_decides(plan, e->path, e);
  if (e->skip && e->place) add_pins(a, plan, e, e->place);
  if (e->skip || plan_tmp_at(plan, e->path) || strcmp(e->path, "/") == 0) return;
  if (e->missing) {
    add_pins(a, plan, e, e->place);
    if (e->file) {
      add_empty_file(a, e->access == ACCESS_DENY ? "0000" : "0444", e->place);
      return;
    }
    add_empty(a, e->access == ACCESS_DENY ? "0000" : "0555", e->place);
    add2(a, "--remount-ro", e->place);
    return;
  }
  bool directory = is_directory(e), unseen = plan->listed && !above;
  if (e->access == ACCESS_DENY && (unseen || plan_private(plan, e->path, e))) return;
  if (e->access == ACCESS_READ && !unseen && above && above->access == ACCESS_READ) return;
  if (e->access == ACCESS_READ && !plan->listed && !above) return;
  add_pins(a, plan, e, e->path);
  if (e->access != ACCESS_DENY) add3(a, e->access == ACCESS_WRITE ? "--bind" : "--ro-bind", e->path, e->path);
  else if (!directory) add3(a, "--ro-bind", "/dev/null", e->path); // without device rights: cannot be opened
  else add_empty(a, e->reopened ? "0111" : "0000", e->path);
}

static int text_again(const char *name, const char *text, size_t length) {
  int fd = (int)syscall(SYS_memfd_create, name, 0);
  if (fd < 0 || write(fd, text, length) != (ssize_t)length || lseek(fd, 0, SEEK_SET) < 0)
    fail("launcher", errno, "cannot hand the %s on", name);
  return fd;
}

// Only where the command would see a file of the host's.
static void add_given(struct arguments *a, const struct plan *plan, const struct given *given) {
  char content[16];
  struct stat st;
  const struct entry *decides = plan_decides(plan, given->path, NULL);
  if (decides ? decides->access == ACCESS_DENY : plan->listed) return;
  if (lstat(given->path, &st) < 0 || !S_ISREG(st.st_mode)) return;
  snprintf(content, sizeof content, "%d", text_again("file", given->text, given->length));
  add2(a, "--perms", "0444");
  add3(a, "--ro-bind-data", content, given->path);
}

_Noreturn void launcher_run(const struct run *run, const char *policy, size_t length) {
  const struct plan *plan = run->plan;
  struct arguments a = {0};
  char self[4096], given[64];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  if (n <= 0) fail("launcher", errno, "cannot find this program");
  self[n] = 0;
  add(&a, plan->launcher);
  add_namespaces(&a, plan);
  add_root(&a, plan, self);
  add_system(&a);
  for (size_t i = 0; i < plan->tmp_at_count; i++) add3(&a, "--bind", plan->tmp, plan->tmp_at[i]);
  for (size_t i = 0; i < plan->entry_count; i++) add_entry(&a, plan, &plan->entries[i]);
  for (size_t i = 0; i < plan->entry_count; i++) // closed only after what is reopened below has its place
    if (plan->entries[i].access == ACCESS_DENY && !plan->entries[i].missing && plan->entries[i].reopened)
      add2(&a, "--remount-ro", plan->entries[i].path);
  for (size_t i = 0; i < plan->file_count; i++) add_given(&a, plan, &plan->files[i]);
  int handed = text_again("policy", policy, length);
  snprintf(given, sizeof given, "%d:%d:%d:%d:%u", handed, run->outer, status_fd(), plan->pty, plan->names_port);
  add(&a, "--");
  add2(&a, self, "--inside");
  add(&a, given);
  add(&a, "");
  a.list[a.count - 1] = NULL;
  for (int i = 0; i < 3 && !plan->pty; i++)
    if (dup2(run->stdio.inside[i], i) < 0) fail("launcher", errno, "descriptor %d", i);
  fcntl(run->outer, F_SETFD, 0);
  if (status_fd() >= 0) fcntl(status_fd(), F_SETFD, 0);
  sigprocmask(SIG_SETMASK, &run->signals, NULL);
  execve(plan->launcher, a.list, (char *[]){"PATH=/usr/bin:/bin", NULL});
  fail("launcher", errno, "%s", plan->launcher);
}
