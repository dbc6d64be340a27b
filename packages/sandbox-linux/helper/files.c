// File verbs, performed after confinement in place of a command: symbolic link races, protected paths and denials are
// judged by the kernel like for any command. Results go to standard output, a line of JSON each, followed by the bytes
// of `size`; data to write comes on standard input in the order of the verbs.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "run.h"
#include "sha256.h"
#include "syscalls.h"

enum { CHUNK = 65536 };

// A part of a larger file comes without the digest of all of it, which would cost reading all of it.
enum { DIGEST_ALWAYS = 8 << 20 };

static bool put(const void *bytes, size_t length) {
  const char *p = bytes;
  while (length) {
    ssize_t n = write(1, p, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    p += n;
    length -= (size_t)n;
  }
  return true;
}

static void add_info(struct line *line, const char *name, const struct stat *st) {
  const char *type = S_ISREG(st->st_mode) ? "file" : S_ISDIR(st->st_mode) ? "directory" : S_ISLNK(st->st_mode) ? "symlink" : "other";
  line_add(line, "{\"name\":");
  line_name(line, name);
  line_field(line, "type", type);
  line_add(line, ",\"size\":");
  line_number(line, (long long)st->st_size);
  line_add(line, ",\"mode\":");
  line_number(line, st->st_mode & 07777);
  line_add(line, ",\"mtimeMs\":");
  line_number(line, (long long)st->st_mtim.tv_sec * 1000 + st->st_mtim.tv_nsec / 1000000);
  line_add(line, "}");
}

static void succeed(struct line *line) {
  line_add(line, "}\n");
  put(line->bytes, line->length);
}

static int refuse(const struct verb *v, int error, const char *message) {
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ok\":false,\"errno\":");
  line_string(&line, errno_name(error));
  line_field(&line, "path", v->path);
  line_field(&line, "message", message ? message : strerror(error));
  succeed(&line);
  return error ? error : EINVAL;
}

static const char *last_name(const char *path) {
  const char *slash = strrchr(path, '/');
  return slash[1] ? slash + 1 : path;
}

static int do_stat(const struct verb *v) {
  struct stat st;
  struct line line;
  line_start(&line);
  if (lstat(v->path, &st) < 0) return refuse(v, errno, NULL);
  line_add(&line, "{\"ok\":true,\"info\":");
  add_info(&line, last_name(v->path), &st);
  succeed(&line);
  return 0;
}

// Regular files only: a device or pipe could block or never end.
static int open_regular(const char *path, struct stat *st) {
  int fd = open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (fd < 0) return -1;
  int error = fstat(fd, st) < 0 ? errno : S_ISDIR(st->st_mode) ? EISDIR : S_ISREG(st->st_mode) ? 0 : EINVAL;
  if (!error) return fd;
  close(fd);
  errno = error;
  return -1;
}

static int do_read(const struct verb *v) {
  struct stat st;
  int fd = open_regular(v->path, &st);
  if (fd < 0) return refuse(v, errno, errno == EINVAL ? "not a regular file" : NULL);
  uint64_t position = 0, end = v->limit > UINT64_MAX - v->offset ? UINT64_MAX : v->offset + v->limit;
  bool part = st.st_size > DIGEST_ALWAYS && (v->offset > 0 || end < (uint64_t)st.st_size);
  if (part && lseek(fd, (off_t)v->offset, SEEK_SET) >= 0) position = v->offset;
  struct sha256 hash;
  sha256_start(&hash);
  size_t room = 0, length = 0;
  char *kept = NULL, chunk[CHUNK];
  for (ssize_t n; !(part && position >= end) && (n = read(fd, chunk, sizeof chunk)) != 0;) {
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      int error = errno;
      close(fd);
      free(kept);
      return refuse(v, error, NULL);
    }
    if (!part) sha256_add(&hash, chunk, (size_t)n);
    uint64_t from = v->offset > position ? v->offset - position : 0;
    position += (uint64_t)n;
    if (from >= (uint64_t)n || length >= v->limit) continue;
    size_t take = (size_t)n - (size_t)from;
    if (take > v->limit - length) take = (size_t)(v->limit - length);
    if (length + take > room) {
      char *larger = realloc(kept, room = (length + take) * 2);
      if (!larger) {
        close(fd);
        free(kept);
        return refuse(v, ENOMEM, NULL);
      }
      kept = larger;
    }
    memcpy(kept + length, chunk + from, take);
    length += take;
  }
  close(fd);
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ok\":true");
  if (!part) {
    char digest[65];
    sha256_hex(&hash, digest);
    line_field(&line, "digest", digest);
  }
  line_add(&line, ",\"info\":");
  add_info(&line, last_name(v->path), &st);
  line_add(&line, ",\"size\":");
  line_number(&line, (long long)length);
  succeed(&line);
  put(kept, length);
  free(kept);
  return 0;
}

static int by_name(const struct dirent **a, const struct dirent **b) { return strcmp((*a)->d_name, (*b)->d_name); }
static int not_dots(const struct dirent *d) { return strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0; }

// One line of JSON per entry, announced by their number.
static int do_list(const struct verb *v) {
  struct dirent **entries;
  int count = scandir(v->path, &entries, not_dots, by_name);
  if (count < 0) return refuse(v, errno, NULL);
  int directory = open(v->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ok\":true,\"count\":");
  line_number(&line, count);
  succeed(&line);
  for (int i = 0; i < count; i++) {
    struct stat st = {0};
    struct line one;
    line_start(&one);
    fstatat(directory, entries[i]->d_name, &st, AT_SYMLINK_NOFOLLOW);
    add_info(&one, entries[i]->d_name, &st);
    line_add(&one, "\n");
    put(one.bytes, one.length);
    free(entries[i]);
  }
  free(entries);
  if (directory >= 0) close(directory);
  return 0;
}

// The file as it is now must be the one the writer knows.
static const char *unexpected(const struct verb *v) {
  struct stat st;
  if (v->expect == EXPECT_ANYTHING) return NULL;
  if (v->expect == EXPECT_ABSENT) return lstat(v->path, &st) == 0 ? "exists already" : NULL;
  int fd = open_regular(v->path, &st);
  if (fd < 0) return "cannot be read to compare";
  struct sha256 hash;
  char chunk[CHUNK];
  uint8_t digest[32];
  sha256_start(&hash);
  ssize_t n;
  while ((n = read(fd, chunk, sizeof chunk)) > 0) sha256_add(&hash, chunk, (size_t)n);
  close(fd);
  sha256_end(&hash, digest);
  return n < 0 || memcmp(digest, v->digest, sizeof digest) != 0 ? "has changed" : NULL;
}

// Takes `size` bytes from standard input, into `fd` unless that is -1. 0 or errno; -1 = input ended early.
static int take_input(int fd, uint64_t size, struct sha256 *hash) {
  char chunk[CHUNK];
  int error = 0;
  while (size > 0) {
    ssize_t n = read(0, chunk, size < sizeof chunk ? (size_t)size : sizeof chunk);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return -1;
    size -= (uint64_t)n;
    if (hash) sha256_add(hash, chunk, (size_t)n);
    for (ssize_t done = 0; fd >= 0 && !error && done < n;) {
      ssize_t w = write(fd, chunk + done, (size_t)(n - done));
      if (w < 0 && errno == EINTR) continue;
      if (w < 0) error = errno;
      else done += w;
    }
  }
  return error;
}

// A link is followed first, so that the link stays and its target is replaced, inside whatever bounds hold there.
static int write_target(const char *path, char *target) {
  struct stat st;
  if (lstat(path, &st) < 0 || !S_ISLNK(st.st_mode)) return snprintf(target, 4096, "%s", path) < 4096 ? 0 : ENAMETOOLONG;
  return realpath(path, target) ? 0 : errno;
}

static int do_write(const struct verb *v) {
  char target[4096], temporary[4200];
  struct stat old;
  int error = write_target(v->path, target);
  const char *why = error ? NULL : unexpected(v);
  bool exists = !error && lstat(target, &old) == 0;
  if (exists && !S_ISREG(old.st_mode)) error = S_ISDIR(old.st_mode) ? EISDIR : EINVAL;
  int fd = -1;
  if (!error && !why) {
    snprintf(temporary, sizeof temporary, "%.*s.paddock-%d-XXXXXX", (int)(strrchr(target, '/') - target) + 1, target, getpid());
    fd = mkostemp(temporary, O_CLOEXEC);
    if (fd < 0) error = errno;
  }
  struct sha256 hash;
  sha256_start(&hash);
  int taken = take_input(fd, v->size, &hash);
  if (taken < 0) fail("files", 0, "standard input ended before the data of %s", v->path);
  if (!error) error = taken;
  if (fd >= 0) {
    mode_t mask = umask(0);
    umask(mask);
    mode_t mode = v->has_mode ? v->mode : exists ? old.st_mode & 0777 : 0666 & ~mask;
    if (!error && (fchmod(fd, mode) < 0 || fsync(fd) < 0)) error = errno;
    close(fd);
    // Between the comparison and this a writer inside could slip in; compare again as late as possible.
    if (!error) why = unexpected(v);
    if (!error && !why && (v->expect == EXPECT_ABSENT ? link(temporary, target) : rename(temporary, target)) < 0) error = errno;
    if (error || why || v->expect == EXPECT_ABSENT) unlink(temporary);
  }
  if (error == EEXIST && v->expect == EXPECT_ABSENT) why = "exists already";
  if (why) return refuse(v, EEXIST, why);
  if (error) return refuse(v, error, NULL);
  char digest[65];
  sha256_hex(&hash, digest);
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ok\":true,\"digest\":");
  line_string(&line, digest);
  succeed(&line);
  return 0;
}

static int make_parents(const char *path) {
  char part[4096];
  size_t length = strlen(path);
  if (length >= sizeof part) return ENAMETOOLONG;
  for (size_t i = 1; i <= length; i++) {
    if (path[i] != '/' && path[i]) continue;
    memcpy(part, path, i);
    part[i] = 0;
    struct stat st;
    if (mkdir(part, 0777) < 0 && !(stat(part, &st) == 0 && S_ISDIR(st.st_mode))) return errno;
  }
  return 0;
}

static int do_change(const struct verb *v) {
  int error = 0;
  if (v->kind == VERB_RENAME) error = rename(v->path, v->to) < 0 ? errno : 0;
  else if (v->kind == VERB_UNLINK) error = unlink(v->path) < 0 ? errno : 0;
  else error = v->parents ? make_parents(v->path) : mkdir(v->path, 0777) < 0 ? errno : 0;
  if (error) return refuse(v, error, NULL);
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ok\":true");
  succeed(&line);
  return 0;
}

int files_perform(const struct plan *plan) {
  int refused = 0;
  for (size_t i = 0; i < plan->verb_count && !(refused && plan->atomic); i++) {
    const struct verb *v = &plan->verbs[i];
    int error = 0;
    switch (v->kind) {
    case VERB_READ: error = do_read(v); break;
    case VERB_LIST: error = do_list(v); break;
    case VERB_STAT: error = do_stat(v); break;
    case VERB_WRITE: error = do_write(v); break;
    case VERB_RENAME:
    case VERB_UNLINK:
    case VERB_MKDIR: error = do_change(v); break;
    }
    if (error) refused = 1;
  }
  return refused;
}
