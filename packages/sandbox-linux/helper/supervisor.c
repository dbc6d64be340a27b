// The first process inside: answers what the filter asks, passes signals on, reaps, and ends when the command ends,
// which takes every process of the namespace with it.
#include <errno.h>
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

#include "modes.h"
#include "ports.h"
#include "run.h"
#include "sockets.h"
#include "syscalls.h"

#ifndef SECCOMP_IOCTL_NOTIF_SET_FLAGS
#define SECCOMP_IOCTL_NOTIF_SET_FLAGS _IOW('!', 4, uint64_t)
#endif

static void answer_one(const struct surroundings *around) {
  struct seccomp_notif asked = {0};
  if (ioctl(around->listener, SECCOMP_IOCTL_NOTIF_RECV, &asked) < 0) return; // the caller is gone
  struct seccomp_notif_resp response = {.id = asked.id};
  struct request request = {.pid = (int)asked.pid, .number = asked.data.nr};
  for (int i = 0; i < 6; i++) request.arguments[i] = asked.data.args[i];
  if (request.number == SYS_connect || request.number == SYS_bind || request.number == SYS_listen) {
    struct answer answer = sockets_judge(around, asked.id, &request);
    if (answer.later) return;
    response.error = -answer.error;
  } else {
    if (around->plan->name_denials) name_denial(around->plan, around->namespaces, &request);
    int error;
    if (modes_judge(&request, &error)) response.error = -error;
    else response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  }
  ioctl(around->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

// Interrupts concern everything in the foreground, as from a terminal; a stop everything there is, and a group without a
// shell above it would ignore any other signal to stop (POSIX, "orphaned process group"); the rest the command itself.
static void forward(int signal, pid_t child, bool whole) {
  bool group = signal == SIGINT || signal == SIGQUIT;
  if (signal == SIGTSTP) kill(whole ? -1 : -child, SIGSTOP);
  else if (signal == SIGCONT) kill(whole ? -1 : -child, SIGCONT);
  else kill(group ? -child : child, signal);
}

void descendants_end(void) {
  char path[64], list[65536];
  snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
  int fd = open(path, O_RDONLY | O_CLOEXEC);
  while (fd >= 0) {
    ssize_t n = pread(fd, list, sizeof list - 1, 0);
    list[n > 0 ? n : 0] = 0;
    char *next = list;
    for (long pid = strtol(next, &next, 10); pid > 0; pid = strtol(next, &next, 10)) kill((pid_t)pid, SIGKILL);
    // What each child leaves behind becomes ours as it ends, so there is no descendant when there is no child. One that
    // forks and ends at once is caught only by whoever is quicker: this does not pause while anything ends.
    pid_t ended;
    bool any = false;
    while ((ended = waitpid(-1, NULL, WNOHANG)) > 0) any = true;
    if (ended < 0 && errno == ECHILD) break;
    if (!any) usleep(100);
  }
  if (fd >= 0) close(fd);
}

static void hear(const struct run *run, pid_t child, bool whole) {
  struct message message;
  int fd;
  if (!message_receive(run->outer, &message, &fd)) return;
  if (fd >= 0) close(fd);
  if (message.kind == MESSAGE_SIGNAL) forward(message.code, child, whole);
  if (message.kind == MESSAGE_CONNECTION) connection_make(run, message.error, message.code);
}

int supervise_until(const struct run *run, pid_t child, int listener) {
  const struct surroundings around = {run->plan, run->namespaces, listener};
  sigset_t signals;
  sigfillset(&signals);
  int arrivals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  bool whole = run->namespaces && !run->plan->prepared; // the namespace ends with this process
  if (arrivals < 0) fail("supervisor", errno, "signalfd");
  // Wakes the caller on the same processor: a third of the cost (6.6).
  if (listener >= 0) ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1ul);
  struct pollfd polls[3] = {{arrivals, POLLIN, 0}, {run->outer, POLLIN, 0}, {listener, POLLIN, 0}};
  for (;;) {
    if (poll(polls, 3, -1) < 0) continue;
    if (polls[1].revents & (POLLHUP | POLLERR)) { // the outer process is gone
      if (!whole) descendants_end();
      _exit(EXIT_SETUP);
    }
    if (polls[1].revents & POLLIN) hear(run, child, whole);
    if (polls[2].revents & POLLIN) answer_one(&around);
    else if (polls[2].revents) polls[2].fd = -1; // nobody is left under the filter
    struct signalfd_siginfo arrived;
    while (polls[0].revents && read(arrivals, &arrived, sizeof arrived) == (ssize_t)sizeof arrived) {
      if (arrived.ssi_signo != SIGCHLD) {
        forward((int)arrived.ssi_signo, child, whole);
        continue;
      }
      int status;
      for (pid_t pid; (pid = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (pid != child) continue;
        if (!whole) descendants_end();
        return status;
      }
    }
  }
}
