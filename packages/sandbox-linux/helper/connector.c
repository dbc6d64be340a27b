// The far end of a ProxyCommand: programs such as ssh that know no proxy talk to their host through this one. It runs
// inside like any other program and has no privilege: it asks the egress proxy, which decides.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <poll.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "run.h"

enum { ROOM = 65536, HEAD = 8192 };

bool connector_write(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes += n;
    length -= (size_t)n;
  }
  return true;
}

static int dial(const char *proxy) {
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(proxy))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0) return -1;
  return fd;
}

// Reads the answer's head; what came after it is left in `head` from the returned offset on. 0 = there is none.
static size_t read_head(int fd, char head[HEAD + 1], size_t *length) {
  for (*length = 0; *length < HEAD;) {
    ssize_t n = read(fd, head + *length, HEAD - *length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return 0;
    *length += (size_t)n;
    head[*length] = 0;
    char *end = strstr(head, "\r\n\r\n");
    if (end) return (size_t)(end - head) + 4;
  }
  return 0;
}

static int refused(const char *host, const char *port, const char *why) {
  fprintf(stderr, "paddock: %s:%s: %s\n", host, port, why);
  return 1;
}

static int relay(int fd) {
  static char room[ROOM];
  struct pollfd polls[] = {{STDIN_FILENO, POLLIN, 0}, {fd, POLLIN, 0}};
  for (;;) {
    if (poll(polls, 2, -1) < 0 && errno != EINTR) return 1;
    if (polls[0].revents) {
      ssize_t n = read(STDIN_FILENO, room, sizeof room);
      if (n > 0 && !connector_write(fd, room, (size_t)n)) return 1;
      if (n <= 0) {
        shutdown(fd, SHUT_WR);
        polls[0].fd = -1;
      }
    }
    if (polls[1].revents) {
      ssize_t n = read(fd, room, sizeof room);
      if (n <= 0) return 0;
      if (!connector_write(STDOUT_FILENO, room, (size_t)n)) return 1;
    }
  }
}

int connector_main(const char *proxy, const char *host, const char *port) {
  char head[HEAD + 1];
  const char *open = strchr(host, ':') ? "[" : "", *close = *open ? "]" : "";
  int fd = dial(proxy);
  if (fd < 0) return refused(host, port, "the egress proxy does not answer");
  int n = snprintf(head, sizeof head, "CONNECT %s%s%s:%s HTTP/1.1\r\nHost: %s%s%s:%s\r\n\r\n", open, host, close, port,
                   open, host, close, port);
  if (n < 0 || n >= HEAD || !connector_write(fd, head, (size_t)n)) return refused(host, port, "the name is too long");
  size_t length, body = read_head(fd, head, &length);
  if (!body) return refused(host, port, "the egress proxy closed the connection");
  if (strncmp(head + 8, " 200", 4) != 0) {
    if (length == body) { // the sentence comes by itself
      ssize_t more = read(fd, head + length, HEAD - length);
      length += more > 0 ? (size_t)more : 0;
      head[length] = 0;
    }
    return refused(host, port, length > body ? head + body : "refused");
  }
  if (!connector_write(STDOUT_FILENO, head + body, length - body)) return 1;
  return relay(fd);
}
