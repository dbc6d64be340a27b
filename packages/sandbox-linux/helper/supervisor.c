// The first process inside: answers what the filter asks, passes signals on, reaps, and ends when the command ends,
// which takes every process of the namespace with it.
#include <linux/seccomp.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/wait.h>

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
    name_denial(around->plan, around->namespaces, &request);
    response.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
  }
  ioctl(around->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
}

// Interrupts and stops concern everything in the foreground, as from a terminal; the rest the command itself.
static void forward(int signal, pid_t child) {
  bool group = signal == SIGINT || signal == SIGQUIT || signal == SIGTSTP || signal == SIGCONT;
  kill(group ? -child : child, signal);
}

void descendants_end(void) {
  for (int rounds = 0; rounds < 1000; rounds++) {
    char path[64], list[65536];
    snprintf(path, sizeof path, "/proc/self/task/%d/children", getpid());
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, list, sizeof list - 1) : -1;
    if (fd >= 0) close(fd);
    if (n <= 0) return;
    list[n] = 0;
    char *next = list;
    // Waited for one by one: the children that each leaves behind become ours, and are alive until the next round.
    for (long pid = strtol(next, &next, 10); pid > 0; pid = strtol(next, &next, 10))
      if (kill((pid_t)pid, SIGKILL) == 0) waitpid((pid_t)pid, NULL, 0);
  }
}

static void hear(const struct run *run, pid_t child) {
  struct message message;
  int fd;
  if (!message_receive(run->outer, &message, &fd)) return;
  if (fd >= 0) close(fd);
  if (message.kind == MESSAGE_SIGNAL) forward(message.code, child);
  if (message.kind == MESSAGE_CONNECTION) connection_make(run, message.error, message.code);
}

int supervise_until(const struct run *run, pid_t child, int listener) {
  const struct surroundings around = {run->plan, run->namespaces, listener};
  sigset_t signals;
  sigfillset(&signals);
  int arrivals = signalfd(-1, &signals, SFD_CLOEXEC | SFD_NONBLOCK);
  bool whole = run->namespaces && !run->plan->prepared; // the namespace ends with this process
  if (arrivals < 0) fail("supervisor", errno, "signalfd");
  if (!whole) prctl(PR_SET_PDEATHSIG, 0); // the end of the outer process is seen on its socket, and leaves time to clean up
  // Wakes the caller on the same processor: a third of the cost (6.6).
  if (listener >= 0) ioctl(listener, SECCOMP_IOCTL_NOTIF_SET_FLAGS, 1ul);
  struct pollfd polls[3] = {{arrivals, POLLIN, 0}, {run->outer, POLLIN, 0}, {listener, POLLIN, 0}};
  for (;;) {
    if (poll(polls, 3, -1) < 0) continue;
    if (polls[1].revents & (POLLHUP | POLLERR)) { // the outer process is gone
      if (!whole) descendants_end();
      _exit(EXIT_SETUP);
    }
    if (polls[1].revents & POLLIN) hear(run, child);
    if (polls[2].revents & POLLIN) answer_one(&around);
    else if (polls[2].revents) polls[2].fd = -1; // nobody is left under the filter
    struct signalfd_siginfo arrived;
    while (polls[0].revents && read(arrivals, &arrived, sizeof arrived) == (ssize_t)sizeof arrived) {
      if (arrived.ssi_signo != SIGCHLD) {
        forward((int)arrived.ssi_signo, child);
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
