// The outer process: reads the policy, starts the inside, and ends as the command ended.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include "confine.h"
#include "outer.h"
#include "ports.h"
#include "syscalls.h"

static const int forwarded[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGTSTP, SIGWINCH};

// Nothing of the caller's but 0 to 2 and what we were given goes any further; and those three exist.
static void settle_descriptors(const struct outer *o) {
  int keep[] = {o->control, status_fd(), channel_descriptor()};
  descriptors_keep(keep, 3);
  descriptors_fill();
  for (int i = 0; i < 3; i++)
    if (keep[i] >= 0) fcntl(keep[i], F_SETFD, FD_CLOEXEC);
}

static void settle_signals(struct outer *o) {
  sigset_t block;
  sigemptyset(&block);
  for (size_t i = 0; i < sizeof forwarded / sizeof *forwarded; i++) sigaddset(&block, forwarded[i]);
  sigaddset(&block, SIGCHLD);
  sigprocmask(SIG_BLOCK, &block, &o->run.signals);
  o->arrivals = signalfd(-1, &block, SFD_CLOEXEC | SFD_NONBLOCK);
  if (o->arrivals < 0) fail("signals", errno, "signalfd");
}

// A launcher that others can write, or that lies where a command may write, is none.
static bool launcher_trusted(const struct plan *plan) {
  struct stat st;
  if (!plan->launcher || lstat(plan->launcher, &st) < 0) return false;
  const struct entry *decides = plan_decides(plan, plan->launcher, NULL);
  return S_ISREG(st.st_mode) && st.st_uid == 0 && (st.st_mode & 022) == 0 && access(plan->launcher, X_OK) == 0 &&
         !(decides && decides->access == ACCESS_WRITE);
}

// A limit on namespaces (ENOSPC) holds for the launcher as well.
static void take_next_way(struct outer *o, int error) {
  o->way = o->way == NATIVE && error != ENOSPC && launcher_trusted(&o->plan) ? LAUNCHED : WITHOUT;
  o->run.namespaces = o->way != WITHOUT;
  // Without mounts a name can be taken from whatever holds it, and whoever reads it would meet the placeholder itself.
  if (o->way == WITHOUT) placeholders_release(&o->plan);
}

static void start(struct outer *o) {
  int pair[2], error = 0;
  size_t length;
  const char *policy = plan_text(&length);
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) fail("start", errno, "socketpair");
  o->talk = pair[0];
  o->run.outer = pair[1];
  o->failure.code = 0;
  if (o->way == WITHOUT) prctl(PR_SET_CHILD_SUBREAPER, 1); // the inside may be killed before what it started
  o->inside = o->way == NATIVE ? namespaces_enter(&o->plan, &error) : fork();
  if (o->inside == 0) {
    close(pair[0]);
    if (o->way == LAUNCHED) launcher_run(&o->run, policy, length);
    inside_main(&o->run);
  }
  close(pair[1]);
  if (o->inside < 0 && o->way == NATIVE) {
    close(pair[0]);
    snprintf(o->run.reason, sizeof o->run.reason, "user namespaces cannot be made (clone: %s)", errno_name(error));
    take_next_way(o, error);
    start(o);
  } else if (o->inside < 0) fail("start", errno, "fork");
}

// Started by bubblewrap, inside: `POLICY:SOCKET:STATUS:PTY:NAMES`.
static _Noreturn void resume(const char *given) {
  static struct plan plan;
  struct run run = {.plan = &plan, .uid = geteuid(), .gid = getegid(), .namespaces = true};
  int policy, status, pty;
  unsigned short names;
  if (sscanf(given, "%d:%d:%d:%d:%hu", &policy, &run.outer, &status, &pty, &names) != 5 || fcntl(run.outer, F_SETFD, FD_CLOEXEC) < 0)
    usage();
  if (status >= 0) fcntl(status, F_SETFD, FD_CLOEXEC);
  status_open(status);
  status_delegate(run.outer);
  plan_read(policy, &plan);
  close(policy);
  plan.prepared = true;
  plan.names_port = names;
  sigset_t all;
  sigfillset(&all);
  sigprocmask(SIG_BLOCK, &all, &run.signals);
  limits_raise_descriptors();
  for (int i = 0; i < 3; i++) run.stdio.inside[i] = pty ? -1 : fcntl(i, F_DUPFD_CLOEXEC, 3);
  inside_main(&run);
}

// Where the system takes the privileges of a new user namespace away, that shows only at its first use; and a launcher
// that fails says nothing on our socket.
static bool try_next_way(struct outer *o) {
  const struct message *failure = &o->failure;
  bool early = strcmp(failure->step, "namespaces") == 0 || strcmp(failure->step, "mounts") == 0;
  bool shut = failure->error == EPERM || failure->error == EACCES || failure->error == ENOSYS;
  bool native = o->way == NATIVE && failure->code && early && shut && !o->plan.unconfined;
  bool launched = o->way == LAUNCHED && !failure->code && !o->ended && !o->killed;
  if (native)
    snprintf(o->run.reason, sizeof o->run.reason, "%s: %.200s: %s", failure->step, failure->text, errno_name(failure->error));
  if (launched) {
    size_t said = strlen(o->run.reason);
    snprintf(o->run.reason + said, sizeof o->run.reason - said, "; %.80s failed", o->plan.launcher);
  }
  if (native || launched) take_next_way(o, failure->error);
  return native || launched;
}

// Ends the way the command ended, so that whoever waits for us sees the same; in a program's place by its own custom.
static _Noreturn void end_like(const struct outer *o) {
  int status = o->status;
  stdio_restore();
  if (WIFSIGNALED(status) && o->stands_in) exit(128 + WTERMSIG(status));
  if (WIFSIGNALED(status)) {
    struct rlimit none = {0, 0};
    setrlimit(RLIMIT_CORE, &none);
    prctl(PR_SET_DUMPABLE, 0);
    signal(WTERMSIG(status), SIG_DFL);
    sigset_t all;
    sigemptyset(&all);
    sigprocmask(SIG_SETMASK, &all, NULL);
    raise(WTERMSIG(status));
    exit(128 + WTERMSIG(status));
  }
  exit(WEXITSTATUS(status));
}

int main(int argc, char **argv) {
  static struct outer o;
  if (argc == 3 && strcmp(argv[1], "--inside") == 0) resume(argv[2]);
  if (argc == 3 && strcmp(argv[1], "--hook") == 0) return hook_main(argv[2]);
  if (argc == 5 && strcmp(argv[1], "--connect") == 0) return connector_main(argv[2], argv[3], argv[4]);
  outer_arguments(&o, argc, argv);
  settle_descriptors(&o);
  pid_t parent = getppid();
  o.parent = parent > 1 && !o.stands_in ? sys_pidfd_open(parent, 0) : -1;
  if (o.parent >= 0 && getppid() != parent) fail("start", 0, "the caller is gone");
  o.run.plan = &o.plan;
  o.run.uid = geteuid();
  o.run.gid = getegid();
  if (channel_descriptor() < 0) o.plan.names_port = 0; // nobody would answer
  o.way = o.plan.unconfined ? WITHOUT : NATIVE;
  o.run.namespaces = o.way == NATIVE;
  limits_raise_descriptors();
  settle_signals(&o);
  stdio_prepare(&o.run.stdio, o.plan.pty);
  if (!o.plan.unconfined) placeholders_hold(&o.plan);
  do {
    start(&o);
    if (o.killed) kill(o.inside, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    outer_attend(&o);
  } while (try_next_way(&o));
  if (o.way == WITHOUT) descendants_end();
  stdio_started(&o.run.stdio);
  stdio_drain();
  placeholders_release(&o.plan);
  afterwards(&o.plan);
  if (o.failure.code) {
    status_failed(&o.failure);
    exit(o.failure.code);
  }
  status_exit(o.status);
  end_like(&o);
}
