#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "confine.h"
#include "ports.h"
#include "syscalls.h"

// A socket that is bound here and read, or accepted on, by the outer process only, which knows it by the number `as`.
// Its port; `port` 0 = any.
static uint16_t pass_on(const struct run *run, enum message_kind kind, uint32_t host, uint16_t port, uint16_t as) {
  bool stream = kind == MESSAGE_LISTENER;
  socklen_t length = sizeof(struct sockaddr_in);
  struct sockaddr_in address = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(host)};
  int fd = socket(AF_INET, (stream ? SOCK_STREAM : SOCK_DGRAM) | SOCK_CLOEXEC, 0);
  if (fd < 0 || bind(fd, (struct sockaddr *)&address, sizeof address) < 0 || (stream && listen(fd, 256) < 0) ||
      getsockname(fd, (struct sockaddr *)&address, &length) < 0)
    fail("proxy", errno, "cannot listen on port %u inside", port);
  struct message message = {.kind = kind, .error = as};
  if (!message_send(run->outer, &message, fd)) fail("proxy", errno, "cannot pass the listener on");
  close(fd);
  return ntohs(address.sin_port);
}

// The egress proxy's port as the command sees it.
void listeners_make(const struct run *run) {
  const struct plan *plan = run->plan;
  for (size_t i = 0; i < plan->port_count && plan->network == NETWORK_PROXY; i++)
    pass_on(run, MESSAGE_LISTENER, INADDR_LOOPBACK, plan->ports[i], plan->ports[i]);
}

void names_make(const struct run *run) {
  struct plan *plan = run->plan;
  if (!plan->names_port) return;
  if (plan->prepared) {
    plan->stub_datagram = pass_on(run, MESSAGE_DATAGRAMS, INADDR_LOOPBACK, 0, 53);
    plan->stub_stream = pass_on(run, MESSAGE_LISTENER, INADDR_LOOPBACK, 0, 53);
    for (uint16_t i = 0; i < LOCAL_LISTENERS; i++)
      pass_on(run, MESSAGE_LISTENER, INADDR_ANY, (uint16_t)(plan->names_port + i), plan->names_port);
    return;
  }
  // Without these addresses names are refused, and programs that use the proxy themselves are none the worse.
  bool added = loopback_add("1", NAME_ADDRESS + 1, NAME_MASK) && loopback_add("2", LEAD_ADDRESS + 1, LEAD_MASK);
  if (!added) {
    plan->names_port = 0;
    return;
  }
  pass_on(run, MESSAGE_DATAGRAMS, INADDR_LOOPBACK, 53, 53);
  pass_on(run, MESSAGE_LISTENER, INADDR_LOOPBACK, 53, 53);
  pass_on(run, MESSAGE_LISTENER, INADDR_ANY, plan->names_port, plan->names_port);
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
