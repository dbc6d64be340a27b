// The command's own process: its terminal or pipes, its limits, then everything is given up, then exec.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "confine.h"
#include "run.h"
#include "syscalls.h"

static void take_stdio(const struct run *run, int terminal) {
  if (setsid() < 0) fail("session", errno, "cannot start one");
  if (terminal >= 0) terminal_take(terminal);
  for (int i = 0; i < 3; i++)
    if (dup2(terminal >= 0 ? terminal : run->stdio.inside[i], i) < 0) fail("stdio", errno, "descriptor %d", i);
}

static const char *variable(char *const *env, const char *name) {
  size_t length = strlen(name);
  for (; *env; env++)
    if (strncmp(*env, name, length) == 0 && (*env)[length] == '=') return *env + length + 1;
  return NULL;
}

// execvpe with the command's own PATH; EACCES in one directory does not stop the search (exec(3)).
static _Noreturn void execute(const struct plan *plan) {
  const char *program = plan->argv[0], *path = variable(plan->env, "PATH");
  char file[8192];
  int error = ENOENT;
  if (strchr(program, '/')) {
    execve(program, plan->argv, plan->env);
    fail_exec(errno, program);
  }
  for (const char *p = path ? path : "/usr/local/bin:/usr/bin:/bin"; *program; p++) {
    size_t length = strcspn(p, ":");
    if (length && length + strlen(program) + 2 <= sizeof file) {
      memcpy(file, p, length);
      file[length] = '/';
      strcpy(file + length + 1, program);
      execve(file, plan->argv, plan->env);
      if (errno != ENOENT && errno != ENOTDIR) error = errno;
      if (errno != ENOENT && errno != ENOTDIR && errno != EACCES) break;
    }
    p += length;
    if (!*p) break;
  }
  fail_exec(error, program);
}

// Without mounts the private folder stays where it is, and TMPDIR has to name it.
static void settle_tmp(const struct run *run) {
  struct plan *plan = run->plan;
  static char text[4200];
  if (run->namespaces || !plan->tmp) return;
  snprintf(text, sizeof text, "TMPDIR=%s", plan->tmp);
  size_t at = 0;
  while (at < plan->env_count && strncmp(plan->env[at], "TMPDIR=", 7) != 0) at++;
  if (at == plan->env_count) {
    plan->env = realloc(plan->env, (at + 2) * sizeof *plan->env);
    if (!plan->env) fail("tmp", ENOMEM, "no room");
    plan->env[++plan->env_count] = NULL;
  }
  plan->env[at] = text;
}

// What the caller ignores, a command has not chosen to ignore.
static void reset_dispositions(void) {
  for (int i = 1; i < NSIG; i++) signal(i, SIG_DFL);
}

_Noreturn void command_main(struct run *run, struct kept *kept, int supervisor, int terminal) {
  const struct plan *plan = run->plan;
  take_stdio(run, terminal);
  limits_restore_descriptors();
  limits_apply(plan, kept);
  if (!plan->unconfined) {
    if (!run->namespaces) prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (!run->namespaces || plan->prepared) landlock_leave_supervisor(kept);
    privileges_drop();
    int listener = seccomp_apply(plan, run->namespaces);
    struct message filter = {.kind = MESSAGE_FILTER};
    if (!message_send(supervisor, &filter, listener)) fail("seccomp", errno, "cannot pass the listener on");
    close(listener);
  }
  settle_tmp(run);
  reset_dispositions();
  sigprocmask(SIG_SETMASK, &run->signals, NULL);
  status_ready(plan, kept);
  if (plan->verb_count) _exit(files_perform(plan));
  execute(plan);
}
