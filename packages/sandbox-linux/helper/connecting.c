#include <errno.h>
#include <fcntl.h>
#include <linux/seccomp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "sockets.h"
#include "status.h"

void connecting_refuse(const struct connecting *c, const char *layer, int error) {
  char program[4096];
  process_program(c->request.pid, program, sizeof program);
  status_denied(layer, "connect", c->object, error, c->request.pid, program);
}

static bool peer_inside(const struct connecting *c) {
  struct ucred peer = {0};
  socklen_t size = sizeof peer;
  return getsockopt(c->socket, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 &&
         process_inside(c->around->namespaces, peer.pid);
}

// Carries it out and closes what it holds.
static int perform(const struct connecting *c) {
  int error = connect(c->socket, &c->address.any, c->length) < 0 ? errno : 0;
  if (error == 0 && c->check_peer && !peer_inside(c)) {
    shutdown(c->socket, SHUT_RDWR);
    error = EPERM;
  }
  bool ip = c->address.any.sa_family == AF_INET || c->address.any.sa_family == AF_INET6;
  if (ip && (error == ENETUNREACH || error == EHOSTUNREACH) && c->around->plan->network != NETWORK_HOST)
    connecting_refuse(c, "seccomp", error);
  if (!ip && (error == EPERM || error == EACCES)) connecting_refuse(c, "unix", error);
  close(c->socket);
  if (c->target >= 0) close(c->target);
  return error;
}

static void *thread(void *argument) {
  struct connecting *c = argument;
  struct seccomp_notif_resp response = {.id = c->id, .error = -perform(c)};
  ioctl(c->around->listener, SECCOMP_IOCTL_NOTIF_SEND, &response);
  free(c);
  return NULL;
}

struct answer connecting_perform(struct connecting *c) {
  if (fcntl(c->socket, F_GETFL) & O_NONBLOCK) return (struct answer){false, perform(c)};
  struct connecting *own = malloc(sizeof *own);
  pthread_attr_t detached;
  pthread_t id;
  if (own && pthread_attr_init(&detached) == 0) {
    *own = *c;
    pthread_attr_setstacksize(&detached, 131072);
    pthread_attr_setdetachstate(&detached, PTHREAD_CREATE_DETACHED);
    if (pthread_create(&id, &detached, thread, own) == 0) return (struct answer){.later = true};
  }
  free(own);
  close(c->socket);
  if (c->target >= 0) close(c->target);
  return (struct answer){false, EAGAIN};
}
