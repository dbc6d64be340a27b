#include "naming.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/statvfs.h>
#include <sys/stat.h>
#include <sys/uio.h>

#include "status.h"
#include "syscalls.h"

const struct named_call named_calls[] = {
    {SYS_openat, "write", 0, 1, 2, true},
    {SYS_mkdirat, "create", 0, 1, -1, true},
    {SYS_mknodat, "create", 0, 1, -1, true},
    {SYS_unlinkat, "delete", 0, 1, -1, false},
    {SYS_renameat2, "rename", 0, 1, -1, false},
    {SYS_renameat2, "rename", 2, 3, -1, true},
    {SYS_linkat, "create", 2, 3, -1, true},
    {SYS_symlinkat, "create", 1, 2, -1, true},
    {SYS_fchmodat, "write", 0, 1, -1, false},
    {452 /* fchmodat2 */, "write", 0, 1, -1, false},
    {SYS_fchownat, "write", 0, 1, -1, false},
    {SYS_utimensat, "write", 0, 1, -1, false},
    {SYS_truncate, "write", -1, 0, -1, false},
#ifdef SYS_renameat
    {SYS_renameat, "rename", 0, 1, -1, false},
    {SYS_renameat, "rename", 2, 3, -1, true},
#endif
#ifdef SYS_open
    {SYS_open, "write", -1, 0, 1, true},
    {SYS_creat, "write", -1, 0, -1, true},
    {SYS_mkdir, "create", -1, 0, -1, true},
    {SYS_mknod, "create", -1, 0, -1, true},
    {SYS_rmdir, "delete", -1, 0, -1, false},
    {SYS_unlink, "delete", -1, 0, -1, false},
    {SYS_rename, "rename", -1, 0, -1, false},
    {SYS_rename, "rename", -1, 1, -1, true},
    {SYS_link, "create", -1, 1, -1, true},
    {SYS_symlink, "create", -1, 1, -1, true},
    {SYS_chmod, "write", -1, 0, -1, false},
    {SYS_chown, "write", -1, 0, -1, false},
    {SYS_lchown, "write", -1, 0, -1, false},
#endif
};
const size_t named_call_count = sizeof named_calls / sizeof *named_calls;

bool memory_bytes(int pid, uint64_t address, void *bytes, size_t size) {
  struct iovec local = {bytes, size}, remote = {(void *)(uintptr_t)address, size};
  return process_vm_readv(pid, &local, 1, &remote, 1, 0) == (ssize_t)size;
}

// Page by page: what follows the string may not be mapped.
bool memory_text(int pid, uint64_t address, char *text, size_t size) {
  for (size_t done = 0; done < size;) {
    size_t part = 4096 - ((address + done) & 4095);
    if (part > size - done) part = size - done;
    if (!memory_bytes(pid, address + done, text + done, part)) return false;
    if (memchr(text + done, 0, part)) return true;
    done += part;
  }
  return false;
}

static bool foreign;

void processes_foreign(void) { foreign = true; }

// A pidfd tells the number that the mounted /proc uses.
int process_number(int pid) {
  char path[64], line[128];
  int number = -1;
  if (!foreign) return pid;
  int fd = sys_pidfd_open(pid, O_EXCL);
  if (fd < 0) fd = sys_pidfd_open(pid, 0);
  if (fd < 0) return -1;
  snprintf(path, sizeof path, "/proc/self/fdinfo/%d", fd);
  FILE *info = fopen(path, "re");
  while (info && fgets(line, sizeof line, info))
    if (sscanf(line, "Pid: %d", &number) == 1) break;
  if (info) fclose(info);
  close(fd);
  return number;
}

// A thread may have its own table, hence PIDFD_THREAD (6.9) first.
int process_descriptor(int pid, int fd) {
  int process = sys_pidfd_open(pid, O_EXCL);
  if (process < 0) {
    char path[64], line[256];
    int leader = pid;
    snprintf(path, sizeof path, "/proc/%d/status", process_number(pid));
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status))
      if (sscanf(line, "Tgid: %d", &leader) == 1) break;
    if (status) fclose(status);
    process = sys_pidfd_open(leader, 0);
  }
  if (process < 0) return -1;
  int copy = sys_pidfd_getfd(process, fd);
  int error = errno;
  close(process);
  errno = error;
  return copy;
}

static bool link_text(const char *path, char *text, size_t size) {
  ssize_t n = readlink(path, text, size - 1);
  if (n <= 0) return false;
  text[n] = 0;
  return true;
}

bool process_path(int pid, int directory, const char *path, char *absolute, size_t size) {
  static const char self[] = "/proc/self/"; // means the caller, not this process
  char base[4096], source[64];
  if (strncmp(path, self, sizeof self - 1) == 0)
    return (size_t)snprintf(absolute, size, "/proc/%d/%s", process_number(pid), path + sizeof self - 1) < size;
  if (path[0] == '/') return (size_t)snprintf(absolute, size, "%s", path) < size;
  if (directory == AT_FDCWD) snprintf(source, sizeof source, "/proc/%d/cwd", process_number(pid));
  else snprintf(source, sizeof source, "/proc/%d/fd/%d", process_number(pid), directory);
  if (!link_text(source, base, sizeof base) || base[0] != '/') return false;
  int n = path[0] ? snprintf(absolute, size, "%s/%s", strcmp(base, "/") == 0 ? "" : base, path)
                  : snprintf(absolute, size, "%s", base);
  return n > 0 && (size_t)n < size;
}

void process_program(int pid, char *program, size_t size) {
  char source[64];
  snprintf(source, sizeof source, "/proc/%d/exe", process_number(pid));
  if (!link_text(source, program, size)) snprintf(program, size, "?");
}

// Removes `.` and `..`, for a name whose directories do not all exist; links were followed as far as they go.
static void squeeze(char *path) {
  char *out = path;
  for (const char *p = path; *p;) {
    while (*p == '/') p++;
    size_t n = strcspn(p, "/");
    if (n == 2 && p[0] == '.' && p[1] == '.') {
      while (out > path && *--out != '/') continue;
    } else if (n > 0 && !(n == 1 && p[0] == '.')) {
      *out++ = '/';
      memmove(out, p, n);
      out += n;
    }
    p += n;
  }
  if (out == path) *out++ = '/';
  *out = 0;
}

// Where the kernel will end up: the object itself, or its directory and the name to be made there.
static bool resolve(const char *absolute, bool follow, char *real, size_t size) {
  char link[64];
  int fd = open(absolute, O_PATH | O_CLOEXEC | (follow ? 0 : O_NOFOLLOW));
  if (fd >= 0) {
    snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
    bool ok = link_text(link, real, size);
    close(fd);
    return ok;
  }
  if (errno != ENOENT && errno != EACCES && errno != ENOTDIR) return false;
  char *slash = strrchr(absolute, '/');
  size_t parent = (size_t)(slash - absolute);
  char directory[4096];
  if (parent >= sizeof directory) return false;
  memcpy(directory, parent ? absolute : "/", parent ? parent : 1);
  directory[parent ? parent : 1] = 0;
  fd = open(directory, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0) return (size_t)snprintf(real, size, "%s", absolute) < size;
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  char base[4096];
  bool ok = link_text(link, base, sizeof base);
  close(fd);
  int n = snprintf(real, size, "%s%s", strcmp(base, "/") == 0 ? "" : base, slash);
  return ok && n > 0 && (size_t)n < size;
}

// Is the object, or else the nearest directory that exists, on a read-only mount?
static bool read_only(const char *path) {
  char part[4096];
  struct statvfs vfs;
  snprintf(part, sizeof part, "%s", path);
  for (;;) {
    int fd = open(part, O_PATH | O_NOFOLLOW | O_CLOEXEC);
    if (fd >= 0) {
      bool is = fstatvfs(fd, &vfs) == 0 && (vfs.f_flag & ST_RDONLY);
      close(fd);
      return is;
    }
    char *slash = strrchr(part, '/');
    if (!slash || errno == EACCES) return false;
    if (slash == part) slash++;
    if (!*slash) return false;
    *slash = 0;
  }
}

static bool special(const char *path) { // writing into a device or pipe is no write to its mount
  struct stat st;
  return lstat(path, &st) == 0 && (S_ISCHR(st.st_mode) || S_ISFIFO(st.st_mode) || S_ISSOCK(st.st_mode));
}

static void judge(const struct plan *plan, bool namespaces, int pid, const struct named_call *call, bool opens,
                  const char *path) {
  char program[4096];
  struct stat st;
  bool exists = lstat(path, &st) == 0;
  // Calls on what does not exist, and making what exists, fail by themselves.
  if (!exists && !call->creates) return;
  if (exists && strcmp(call->operation, "create") == 0) return;
  const struct entry *decides = plan_decides(plan, path, NULL);
  const char *layer = NULL;
  int error = EACCES;
  if (decides && decides->access == ACCESS_DENY) layer = namespaces ? "mount" : "landlock";
  else if (opens && special(path)) return;
  else if (namespaces && read_only(path)) layer = "mount", error = EROFS;
  else if (!namespaces && (!decides || decides->access != ACCESS_WRITE) && !path_within(path, "/dev")) layer = "landlock";
  if (!layer) return;
  process_program(pid, program, sizeof program);
  status_denied(layer, opens && !exists ? "create" : call->operation, path, error, pid, program);
}

static void name_one(const struct plan *plan, bool namespaces, const struct request *r, const struct named_call *call) {
  char text[4096], absolute[8192], real[4096];
  int directory = call->directory < 0 ? AT_FDCWD : (int)r->arguments[call->directory];
  bool opens = call->flags >= 0 || strcmp(call->operation, "write") == 0;
  if (!memory_text(r->pid, r->arguments[call->path], text, sizeof text)) return;
  if (!process_path(r->pid, directory, text, absolute, sizeof absolute)) return;
  // An open without O_CREAT on what is missing fails by itself.
  if (call->flags >= 0 && !(r->arguments[call->flags] & O_CREAT) && access(absolute, F_OK) < 0 && errno == ENOENT) return;
  if (!resolve(absolute, opens, real, sizeof real)) return;
  if (strncmp(real, "/", 1) != 0) return; // a pipe or socket reached through /proc
  squeeze(real);
  judge(plan, namespaces, r->pid, call, opens, real);
}

void name_denial(const struct plan *plan, bool namespaces, const struct request *request) {
  for (size_t i = 0; i < named_call_count; i++)
    if (named_calls[i].number == request->number) name_one(plan, namespaces, request, &named_calls[i]);
}
