#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "ports.h"
#include "syscalls.h"

// The egress proxy's port as the command sees it: a listener that only the outer process accepts on.
void listeners_make(const struct run *run) {
  const struct plan *plan = run->plan;
  for (size_t i = 0; i < plan->port_count && plan->network == NETWORK_PROXY; i++) {
    struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(plan->ports[i])};
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || listen(fd, 256) < 0)
      fail("proxy", errno, "cannot listen on port %u inside", plan->ports[i]);
    struct message message = {.kind = MESSAGE_LISTENER, .error = plan->ports[i]};
    if (!message_send(run->outer, &message, fd)) fail("proxy", errno, "cannot pass the listener on");
    close(fd);
  }
}

static int connect_to(int family, const struct sockaddr *address, socklen_t length, int *error) {
  int fd = socket(family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  *error = fd < 0 || (connect(fd, address, length) < 0 && errno != EINPROGRESS) ? errno : 0;
  if (*error && fd >= 0) close(fd);
  return *error ? -1 : fd;
}

void connection_make(const struct run *run, int port, int id) {
  struct sockaddr_in v4 = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port)};
  struct sockaddr_in6 v6 = {.sin6_family = AF_INET6, .sin6_port = htons((uint16_t)port), .sin6_addr = IN6ADDR_LOOPBACK_INIT};
  int error;
  v4.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  int fd = connect_to(AF_INET, (const void *)&v4, sizeof v4, &error);
  if (fd < 0) fd = connect_to(AF_INET6, (const void *)&v6, sizeof v6, &error);
  struct message message = {.kind = MESSAGE_CONNECTION, .error = error, .code = id};
  message_send(run->outer, &message, fd);
  if (fd >= 0) close(fd);
}
