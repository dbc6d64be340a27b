// The outer process: reads the policy, starts the inside, relays, forwards signals, and ends as the command ended.
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <stdio.h>

#include "confine.h"
#include "ports.h"
#include "run.h"
#include "syscalls.h"
#include "watch.h"

static const int forwarded[] = {SIGTERM, SIGINT, SIGHUP, SIGQUIT, SIGUSR1, SIGUSR2, SIGCONT, SIGTSTP, SIGWINCH};

struct outer {
  struct run run;
  struct plan plan;
  int control;  // the policy descriptor, for words during the run; -1 = a file
  int talk;     // socket to the inside
  int parent;   // pidfd of the process that started us
  int arrivals; // signalfd
  pid_t inside;
  bool ended, killed;
  int status;
  struct message failure; // code 0 = none
};

static _Noreturn void usage(void) {
  fputs("usage: paddock-sandbox --policy-fd N [--status-fd N] [--channel-fd N]\n"
        "       paddock-sandbox --policy-file FILE [--status-fd N]\n"
        "Runs one command as the policy says. The policy is written by @paddock/sandbox-linux.\n",
        stderr);
  exit(EXIT_SETUP);
}

static int descriptor(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (!*text || *end || value < 3 || value > 1 << 20 || fcntl((int)value, F_GETFD) < 0)
    fail("arguments", 0, "%s is not an open descriptor from 3 on", text);
  return (int)value;
}

// A policy that another user could have written is no policy. The name is gone before anything runs.
static int policy_file(const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &st) < 0) fail("policy", errno, "%s", path);
  if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0 || st.st_nlink != 1)
    fail("policy", 0, "%s is not a file of mode 0600 of this user", path);
  if (unlink(path) < 0) fail("policy", errno, "cannot remove %s", path);
  return fd;
}

static void arguments(struct outer *o, int argc, char **argv) {
  int policy = -1;
  bool file = false;
  if (argc < 3 || argc % 2 == 0) usage();
  for (int i = 1; i < argc; i += 2)
    if (strcmp(argv[i], "--status-fd") == 0) status_open(descriptor(argv[i + 1]));
    else if (strcmp(argv[i], "--channel-fd") == 0) channel_open(descriptor(argv[i + 1]));
  for (int i = 1; i < argc; i += 2) {
    if (strcmp(argv[i], "--policy-fd") == 0) policy = descriptor(argv[i + 1]);
    else if (strcmp(argv[i], "--policy-file") == 0) policy = policy_file(argv[i + 1]), file = true;
    else if (strcmp(argv[i], "--status-fd") != 0 && strcmp(argv[i], "--channel-fd") != 0) usage();
  }
  if (policy < 0) usage();
  char *early = plan_read(policy, &o->plan);
  o->killed = strstr(early, "kill\n") != NULL;
  if (file) close(policy);
  o->control = file ? -1 : policy;
}

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

static void start(struct outer *o) {
  int pair[2], error = 0;
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) < 0) fail("start", errno, "socketpair");
  o->talk = pair[0];
  o->run.outer = pair[1];
  o->failure.code = 0;
  if (o->run.namespaces) o->inside = namespaces_enter(&o->plan, &error);
  else o->inside = fork();
  if (o->inside == 0) {
    close(pair[0]);
    inside_main(&o->run);
  }
  close(pair[1]);
  if (o->inside < 0 && o->run.namespaces) {
    close(pair[0]);
    snprintf(o->run.reason, sizeof o->run.reason, "user namespaces cannot be made (clone: %s)", errno_name(error));
    o->run.namespaces = false;
    start(o);
  } else if (o->inside < 0) fail("start", errno, "fork");
  else if (o->run.namespaces) watch_start(o->inside);
}

static void hear(struct outer *o) {
  struct message message;
  int fd;
  if (!message_receive(o->talk, &message, &fd)) {
    close(o->talk);
    o->talk = -1;
    return;
  }
  if (message.kind == MESSAGE_ENDED) o->ended = true, o->status = message.code;
  else if (message.kind == MESSAGE_FAILED) o->failure = message;
  else if (message.kind == MESSAGE_TERMINAL && fd >= 0) {
    stdio_terminal(fd);
    return;
  } else if (message.kind == MESSAGE_MASKS) {
    watch_masks(fd);
    // What happened until now is known; from here on a change means something.
    poll(&(struct pollfd){watch_descriptor(), POLLPRI, 0}, 1, 0);
    return;
  } else if (message.kind == MESSAGE_LISTENER && fd >= 0) {
    listener_arrived(fd, message.error);
    return;
  } else if (message.kind == MESSAGE_CONNECTION) {
    connection_arrived(fd, message.code, message.error);
    return;
  }
  if (fd >= 0) close(fd);
}

// Words during a run, newline-terminated: `resize COLUMNS ROWS`, `kill`, `connect PORT NUMBER`.
static void control(struct outer *o) {
  char text[256];
  ssize_t n = read(o->control, text, sizeof text - 1);
  unsigned short columns, rows;
  struct message message = {.kind = MESSAGE_CONNECTION};
  if (n <= 0) {
    close(o->control);
    o->control = -1;
    return;
  }
  text[n] = 0;
  for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
    if (strcmp(line, "kill") == 0) kill(o->inside, SIGKILL);
    else if (sscanf(line, "connect %d %d", &message.error, &message.code) == 2) message_send(o->talk, &message, -1);
    else if (sscanf(line, "resize %hu %hu", &columns, &rows) == 2) stdio_resize(columns, rows);
}

static void pass_signals(struct outer *o) {
  struct signalfd_siginfo arrived;
  while (read(o->arrivals, &arrived, sizeof arrived) == (ssize_t)sizeof arrived) {
    if (arrived.ssi_signo == SIGWINCH) stdio_terminal_resized();
    else if (arrived.ssi_signo != SIGCHLD) kill(o->inside, (int)arrived.ssi_signo);
  }
}

static int64_t milliseconds(void) {
  struct timespec now;
  clock_gettime(CLOCK_MONOTONIC, &now);
  return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void stay_covered(struct outer *o) {
  const char *path;
  if (watch_attend(&o->plan, &path) || o->ended) return;
  o->failure = (struct message){.kind = MESSAGE_FAILED, .code = EXIT_SETUP, .step = "masks"};
  snprintf(o->failure.text, sizeof o->failure.text, "the host removed or replaced %.400s while a command was kept from it", path);
  kill(o->inside, SIGKILL);
}

// Returns when the inside is gone.
static void attend(struct outer *o) {
  bool late = false;
  int64_t from = milliseconds();
  struct pollfd polls[8 + STDIO_POLLS + RELAY_POLLS];
  for (;;) {
    size_t own = 0;
    polls[own++] = (struct pollfd){o->arrivals, POLLIN, 0};
    polls[own++] = (struct pollfd){o->talk, POLLIN, 0};
    polls[own++] = (struct pollfd){o->parent, POLLIN, 0};
    polls[own++] = (struct pollfd){o->control, POLLIN, 0};
    polls[own++] = (struct pollfd){status_fd(), 0, 0};
    polls[own++] = (struct pollfd){watch_descriptor(), POLLPRI, 0};
    polls[own++] = (struct pollfd){channel_descriptor(), POLLIN, 0};
    polls[own++] = (struct pollfd){watch_folders_descriptor(), POLLIN, 0};
    size_t count = stdio_poll(polls + own), relayed = ports_poll(polls + own + count);
    int happened = poll(polls, (nfds_t)(own + count + relayed), late ? -1 : WATCH_AFTER_MS);
    if (happened < 0) continue;
    if (!late && milliseconds() - from >= WATCH_AFTER_MS) {
      late = true;
      watch_folders(&o->plan);
      if (watch_folders_descriptor() >= 0) stay_covered(o); // what happened until now
    }
    if (polls[0].revents) pass_signals(o);
    if (polls[1].revents) hear(o);
    // The process that started us is gone, or does not read what we say: then nobody wants the command any more.
    if (polls[2].revents || (polls[4].revents & (POLLERR | POLLHUP))) kill(o->inside, SIGKILL);
    if (polls[3].revents) control(o);
    if (polls[5].revents || (polls[7].revents && watch_folders_concern(&o->plan))) stay_covered(o);
    if (polls[6].revents) channel_attend();
    stdio_relay(polls + own, count);
    ports_relay(polls + own + count, relayed);
    int status;
    if (waitpid(o->inside, &status, WNOHANG) != o->inside) continue;
    while (o->talk >= 0) hear(o);
    if (!o->ended) o->status = status;
    return;
  }
}

// Where the system takes the privileges of a new user namespace away, that shows only at its first use.
static bool try_without(struct outer *o) {
  bool early = strcmp(o->failure.step, "namespaces") == 0 || strcmp(o->failure.step, "mounts") == 0;
  if (!o->failure.code || !o->run.namespaces || !early) return false;
  if (o->failure.error != EPERM && o->failure.error != EACCES && o->failure.error != ENOSYS) return false;
  snprintf(o->run.reason, sizeof o->run.reason, "%s: %.200s: %s", o->failure.step, o->failure.text,
           errno_name(o->failure.error));
  o->run.namespaces = false;
  return true;
}

// Ends the way the command ended, so that whoever waits for us sees the same.
static _Noreturn void end_like(int status) {
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
  arguments(&o, argc, argv);
  settle_descriptors(&o);
  pid_t parent = getppid();
  o.parent = parent > 1 ? sys_pidfd_open(parent, 0) : -1;
  if (o.parent >= 0 && getppid() != parent) fail("start", 0, "the caller is gone");
  o.run.plan = &o.plan;
  o.run.uid = geteuid();
  o.run.gid = getegid();
  o.run.namespaces = !o.plan.unconfined;
  limits_raise_descriptors();
  settle_signals(&o);
  stdio_prepare(&o.run.stdio, o.plan.pty);
  if (!o.plan.unconfined) placeholders_hold(&o.plan);
  do {
    start(&o);
    if (o.killed) kill(o.inside, SIGKILL);
    signal(SIGPIPE, SIG_IGN);
    attend(&o);
  } while (try_without(&o));
  stdio_started(&o.run.stdio);
  stdio_drain();
  placeholders_release(&o.plan);
  if (o.failure.code) {
    status_failed(&o.failure);
    exit(o.failure.code);
  }
  status_exit(o.status);
  end_like(o.status);
}
