// Standard input, output and error. The command gets pipes (or its own terminal) and nothing else: a socket, file or
// terminal of the caller could be reopened, seeked or typed into. What is not a pipe is relayed through one.
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/vfs.h>
#include <termios.h>

#include "run.h"
#include "syscalls.h"

struct relay {
  int from, to;   // -1 = closed
  bool own_from;  // ours to close; else the caller's descriptor
  bool own_to;
  size_t start, end;
  char *bytes;
};

enum { ROOM = 65536, MOST_WRITE = 4096 };
static struct relay relays[3];
static int terminal = -1; // the master side of the command's terminal
static struct termios before;
static bool raw;

static void stop_from(struct relay *r) {
  if (r->own_from && r->from >= 0) close(r->from);
  r->from = -1;
}

static void stop_to(struct relay *r) {
  if (r->own_to && r->to >= 0) close(r->to);
  r->to = -1;
  stop_from(r);
}

static void relay_open(struct relay *r, int from, bool own_from, int to, bool own_to) {
  *r = (struct relay){from, to, own_from, own_to, 0, 0, malloc(ROOM)};
  if (!r->bytes) fail("stdio", ENOMEM, "no room");
}

static int pipe_for(int i) {
  int ends[2];
  if (pipe2(ends, O_CLOEXEC) < 0) fail("stdio", errno, "cannot make a pipe");
  int inner = ends[i == 0 ? 0 : 1], outer = ends[i == 0 ? 1 : 0];
  fcntl(outer, F_SETFL, O_NONBLOCK);
  if (i == 0) relay_open(&relays[0], 0, false, outer, true);
  else relay_open(&relays[i], outer, true, i, false);
  return inner;
}

// The same pipe by a description of its own: what the command sets on it (O_NONBLOCK, a signal, an owner) would
// otherwise hold for the caller and everybody else who has it.
static int pipe_again(int i) {
  enum { PIPE_FILE_SYSTEM = 0x50495045 };
  struct statfs fs;
  char path[32];
  int mode = fcntl(i, F_GETFL) & O_ACCMODE, fd = -1;
  snprintf(path, sizeof path, "/proc/self/fd/%d", i);
  // One with a name may wait for its other end to be opened.
  if (fstatfs(i, &fs) == 0 && fs.f_type == PIPE_FILE_SYSTEM) fd = open(path, mode | O_CLOEXEC);
  return fd >= 0 ? fd : fcntl(i, F_DUPFD_CLOEXEC, 3);
}

static int inside_of(int i) {
  struct stat st;
  if (fstat(i, &st) < 0) fail("stdio", errno, "descriptor %d", i);
  if (S_ISFIFO(st.st_mode)) return pipe_again(i);
  if (S_ISCHR(st.st_mode) && st.st_rdev == makedev(1, 3)) return open("/dev/null", O_RDWR | O_CLOEXEC);
  return pipe_for(i);
}

void stdio_prepare(struct stdio *stdio, bool pty) {
  for (int i = 0; i < 3; i++) {
    relays[i] = (struct relay){.from = -1, .to = -1};
    stdio->inside[i] = pty ? -1 : inside_of(i);
    if (!pty && stdio->inside[i] < 0) fail("stdio", errno, "descriptor %d", i);
  }
}

void stdio_started(struct stdio *stdio) {
  for (int i = 0; i < 3; i++)
    if (stdio->inside[i] >= 0) close(stdio->inside[i]);
}

void stdio_restore(void) {
  if (raw) tcsetattr(0, TCSAFLUSH, &before); // answers of the terminal that the command asked for are no input of the shell
  raw = false;
}

// The caller's own terminal becomes a plain byte channel; the command's terminal does the editing.
static void make_raw(void) {
  struct termios mode;
  if (tcgetattr(0, &before) < 0) return;
  mode = before;
  cfmakeraw(&mode);
  raw = tcsetattr(0, TCSADRAIN, &mode) == 0;
  if (raw) atexit(stdio_restore);
}

void stdio_stop(void) {
  bool was = raw;
  stdio_restore();
  raise(SIGSTOP);
  if (was) make_raw();
}

void stdio_terminal(int master) {
  terminal = master;
  fcntl(master, F_SETFL, O_NONBLOCK);
  relay_open(&relays[0], 0, false, master, false);
  relay_open(&relays[1], master, false, 1, false);
  if (isatty(0)) make_raw();
  stdio_terminal_resized();
}

void stdio_resize(unsigned short columns, unsigned short rows) {
  struct winsize size = {.ws_col = columns, .ws_row = rows};
  if (terminal >= 0) ioctl(terminal, TIOCSWINSZ, &size);
}

void stdio_terminal_resized(void) {
  struct winsize size;
  if (raw && ioctl(0, TIOCGWINSZ, &size) == 0) stdio_resize(size.ws_col, size.ws_row);
}

size_t stdio_poll(struct pollfd *polls) {
  size_t count = 0;
  for (int i = 0; i < 3; i++) {
    struct relay *r = &relays[i];
    bool empty = r->start == r->end;
    if (r->from >= 0 && empty) polls[count++] = (struct pollfd){r->from, POLLIN, 0};
    // With no data waiting this still tells of a reader that went away.
    if (r->to >= 0 && (!empty || (r->own_to && r->from >= 0))) polls[count++] = (struct pollfd){r->to, empty ? 0 : POLLOUT, 0};
  }
  return count;
}

static void fill(struct relay *r) {
  ssize_t n = read(r->from, r->bytes, ROOM);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n > 0) {
    r->start = 0;
    r->end = (size_t)n;
    return;
  }
  stop_from(r);
  // A terminal has no end of input of its own; the end of the caller's is typed.
  if (r->to == terminal && terminal >= 0 && !raw) r->bytes[0] = 4, r->start = 0, r->end = 1;
  else if (r->own_to) stop_to(r);
}

// Never waits: the caller's descriptors are shared, so they stay in blocking mode and are written in small portions.
static void empty(struct relay *r) {
  size_t left = r->end - r->start;
  ssize_t n = send(r->to, r->bytes + r->start, left, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0 && errno == ENOTSOCK) n = write(r->to, r->bytes + r->start, r->own_to ? left : left < MOST_WRITE ? left : MOST_WRITE);
  if (n < 0 && (errno == EAGAIN || errno == EINTR)) return;
  if (n < 0) {
    r->start = r->end = 0;
    stop_to(r);
    return;
  }
  r->start += (size_t)n;
}

void stdio_relay(const struct pollfd *polls, size_t count) {
  for (size_t p = 0; p < count; p++)
    for (int i = 0; i < 3; i++) {
      struct relay *r = &relays[i];
      bool waiting = r->start != r->end;
      if (!polls[p].revents) continue;
      if (waiting && polls[p].fd == r->to && r->to >= 0 && (polls[p].events & POLLOUT)) empty(r);
      else if (!waiting && polls[p].fd == r->to && r->to >= 0 && !polls[p].events) stop_to(r);
      else if (!waiting && polls[p].fd == r->from && r->from >= 0 && (polls[p].events & POLLIN)) fill(r);
    }
}

// After the end of the command: what was written is in the pipes; nothing more will come.
void stdio_drain(void) {
  stop_from(&relays[0]);
  for (int i = 1; i < 3; i++) {
    struct relay *r = &relays[i];
    if (r->from >= 0 && r->from == terminal) fcntl(terminal, F_SETFL, O_NONBLOCK);
    while (r->to >= 0) {
      if (r->start == r->end) {
        ssize_t n = r->from >= 0 ? read(r->from, r->bytes, ROOM) : 0;
        if (n < 0 && errno == EINTR) continue;
        if (n <= 0) break;
        r->start = 0;
        r->end = (size_t)n;
      }
      struct pollfd ready = {r->to, POLLOUT, 0};
      if (poll(&ready, 1, -1) > 0) empty(r);
    }
  }
}
