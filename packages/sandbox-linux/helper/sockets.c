#include "sockets.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <stdio.h>
#include <string.h>
#include <sys/un.h>

#include "ports.h"
#include "status.h"
#include "syscalls.h"

static struct answer refuse(struct connecting *c, int error, const char *layer) {
  if (layer) connecting_refuse(c, layer, error);
  close(c->socket);
  if (c->target >= 0) close(c->target);
  return (struct answer){false, error};
}

// The name as messages show it: abstract ones with `@`. False when there is none.
static bool unix_name(const struct connecting *c, char *name, size_t size, bool *abstract) {
  const struct sockaddr_un *un = (const void *)&c->address;
  size_t head = offsetof(struct sockaddr_un, sun_path);
  size_t most = c->length > head ? c->length - head : 0;
  if (most > sizeof un->sun_path) most = sizeof un->sun_path;
  *abstract = most > 1 && !un->sun_path[0];
  size_t n = *abstract ? most - 1 : strnlen(un->sun_path, most);
  if (n == 0 || n + 2 > size) return false;
  if (*abstract) name[0] = '@';
  memcpy(name + *abstract, un->sun_path + *abstract, n);
  name[n + *abstract] = 0;
  return true;
}

static bool listed_name(const struct plan *plan, const char *name) {
  for (size_t i = 0; i < plan->unix_socket_count; i++)
    if (strcmp(plan->unix_sockets[i], name) == 0) return true;
  return false;
}

// What stands at the listed path now, with no link followed: a command could have put one there.
static bool stands_at(const char *path, const struct stat *st) {
  struct open_how_v0 how = {.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC, .resolve = RESOLVE_LINKS_REFUSED | RESOLVE_MAGIC_REFUSED};
  struct stat now;
  int fd = sys_openat2(AT_FDCWD, path, &how);
  bool is = fd >= 0 && fstat(fd, &now) == 0 && now.st_dev == st->st_dev && now.st_ino == st->st_ino;
  if (fd >= 0) close(fd);
  return is;
}

static bool listed_inode(const struct plan *plan, const struct stat *st) {
  for (size_t i = 0; i < plan->unix_socket_count; i++)
    if (plan->unix_sockets[i][0] == '/' && stands_at(plan->unix_sockets[i], st)) return true;
  return false;
}

// Abstract names belong to the network namespace. Where that is the host's, Landlock's scope refuses (ABI 6), and who
// answered is looked at.
static struct answer connect_abstract(struct connecting *c, const char *name) {
  bool host = c->around->plan->network == NETWORK_HOST || !c->around->namespaces;
  c->check_peer = host && !listed_name(c->around->plan, name);
  return connecting_perform(c);
}

// Resolves the name once, judges that inode, and connects through the descriptor, not through the name.
static struct answer connect_unix(struct connecting *c) {
  struct sockaddr_un *un = (void *)&c->address;
  char name[128];
  bool abstract;
  struct stat st;
  if (!unix_name(c, name, sizeof name, &abstract)) return refuse(c, EINVAL, NULL);
  snprintf(c->object, sizeof c->object, "%s", name);
  if (abstract) return connect_abstract(c, name);
  if (!process_path(c->request.pid, AT_FDCWD, name, c->object, sizeof c->object)) return refuse(c, EACCES, "unix");
  c->target = open(c->object, O_PATH | O_CLOEXEC);
  if (c->target < 0) return refuse(c, errno, NULL);
  if (fstat(c->target, &st) < 0 || !S_ISSOCK(st.st_mode)) return refuse(c, ECONNREFUSED, NULL);
  bool listed = listed_inode(c->around->plan, &st);
  if (!listed && !own_has(&st)) return refuse(c, EPERM, "unix");
  c->check_peer = !listed;
  *un = (struct sockaddr_un){.sun_family = AF_UNIX};
  snprintf(un->sun_path, sizeof un->sun_path, "/proc/self/fd/%d", c->target);
  c->length = sizeof *un;
  return connecting_perform(c);
}

static bool loopback(const struct sockaddr_storage *address) {
  const struct sockaddr_in *v4 = (const void *)address;
  const struct sockaddr_in6 *v6 = (const void *)address;
  return address->ss_family == AF_INET ? (ntohl(v4->sin_addr.s_addr) >> 24) == 127 : IN6_IS_ADDR_LOOPBACK(&v6->sin6_addr);
}

static bool is_ip(const struct connecting *c) {
  return c->address.any.sa_family == AF_INET || c->address.any.sa_family == AF_INET6;
}

// Without a network namespace the judgement here is all that stands between the command and the network.
static bool is_border(const struct connecting *c) {
  return !c->around->namespaces && c->around->plan->network == NETWORK_PROXY;
}

// An address of a name stands for a host that only the egress proxy reaches: the connection goes to the proxy instead.
// Where port 53 could not be taken, whoever asks there for a name is led to the stub.
static void lead_to_proxy(struct connecting *c) {
  const struct plan *plan = c->around->plan;
  struct sockaddr_in *v4 = (void *)&c->address;
  struct sockaddr_in6 *v6 = (void *)&c->address;
  bool six = c->address.any.sa_family == AF_INET6;
  int type = 0;
  socklen_t size = sizeof type;
  if (!c->around->namespaces || !plan->names_port || (six && !IN6_IS_ADDR_V4MAPPED(&v6->sin6_addr))) return;
  uint32_t address;
  memcpy(&address, six ? (void *)&v6->sin6_addr.s6_addr[12] : (void *)&v4->sin_addr, sizeof address);
  address = ntohl(address);
  if (getsockopt(c->socket, SOL_SOCKET, SO_TYPE, &type, &size) < 0) return;
  uint16_t *place = six ? &v6->sin6_port : &v4->sin_port, port = ntohs(*place);
  if (plan->prepared && address == INADDR_LOOPBACK && port == 53) {
    *place = htons(type == SOCK_STREAM ? plan->stub_stream : plan->stub_datagram);
    return;
  }
  if ((address & NAME_MASK) != NAME_ADDRESS || type != SOCK_STREAM) return;
  uint32_t number = address & ~(uint32_t)NAME_MASK;
  address = htonl(plan->prepared ? LOCAL_LEAD | number << 12 | port >> 4 : LEAD_ADDRESS | number << 16 | port);
  memcpy(six ? (void *)&v6->sin6_addr.s6_addr[12] : (void *)&v4->sin_addr, &address, sizeof address);
  *place = htons((uint16_t)(plan->names_port + (plan->prepared ? port % LOCAL_LISTENERS : 0)));
}

// The port of an address, which is named for messages; -1 = it is too short to be one.
static int name_ip(struct connecting *c) {
  const struct sockaddr_in *v4 = (const void *)&c->address;
  const struct sockaddr_in6 *v6 = (const void *)&c->address;
  bool six = c->address.any.sa_family == AF_INET6;
  char host[INET6_ADDRSTRLEN] = "?";
  if (c->length < (six ? offsetof(struct sockaddr_in6, sin6_scope_id) : sizeof *v4)) return -1;
  uint16_t port = ntohs(six ? v6->sin6_port : v4->sin_port);
  inet_ntop(c->address.any.sa_family, six ? (const void *)&v6->sin6_addr : (const void *)&v4->sin_addr, host, sizeof host);
  snprintf(c->object, sizeof c->object, six ? "[%s]:%u" : "%s:%u", host, port);
  return port;
}

static struct answer connect_ip(struct connecting *c) {
  const struct plan *plan = c->around->plan;
  int port = name_ip(c);
  bool allowed = !is_border(c);
  if (port < 0) return refuse(c, EINVAL, NULL);
  for (size_t i = 0; i < plan->port_count; i++) allowed |= plan->ports[i] == port && loopback(&c->address.room);
  if (!allowed) return refuse(c, EPERM, "seccomp");
  lead_to_proxy(c);
  return connecting_perform(c);
}

// Whoever listens to the world is reached by it. Judged by the name that the socket has.
static struct answer listen_as(struct connecting *c, int backlog) {
  c->length = sizeof c->address;
  if (getsockname(c->socket, &c->address.any, &c->length) < 0) return refuse(c, errno, NULL);
  if (is_ip(c) && !loopback(&c->address.room)) {
    name_ip(c);
    return refuse(c, EPERM, NULL);
  }
  int error = listen(c->socket, backlog) < 0 ? errno : 0;
  close(c->socket);
  return (struct answer){false, error};
}

// A name below /proc/self means the caller; the longer spelling stays out where it has no room, and then is not found.
static void spell_for_us(struct connecting *c, char *name) {
  struct sockaddr_un *un = (void *)&c->address;
  char path[sizeof un->sun_path];
  if (name[0] != '/' || !process_path(c->request.pid, AT_FDCWD, name, path, sizeof path)) return;
  strcpy(un->sun_path, path);
  strcpy(name, path);
  c->length = (socklen_t)(offsetof(struct sockaddr_un, sun_path) + strlen(path) + 1);
}

// The kernel judges a bind by the mounts and the Landlock domain, which hold for the supervisor as well. It happens
// under the caller's umask and in its working directory, so that the bound name is the one that was asked for.
static struct answer bind_as(struct connecting *c) {
  char name[128], path[64], line[256];
  bool abstract, named = c->address.any.sa_family == AF_UNIX && unix_name(c, name, sizeof name, &abstract) && !abstract;
  int here = -1, there = -1;
  unsigned mask = 077;
  if (is_border(c) && is_ip(c) && !loopback(&c->address.room)) return refuse(c, EPERM, NULL);
  if (named) {
    snprintf(path, sizeof path, "/proc/%d/status", process_number(c->request.pid));
    FILE *status = fopen(path, "re");
    while (status && fgets(line, sizeof line, status))
      if (sscanf(line, "Umask: %o", &mask) == 1) break;
    if (status) fclose(status);
    snprintf(path, sizeof path, "/proc/%d/cwd", process_number(c->request.pid));
    here = open(".", O_PATH | O_DIRECTORY | O_CLOEXEC);
    there = open(path, O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (here < 0 || there < 0 || fchdir(there) < 0) return refuse(c, EACCES, NULL);
    umask((mode_t)mask);
    spell_for_us(c, name);
  }
  int error = bind(c->socket, &c->address.any, c->length) < 0 ? errno : 0;
  if (named) {
    if (!error) own_remember(name);
    if ((error == EROFS || error == EACCES || error == EPERM) &&
        process_path(c->request.pid, AT_FDCWD, name, c->object, sizeof c->object)) {
      char program[4096];
      process_program(c->request.pid, program, sizeof program);
      status_denied(error == EROFS ? "mount" : "landlock", "bind", c->object, error, c->request.pid, program);
    }
    if (fchdir(here) < 0) fail("supervisor", errno, "lost its directory");
    close(here);
    close(there);
  }
  close(c->socket);
  return (struct answer){false, error};
}

struct answer sockets_judge(const struct surroundings *around, uint64_t id, const struct request *request) {
  struct connecting c = {.around = around, .request = *request, .id = id, .target = -1};
  bool named = request->number != SYS_listen;
  uint32_t length = named ? (uint32_t)request->arguments[2] : 0;
  if (length > sizeof c.address.room) return (struct answer){false, EINVAL};
  if (length && !memory_bytes(request->pid, request->arguments[1], &c.address, length))
    return (struct answer){false, EFAULT};
  c.length = length;
  c.socket = process_descriptor(request->pid, (int)request->arguments[0]);
  if (c.socket < 0) return (struct answer){false, errno == EBADF ? EBADF : EPERM};
  if (request->number == SYS_listen) return listen_as(&c, (int)request->arguments[1]);
  if (request->number == SYS_bind) return bind_as(&c);
  if (length < sizeof c.address.any.sa_family) return refuse(&c, EINVAL, NULL);
  if (c.address.any.sa_family == AF_UNIX) return connect_unix(&c);
  return is_ip(&c) ? connect_ip(&c) : connecting_perform(&c);
}
