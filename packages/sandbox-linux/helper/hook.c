// Asks the host process about something that the command is about to do, for agents that call a program before they use a
// tool: standard input goes to the port, the answer comes to standard output. Like the connector it has no privilege.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>

#include "run.h"

// A question waits for a person, but less long than the settings in the agents' hook files let a hook run: what an agent gives up
// waiting for, it does.
enum { MOST = 1 << 20, BLOCKED = 2, LONGEST_SECONDS = 1800 };

// Whoever cannot be asked has not said yes: 2 means to such agents that the tool is not used.
static int blocked(const char *why) {
  fprintf(stderr, "paddock: %s\n", why);
  return BLOCKED;
}

static size_t read_all(int fd, char *bytes) {
  size_t length = 0;
  while (length < MOST) {
    ssize_t n = read(fd, bytes + length, MOST - length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) break;
    length += (size_t)n;
  }
  bytes[length] = 0;
  return length;
}

int hook_main(const char *port) {
  static char bytes[MOST + 1];
  char head[96];
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons((uint16_t)atoi(port))};
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  size_t length = read_all(STDIN_FILENO, bytes);
  if (length == MOST) return blocked("what is asked about is too long");
  int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (fd < 0 || connect(fd, (struct sockaddr *)&address, sizeof address) < 0)
    return blocked("the rules cannot be asked");
  struct timeval longest = {.tv_sec = LONGEST_SECONDS};
  if (setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &longest, sizeof longest) < 0)
    return blocked("the rules cannot be asked");
  int n = snprintf(head, sizeof head, "POST / HTTP/1.0\r\nContent-Length: %zu\r\n\r\n", length);
  if (!connector_write(fd, head, (size_t)n) || !connector_write(fd, bytes, length))
    return blocked("the rules cannot be asked");
  read_all(fd, bytes);
  const char *body = strstr(bytes, "\r\n\r\n");
  if (strncmp(bytes, "HTTP/1.1 200", 12) != 0 || !body) return blocked("the rules gave no answer");
  fputs(body + 4, stdout);
  return 0;
}
