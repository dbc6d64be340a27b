#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <time.h>

#include "outer.h"
#include "ports.h"
#include "syscalls.h"
#include "watch.h"

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
  } else if (message.kind == MESSAGE_WATCH && fd >= 0) {
    watch_take((enum watched)message.error, fd);
    return;
  } else if (message.kind == MESSAGE_LISTENER && fd >= 0) {
    listener_arrived(fd, message.error);
    return;
  } else if (message.kind == MESSAGE_DATAGRAMS && fd >= 0) {
    datagrams_arrived(fd, message.error);
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
    else if (arrived.ssi_signo == SIGCHLD) continue;
    else if (o->way == LAUNCHED) { // bubblewrap passes nothing on
      struct message message = {.kind = MESSAGE_SIGNAL, .code = (int)arrived.ssi_signo};
      message_send(o->talk, &message, -1);
    } else kill(o->inside, (int)arrived.ssi_signo);
    // The shell that waits for the program sees it stop; nothing runs inside meanwhile that would have to be watched.
    if (arrived.ssi_signo == SIGTSTP && o->stands_in) stdio_stop();
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

void outer_attend(struct outer *o) {
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
