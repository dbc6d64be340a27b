// Keeps names free that must not come into being. Where such a name is missing, an object of our own stands on the host
// for as long as any run needs it: every run holds a shared lock, the last one removes it. A crash leaves the object
// without a lock; the next run knows it by its looks and takes it over.
//
// For a folder it is an empty directory. For a file it is a socket: whoever reads the folder (git above all) passes a
// socket over, and inside it is covered by an empty file, as a mount asks for no more than "not a directory".
#include "confine.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>

#include "status.h"
#include "syscalls.h"

// What nobody else makes: closed for writing and sticky. One system call makes it so, hence no crash leaves it half
// made, and no file system has to offer attributes.
static const mode_t folder_looks = S_IFDIR | S_ISVTX | 0555, file_looks = S_IFSOCK | S_ISVTX | 0444;

// A socket cannot be opened and so not be locked; the protected folder beside it is locked for it.
static const char companion[] = ".paddock";

// A name in an open directory of the host: nothing on the way to it can be swapped any more.
struct spot {
  int folder;
  char path[8192];
  const char *name;
};

// The place on the host that is seen at `path` inside.
static void host_place(const struct plan *plan, const struct entry *e, const char *path, char *out, size_t size) {
  const char *private = plan_private(plan, e->path, e);
  int n = snprintf(out, size, "%s%s", private ? plan->tmp : "", private ? path + strlen(private) : path);
  if (n < 0 || (size_t)n >= size) fail("placeholder", ENAMETOOLONG, "%s", path);
}

static int open_plain(int folder, const char *path, int flags) {
  struct open_how_v0 how = {.flags = (uint64_t)(flags | O_CLOEXEC),
                            .resolve = RESOLVE_LINKS_REFUSED | RESOLVE_MAGIC_REFUSED};
  return sys_openat2(folder, path, &how);
}

static bool spot_open(const struct plan *plan, const struct entry *e, const char *path, struct spot *spot) {
  host_place(plan, e, path, spot->path, sizeof spot->path);
  char *slash = strrchr(spot->path, '/');
  spot->name = slash + 1;
  *slash = 0;
  spot->folder = open_plain(AT_FDCWD, slash == spot->path ? "/" : spot->path, O_PATH | O_DIRECTORY);
  *slash = '/';
  return spot->folder >= 0;
}

// Cuts `path`, a copy of the entry's, after its first component that does not exist, if there is one. What
// leads to the tree in which it lies is there.
static void first_missing(const struct plan *plan, const struct entry *e, char *path) {
  char host[8192];
  const char *private = plan_private(plan, e->path, e);
  const struct entry *above = plan_decides(plan, e->path, e);
  size_t known = strlen(private ? private : above ? above->path : "/");
  for (char *slash = strchr(path + known + (known > 1), '/');; slash = strchr(slash + 1, '/')) {
    if (slash) *slash = 0;
    host_place(plan, e, path, host, sizeof host);
    int fd = open_plain(AT_FDCWD, host, O_PATH | O_NOFOLLOW);
    if (fd < 0 && errno == ENOENT) return;
    if (fd < 0 && errno == ELOOP)
      fail("placeholder", 0, "%s is or crosses a symbolic link inside a writable root; remove the link", path);
    if (fd < 0) fail("placeholder", errno, "%s", path);
    close(fd);
    if (!slash) return;
    *slash = '/';
  }
}

static bool look(const struct spot *spot, struct stat *st) {
  return fstatat(spot->folder, spot->name, st, AT_SYMLINK_NOFOLLOW) == 0;
}

// A new folder takes the set-group-id bit over from the one it is in.
static bool ours(const struct stat *st) {
  return ((st->st_mode & ~(mode_t)S_ISGID) == folder_looks && st->st_nlink <= 2) || (st->st_mode == file_looks && st->st_nlink == 1);
}

static bool same(const struct stat *a, const struct stat *b) {
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && (a->st_mode & S_IFMT) == (b->st_mode & S_IFMT);
}

// Some file systems know no sockets; there a folder does for a file as well.
static bool make(const struct spot *spot, bool file) {
  if (file && mknodat(spot->folder, spot->name, file_looks, 0) == 0) return true;
  if (file && (errno == EEXIST || errno == EROFS)) return false;
  struct stat st;
  if (mkdirat(spot->folder, spot->name, folder_looks & 07777) < 0) return false;
  // A default ACL of the folder may have taken bits away; without them only a crash leaves the folder behind.
  if (look(spot, &st) && !ours(&st)) (void)!fchmodat(spot->folder, spot->name, folder_looks & 07777, 0);
  return true;
}

static bool is_beside(const char *path, const char *other) {
  size_t folder = (size_t)(strrchr(path, '/') - path) + 1;
  return strncmp(path, other, folder) == 0 && !strchr(other + folder, '/');
}

// Locks what stands for the placeholder: itself, or the companion of a socket. One description of the companion serves
// all entries beside it, so that they do not stand in each other's way. -1 = it is not there.
static int lock(const struct plan *plan, const struct entry *e, const struct spot *spot, bool file) {
  for (size_t i = 0; i < plan->entry_count && file; i++) {
    const struct entry *other = &plan->entries[i];
    bool carries = other->lock >= 0 && (other->file || strcmp(strrchr(other->path, '/') + 1, companion) == 0);
    if (carries && is_beside(e->path, other->path)) return fcntl(other->lock, F_DUPFD_CLOEXEC, 3);
  }
  int fd = open_plain(spot->folder, file ? companion : spot->name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);
  if (fd >= 0 && flock(fd, LOCK_SH) < 0) fail("placeholder", errno, "%s", spot->path);
  return fd;
}

// True where the folder takes no new name, and nobody inside can make it take one: they have the caller's user and groups,
// no privilege, and no way to change the mode of a folder that is another user's.
static bool shut(const struct spot *spot, int error) {
  struct statx_mount look;
  struct stat st;
  if (error == EROFS) return true;
  if (error == EPERM) return sys_statx_mount(spot->folder, &look) == 0 && (look.attributes & STATX_FIXED);
  return error == EACCES && fstat(spot->folder, &st) == 0 && st.st_uid != geteuid();
}

enum outcome { HELD, REAL, AGAIN };

static enum outcome hold_once(const struct plan *plan, const struct spot *spot, struct entry *e, bool file) {
  struct stat before, after;
  bool made = make(spot, file);
  if (!made && shut(spot, errno)) { // then nobody inside can create it either
    e->skip = true;
    return HELD;
  }
  if (!made && errno != EEXIST) fail("placeholder", errno, "%s", spot->path);
  if (!look(spot, &before)) return AGAIN;
  if (!made && !ours(&before)) return REAL;
  int fd = lock(plan, e, spot, S_ISSOCK(before.st_mode));
  if (fd < 0) return S_ISSOCK(before.st_mode) ? REAL : AGAIN;
  // Between its making and the lock another run may have removed it; then the lock is on what has no name.
  if (!look(spot, &after) || !same(&before, &after)) {
    close(fd);
    return AGAIN;
  }
  e->lock = fd;
  e->held = true;
  e->file = S_ISSOCK(after.st_mode);
  e->dev = after.st_dev;
  e->ino = after.st_ino;
  return HELD;
}

// Only where the plan protects the companion, and it is there to be locked.
static bool has_companion(const struct plan *plan, const struct entry *e) {
  struct spot spot;
  if (!spot_open(plan, e, e->path, &spot)) return false;
  char path[4096];
  snprintf(path, sizeof path, "%.*s%s", (int)(strrchr(e->path, '/') - e->path) + 1, e->path, companion);
  const struct entry *found = plan_decides(plan, path, NULL);
  int fd = found && strcmp(found->path, path) == 0 && found->access == ACCESS_READ
               ? open_plain(spot.folder, companion, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
               : -1;
  if (fd >= 0) close(fd);
  close(spot.folder);
  return fd >= 0;
}

// Else the tree around the name is read-only inside.
static bool could_be_made(const struct plan *plan, const struct entry *e) {
  const struct entry *above = plan_decides(plan, e->path, e);
  return plan_private(plan, e->path, e) || (above && above->access == ACCESS_WRITE);
}

static void hold(struct plan *plan, struct entry *e) {
  if (!could_be_made(plan, e)) {
    e->skip = true;
    return;
  }
  char *place = strdup(e->path);
  if (!place) fail("placeholder", ENOMEM, "%s", e->path);
  bool file = e->file && has_companion(plan, e);
  for (int attempt = 0; attempt < 100; attempt++) {
    struct spot spot;
    memcpy(place, e->path, strlen(e->path) + 1);
    first_missing(plan, e, place);
    if (!spot_open(plan, e, place, &spot)) continue;
    bool whole = strcmp(place, e->path) == 0;
    enum outcome outcome = hold_once(plan, &spot, e, file && whole);
    close(spot.folder);
    if (outcome == AGAIN || (outcome == REAL && !whole)) continue;
    e->missing = outcome == HELD; // else it exists by now: protect what is there
    e->place = place;
    return;
  }
  fail("placeholder", EBUSY, "%s", e->path);
}

// A placeholder that another run holds looks like an existing object to whoever made the plan, and may be gone since then.
static void notice(const struct plan *plan, struct entry *e) {
  struct spot spot;
  struct stat st;
  if (e->missing || e->access == ACCESS_WRITE || !e->path[1] || !could_be_made(plan, e)) return;
  if (!spot_open(plan, e, e->path, &spot)) return;
  bool there = look(&spot, &st);
  if (there ? ours(&st) : errno == ENOENT) {
    e->missing = true;
    e->file = there && S_ISSOCK(st.st_mode);
    e->has_identity = false;
  }
  close(spot.folder);
}

void placeholders_hold(struct plan *plan) {
  mode_t mask = umask(0);
  for (size_t i = 0; i < plan->entry_count; i++) notice(plan, &plan->entries[i]);
  for (int files = 0; files < 2; files++) // folders first: one carries the lock of the files
    for (size_t i = 0; i < plan->entry_count; i++) {
      struct entry *e = &plan->entries[i];
      if (e->missing && !e->held && e->file == files) hold(plan, e);
    }
  umask(mask);
}

// Only the last holder gets the exclusive lock, and it removes only what it made or took over.
static void release(const struct plan *plan, const struct entry *e) {
  struct spot spot;
  struct stat st;
  if (flock(e->lock, LOCK_EX | LOCK_NB) < 0 || !spot_open(plan, e, e->place, &spot)) return;
  if (look(&spot, &st) && st.st_dev == e->dev && st.st_ino == e->ino && S_ISSOCK(st.st_mode) == e->file)
    unlinkat(spot.folder, spot.name, e->file ? 0 : AT_REMOVEDIR);
  close(spot.folder);
}

void placeholders_release(struct plan *plan) {
  for (int folders = 0; folders < 2; folders++)
    for (size_t i = 0; i < plan->entry_count; i++)
      if (plan->entries[i].held && plan->entries[i].file != folders) release(plan, &plan->entries[i]);
  for (size_t i = 0; i < plan->entry_count; i++) {
    struct entry *e = &plan->entries[i];
    if (e->lock >= 0) close(e->lock);
    e->lock = -1;
    e->held = false;
  }
}
