// What a run left behind for its caller to look at: files in its private folder, and git directories that nobody knew.
// Nothing is judged here. Mostly nothing is found, and then the caller need not be started again.
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "outer.h"
#include "syscalls.h"

enum { MOST_VISITS = 20000, DEEPEST = 200 };

struct search {
  const struct plan *plan;
  size_t visits;
  char path[4096];
};

static bool listed(const char *const *list, size_t count, const char *text) {
  for (size_t i = 0; i < count; i++)
    if (strcmp(list[i], text) == 0) return true;
  return false;
}

static bool known(const struct search *s) { return listed(s->plan->known, s->plan->known_count, s->path); }

static bool passed_over(const struct search *s, const char *name) {
  return listed(s->plan->passed_over, s->plan->passed_over_count, name);
}

static bool is_directory(int folder, const struct dirent *d) {
  struct stat st;
  if (d->d_type != DT_UNKNOWN) return d->d_type == DT_DIR;
  return fstatat(folder, d->d_name, &st, AT_SYMLINK_NOFOLLOW) == 0 && S_ISDIR(st.st_mode);
}

// A folder with these three is a git directory by itself (gitrepository-layout(5)).
static bool looks_bare(int folder) {
  return faccessat(folder, "HEAD", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
         faccessat(folder, "objects", F_OK, AT_SYMLINK_NOFOLLOW) == 0 &&
         faccessat(folder, "refs", F_OK, AT_SYMLINK_NOFOLLOW) == 0;
}

static bool unknown_below(struct search *s, int folder, size_t length, int depth);

static bool unknown_at(struct search *s, int folder, const struct dirent *d, size_t length, int depth) {
  if (++s->visits > MOST_VISITS) return true;
  bool git = strcmp(d->d_name, ".git") == 0; // or a file that leads to one
  if (!git && (!is_directory(folder, d) || passed_over(s, d->d_name))) return false;
  size_t more = strlen(d->d_name) + 1;
  if (length + more >= sizeof s->path) return true;
  snprintf(s->path + length, sizeof s->path - length, "/%s", d->d_name);
  if (git) return !known(s);
  int below = openat(folder, d->d_name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  return below >= 0 && unknown_below(s, below, length + more, depth + 1);
}

// True when something unknown is there, or too much to say. Follows no link; closes `folder`.
static bool unknown_below(struct search *s, int folder, size_t length, int depth) {
  DIR *list = fdopendir(folder);
  bool bare = looks_bare(folder), found = !list || depth > DEEPEST || (bare && !known(s));
  for (struct dirent *d; !found && !bare && (d = readdir(list)); s->path[length] = 0)
    found = strcmp(d->d_name, ".") != 0 && strcmp(d->d_name, "..") != 0 && unknown_at(s, folder, d, length, depth);
  if (list) closedir(list);
  else close(folder);
  return found;
}

static bool left_something(const struct plan *plan) {
  bool left = false;
  if (plan->tidy) {
    char tmp[4096];
    snprintf(tmp, sizeof tmp, "%s/tmp", plan->tidy);
    rmdir(tmp);
    left = rmdir(plan->tidy) < 0 && errno != ENOENT;
  }
  for (size_t i = 0; i < plan->searched_count && !left; i++) {
    struct search s = {.plan = plan};
    snprintf(s.path, sizeof s.path, "%s", plan->searched[i]);
    int root = open(s.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    left = root >= 0 && unknown_below(&s, root, strlen(s.path), 0);
  }
  return left;
}

void afterwards(const struct plan *plan) {
  if (!plan->afterwards_count || !left_something(plan)) return;
  pid_t child = fork();
  if (child == 0) {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
    if (chdir("/") < 0) _exit(EXIT_SETUP); // not where the command could leave something for whoever starts there
    execve(plan->afterwards[0], plan->afterwards, (char *[]){NULL});
    _exit(EXIT_SETUP);
  }
  while (child > 0 && waitpid(child, NULL, 0) < 0 && errno == EINTR) continue;
}
