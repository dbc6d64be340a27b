#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include "ports.h"
#include "syscalls.h"

enum { MOST_LISTENERS = 16, MOST_PAIRS = 120, ROOM = 16384 };

static int channel = -1;
static struct {
  int fd, port;
} listeners[MOST_LISTENERS];
static size_t listener_count;

// One direction of a relayed connection.
struct stream {
  int from, to;
  size_t start, end;
  bool ended; // nothing more will come, and `to` has been told
  char bytes[ROOM];
};
static struct stream *pairs[MOST_PAIRS][2];

void channel_open(int fd) { channel = fd; }
int channel_descriptor(void) { return channel; }

void channel_attend(void) {
  char room[4096];
  if (recv(channel, room, sizeof room, MSG_DONTWAIT) == 0) {
    close(channel);
    channel = -1;
  }
}

static const char server_handle[] = "\"net.Server\"", socket_handle[] = "\"net.Socket\"";
static const char datagram_handle[] = "\"dgram.Socket\",\"dgramType\":\"udp4\"";

// A frame of Node's IPC protocol that carries a handle: one JSON line with the descriptor attached to its bytes.
static bool frame(const char *kind, const char *name, int value, int fd) {
  char line[160];
  union {
    struct cmsghdr align;
    char bytes[CMSG_SPACE(sizeof(int))];
  } control = {0};
  int n = snprintf(line, sizeof line, "{\"cmd\":\"NODE_HANDLE\",\"type\":%s,\"msg\":{\"%s\":%d}}\n", kind, name, value);
  struct iovec part = {line, (size_t)n};
  struct msghdr header = {
      .msg_iov = &part, .msg_iovlen = 1, .msg_control = control.bytes, .msg_controllen = sizeof control.bytes};
  struct cmsghdr *rights = CMSG_FIRSTHDR(&header);
  rights->cmsg_level = SOL_SOCKET;
  rights->cmsg_type = SCM_RIGHTS;
  rights->cmsg_len = CMSG_LEN(sizeof fd);
  memcpy(CMSG_DATA(rights), &fd, sizeof fd);
  return sendmsg(channel, &header, MSG_NOSIGNAL) == n;
}

void listener_arrived(int fd, int port) {
  if (channel >= 0) {
    frame(server_handle, "listening", port, fd);
    close(fd);
  } else if (listener_count < MOST_LISTENERS) {
    fcntl(fd, F_SETFL, O_NONBLOCK);
    listeners[listener_count].fd = fd;
    listeners[listener_count++].port = port;
  } else close(fd);
}

void datagrams_arrived(int fd, int port) {
  if (channel >= 0) frame(datagram_handle, "receiving", port, fd);
  close(fd);
}

void connection_arrived(int fd, int id, int error) {
  if (fd >= 0 && channel >= 0 && frame(socket_handle, "connected", id, fd)) error = 0;
  else if (!error) error = EPIPE;
  if (fd >= 0) close(fd);
  if (!error) return;
  struct line line;
  line_start(&line);
  line_add(&line, "{\"unconnected\":{\"id\":");
  line_number(&line, id);
  line_field(&line, "errno", errno_name(error));
  line_add(&line, "}}");
  status_line(&line);
}

static void accept_one(int listener, int port) {
  size_t slot = 0;
  while (slot < MOST_PAIRS && pairs[slot][0]) slot++;
  if (slot == MOST_PAIRS) return; // stays in the backlog
  struct sockaddr_in proxy = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  proxy.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int inner = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC);
  if (inner < 0) return;
  int outer = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  struct stream *there = calloc(1, sizeof *there), *back = calloc(1, sizeof *back);
  if (outer < 0 || !there || !back ||
      (connect(outer, (struct sockaddr *)&proxy, sizeof proxy) < 0 && errno != EINPROGRESS)) {
    close(inner);
    if (outer >= 0) close(outer);
    free(there);
    free(back);
    return;
  }
  there->from = back->to = inner;
  there->to = back->from = outer;
  pairs[slot][0] = there;
  pairs[slot][1] = back;
}

size_t ports_poll(struct pollfd *polls) {
  size_t count = 0;
  for (size_t i = 0; i < listener_count; i++) polls[count++] = (struct pollfd){listeners[i].fd, POLLIN, 0};
  for (size_t i = 0; i < MOST_PAIRS; i++)
    for (int d = 0; d < 2; d++) {
      struct stream *s = pairs[i][d];
      if (!s || s->ended) continue;
      bool empty = s->start == s->end;
      polls[count++] = (struct pollfd){empty ? s->from : s->to, empty ? POLLIN : POLLOUT, 0};
    }
  return count;
}

// False when the connection is broken.
static bool move(struct stream *s) {
  if (s->start == s->end) {
    ssize_t n = recv(s->from, s->bytes, ROOM, MSG_DONTWAIT);
    if (n < 0) return errno == EAGAIN || errno == EINTR;
    s->start = 0;
    s->end = (size_t)n;
    if (n == 0) {
      s->ended = true;
      shutdown(s->to, SHUT_WR);
      return true;
    }
  }
  ssize_t n = send(s->to, s->bytes + s->start, s->end - s->start, MSG_DONTWAIT | MSG_NOSIGNAL);
  if (n < 0) return errno == EAGAIN || errno == EINTR || errno == ENOTCONN;
  s->start += (size_t)n;
  return true;
}

static bool ready(const struct pollfd *polls, size_t count, int fd, short events) {
  for (size_t i = 0; i < count; i++)
    if (polls[i].fd == fd && (polls[i].events & events) && polls[i].revents) return true;
  return false;
}

void ports_relay(const struct pollfd *polls, size_t count) {
  for (size_t i = 0; i < listener_count; i++)
    if (ready(polls, count, listeners[i].fd, POLLIN)) accept_one(listeners[i].fd, listeners[i].port);
  for (size_t i = 0; i < MOST_PAIRS; i++) {
    struct stream **pair = pairs[i];
    bool good = true;
    for (int d = 0; pair[0] && d < 2; d++) {
      struct stream *s = pair[d];
      bool empty = s->start == s->end;
      if (!s->ended && ready(polls, count, empty ? s->from : s->to, empty ? POLLIN : POLLOUT)) good &= move(s);
    }
    if (!pair[0] || (good && !(pair[0]->ended && pair[1]->ended))) continue;
    close(pair[0]->from);
    close(pair[0]->to);
    free(pair[0]);
    free(pair[1]);
    pair[0] = pair[1] = NULL;
  }
}
