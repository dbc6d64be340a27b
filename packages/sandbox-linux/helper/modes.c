#include "modes.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "seccomp_table.h"
#include "status.h"

// The object that the caller means, opened without a right to its content. The kernel walks from the caller's own folder,
// whatever it is called by now.
static int open_object(const struct request *r, const struct mode_call *call) {
  static const char self[] = "/proc/self/";
  char name[4096], path[4200];
  int flags = call->flags_argument < 0 ? 0 : (int)r->arguments[call->flags_argument];
  if (!memory_text(r->pid, r->arguments[call->path], name, sizeof name)) return errno = EFAULT, -1;
  if (!name[0] && !(flags & AT_EMPTY_PATH)) return errno = ENOENT, -1;
  int directory = call->directory < 0 ? AT_FDCWD : (int)r->arguments[call->directory], pid = process_number(r->pid);
  if (strncmp(name, self, sizeof self - 1) == 0) snprintf(path, sizeof path, "/proc/%d/%s", pid, name + sizeof self - 1);
  else if (name[0] == '/') snprintf(path, sizeof path, "%s", name);
  else if (directory == AT_FDCWD) snprintf(path, sizeof path, "/proc/%d/cwd/%s", pid, name);
  else snprintf(path, sizeof path, name[0] ? "/proc/%d/fd/%d/%s" : "/proc/%d/fd/%d", pid, directory, name);
  return open(path, O_PATH | O_CLOEXEC | (flags & AT_SYMLINK_NOFOLLOW ? O_NOFOLLOW : 0));
}

static int change(const struct request *r, const struct mode_call *call) {
  char path[64];
  struct stat st;
  bool by_name = call->path >= 0;
  mode_t mode = (mode_t)r->arguments[call->mode_argument] & 07777;
  int fd = by_name ? open_object(r, call) : process_descriptor(r->pid, (int)r->arguments[0]);
  if (fd < 0) return errno;
  snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
  int error = fstat(fd, &st) < 0 ? errno : !S_ISDIR(st.st_mode) ? EPERM : 0;
  if (!error && (by_name ? chmod(path, mode) : (int)syscall(SYS_fchmod, fd, mode)) < 0) error = errno;
  close(fd);
  return error;
}

bool modes_judge(const struct request *r, int *error) {
  for (size_t i = 0; i < sizeof mode_calls / sizeof *mode_calls; i++) {
    const struct mode_call *call = &mode_calls[i];
    if (call->number != r->number || call->on != FILE_OR_FOLDER || !(r->arguments[call->mode_argument] & S_ISGID)) continue;
    *error = change(r, call);
    return true;
  }
  return false;
}
