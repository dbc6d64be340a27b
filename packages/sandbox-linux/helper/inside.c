// The first process inside. It applies the plan to itself, so that it and everything it starts live under it, starts
// the command and watches over it.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#include "confine.h"
#include "ports.h"
#include "run.h"
#include "tree.h"
#include "watch.h"

static void lose_namespaces(const struct plan *plan, struct kept *kept, const char *reason) {
  const char *fix = fix_namespaces(strncmp(reason, "mounts:", 7) == 0);
  int abi = landlock_abi(plan);
  guarantee_lose(kept, FS_WRITE_ROOTS, abi >= 1, abi < 1 ? "neither namespaces nor Landlock" :
                 abi < 3 ? "without namespaces, modes, owners and times outside the roots can change, and files be truncated" :
                 "without namespaces, modes, owners and times outside the roots can change", fix);
  kept->reason = reason;
  guarantee_lose(kept, FS_WRITE_PROTECTED, false, "Landlock cannot protect a name inside a writable root", fix);
  guarantee_lose(kept, FS_READ_DENY, false, "Landlock cannot deny below a readable tree", fix);
  guarantee_lose(kept, PROC_PRIVATE, false, "processes of the host are visible", fix);
  guarantee_lose(kept, IPC_PRIVATE, false, "System V IPC and /dev/shm are the host's", fix);
  if (abi < 6) guarantee_lose(kept, SIGNAL_SCOPE, false, "signals to the user's other processes need Landlock ABI 6", fix);
  if (abi < 6) guarantee_lose(kept, UNIX_DENY, true, "below Landlock ABI 6 a command could end what judges its sockets", fix);
  if (abi < 6 && plan->network == NETWORK_PROXY) guarantee_lose(kept, NET_PROXY_ONLY, true, "below Landlock ABI 6 a command could end what judges its sockets", fix);
  if (plan->tmp) guarantee_lose(kept, TMP_PRIVATE, true, "the private folder is used as TMPDIR, /tmp stays the host's", fix);
  guarantee_lose(kept, LIMITS, true, "processes are limited only together with the user's others", fix);
}

static void lose_second_layer(struct kept *kept) {
  if (kept->landlock_abi < 6)
    guarantee_lose(kept, SIGNAL_SCOPE, kept->namespaces, "Landlock does not scope signals below ABI 6",
                   "use a kernel from 6.12 on");
}

static void check_guarantees(const struct plan *plan, const struct kept *kept) {
  uint32_t refused = guarantees_refused(plan, kept);
  if (!refused) return;
  struct line names;
  line_start(&names);
  const char *why = NULL, *fix = NULL;
  char either[1024];
  for (int i = 0; i < GUARANTEE_COUNT; i++) {
    if (!(refused >> i & 1)) continue;
    if (names.length) line_add(&names, ", ");
    line_add(&names, guarantee_name((enum guarantee)i));
    if (!why) why = kept->lost[i].why, fix = kept->lost[i].fix;
  }
  if (!why) why = "the plan itself does without";
  snprintf(either, sizeof either, "%s; or list the named guarantees under `accept`", fix);
  fail_with("guarantees", fix ? either : NULL, "cannot be kept: %s (%s)%s%s", names.bytes, why, kept->reason ? "; " : "",
       kept->reason ? kept->reason : "");
}

static void prepare(struct run *run, struct kept *kept) {
  struct plan *plan = run->plan;
  kept->namespaces = run->namespaces;
  if (plan->prepared) {
    listeners_make(run);
    names_make(run);
    if (plan->has_limit_processes)
      guarantee_lose(kept, LIMITS, true, "processes are limited only together with the user's others", NULL);
  } else if (run->namespaces) {
    namespaces_map(run->uid, run->gid);
    if (plan->network != NETWORK_HOST) loopback_up();
    listeners_make(run);
    names_make(run);
    int watched[WATCHED];
    watch_open(watched);
    mounts_apply(plan, kept);
    watched[WATCH_MASKS] = masks_base();
    for (int i = 0; i < WATCHED; i++) {
      struct message message = {.kind = MESSAGE_WATCH, .error = i};
      if (!message_send(run->outer, &message, watched[i])) fail("watch", errno, "cannot be passed on");
      close(watched[i]);
    }
  } else {
    lose_namespaces(plan, kept, run->reason);
    plan->names_port = 0; // the resolver's configuration is the host's
  }
  if (chdir(plan->cwd) < 0) fail("cwd", errno, "%s", plan->cwd);
}

static pid_t start(struct run *run, struct kept *kept, int terminal, int *supervisor) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) fail("supervisor", errno, "socketpair");
  pid_t child = fork();
  if (child < 0) fail("fork", errno, "cannot start the command");
  if (child == 0) {
    close(pair[0]);
    command_main(run, kept, pair[1], terminal);
  }
  close(pair[1]);
  *supervisor = pair[0];
  return child;
}

static void let_go_of_stdio(const struct run *run, int terminal) {
  // Whoever reads the other ends must see their end when the command closes them.
  for (int i = 0; i < 3; i++)
    if (run->stdio.inside[i] >= 0) close(run->stdio.inside[i]);
  if (terminal >= 0) close(terminal);
  int null = open("/dev/null", O_RDWR);
  for (int i = 0; i < 3; i++) dup2(null, i);
  if (null > 2) close(null);
}

_Noreturn void inside_main(struct run *run) {
  struct kept kept = {0};
  int terminal = -1, master = -1, supervisor, listener = -1;
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  status_delegate(run->outer);
  // Copies of the outer process's ends of the pipes would keep them open for ever.
  int keep[] = {run->outer, status_fd(), run->stdio.inside[0], run->stdio.inside[1], run->stdio.inside[2]};
  descriptors_keep(keep, 5);
  if (!run->plan->unconfined) prepare(run, &kept);
  else if (chdir(run->plan->cwd) < 0) fail("cwd", errno, "%s", run->plan->cwd);
  if (run->plan->pty) {
    struct message message = {.kind = MESSAGE_TERMINAL};
    terminal = terminal_open(run->plan, &master);
    if (!message_send(run->outer, &message, master)) fail("pty", errno, "cannot pass the terminal on");
    close(master);
  }
  if (!run->plan->unconfined) {
    privileges_lock();
    landlock_apply(run->plan, &kept);
    lose_second_layer(&kept);
    check_guarantees(run->plan, &kept);
  } else for (int i = 0; i < GUARANTEE_COUNT; i++)
    guarantee_lose(&kept, (enum guarantee)i, false, "danger-full-access: no sandbox", NULL);
  if (!run->namespaces || run->plan->prepared) {
    // No namespace takes along what the command starts. From here on the end of the outer process is seen on its socket,
    // which leaves time to clean up; being killed with it would not.
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    prctl(PR_SET_PDEATHSIG, 0);
  }
  pid_t child = start(run, &kept, terminal, &supervisor);
  let_go_of_stdio(run, terminal);
  if (!run->plan->unconfined) {
    privileges_keep_trace();
    prctl(PR_SET_DUMPABLE, 0);
    struct message message;
    if (!message_receive(supervisor, &message, &listener)) listener = -1; // it failed, and said so itself
  }
  close(supervisor);
  int status = supervise_until(run, child, listener);
  struct message ended = {.kind = MESSAGE_ENDED, .code = status};
  message_send(run->outer, &ended, -1);
  _exit(0);
}
