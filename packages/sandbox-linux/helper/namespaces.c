// New user, mount, pid, ipc, uts and (unless the host's network is wanted) network namespaces, in one clone.
#include "confine.h"

#include <arpa/inet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

#include "status.h"
#include "syscalls.h"

pid_t namespaces_enter(const struct plan *plan, int *error) {
  unsigned long flags = CLONE_NEWUSER | CLONE_NEWNS | CLONE_NEWPID | CLONE_NEWIPC | CLONE_NEWUTS;
  if (plan->network != NETWORK_HOST) flags |= CLONE_NEWNET;
#ifdef __s390__
#error "clone takes its arguments in another order here"
#endif
  pid_t child = plan->pretend_no_userns ? (errno = ENOSPC, -1) : (pid_t)syscall(SYS_clone, flags | SIGCHLD, 0, 0, 0, 0);
  *error = child < 0 ? errno : 0;
  return child;
}

static void put(const char *path, const char *text) {
  int fd = open(path, O_WRONLY | O_CLOEXEC);
  if (fd < 0 || write(fd, text, strlen(text)) < 0) fail("namespaces", errno, "cannot write %s", path);
  close(fd);
}

// Identity: files keep the owner they have outside, and user 0 inside is user 0 outside only when the caller is.
void namespaces_map(uid_t uid, gid_t gid) {
  char line[64];
  put("/proc/self/setgroups", "deny");
  snprintf(line, sizeof line, "%u %u 1", uid, uid);
  put("/proc/self/uid_map", line);
  snprintf(line, sizeof line, "%u %u 1", gid, gid);
  put("/proc/self/gid_map", line);
}

static struct sockaddr_in *address_of(struct ifreq *request, uint32_t address) {
  struct sockaddr_in *place = (void *)&request->ifr_addr;
  *place = (struct sockaddr_in){.sin_family = AF_INET, .sin_addr.s_addr = htonl(address)};
  return place;
}

bool loopback_add(const char *label, uint32_t address, uint32_t mask) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {0};
  snprintf(request.ifr_name, sizeof request.ifr_name, "lo:%s", label);
  if (fd < 0) return false;
  address_of(&request, address);
  bool added = ioctl(fd, SIOCSIFADDR, &request) == 0;
  address_of(&request, mask);
  added = added && ioctl(fd, SIOCSIFNETMASK, &request) == 0;
  close(fd);
  return added;
}

// The kernel assigns 127.0.0.1 and ::1 by itself. Without loopback nothing is less safe, only local servers fail.
void loopback_up(void) {
  int fd = socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
  struct ifreq request = {0};
  strcpy(request.ifr_name, "lo");
  request.ifr_flags = IFF_UP | IFF_RUNNING;
  if (fd < 0) return;
  ioctl(fd, SIOCSIFFLAGS, &request);
  close(fd);
}
