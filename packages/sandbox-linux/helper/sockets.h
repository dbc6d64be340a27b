// The supervisor's half of connect(2), bind(2) and, where it is the border, listen(2): it copies the address once, judges that copy, and carries the call
// out itself on its own duplicate of the socket. The caller's memory is never read twice, so there is nothing to race.
#pragma once
#include <sys/socket.h>
#include <sys/stat.h>

#include "naming.h"

struct surroundings {
  const struct plan *plan;
  bool namespaces;
  int listener;
};

struct answer {
  bool later; // a thread answers by itself
  int error;  // 0 or errno
};

struct answer sockets_judge(const struct surroundings *around, uint64_t id, const struct request *request);

// One connect to be carried out; `socket` and `target` are closed when it is done.
struct connecting {
  const struct surroundings *around;
  struct request request;
  uint64_t id;
  int socket;
  int target;        // O_PATH descriptor that the address names, or -1
  bool check_peer;   // the other end must be a process of this sandbox
  char object[4096]; // for messages
  socklen_t length;
  union {
    struct sockaddr any;
    struct sockaddr_storage room;
  } address;
};

// connecting.c: now when the socket is non-blocking, else in a thread: the supervisor itself never waits.
struct answer connecting_perform(struct connecting *connecting);
void connecting_refuse(const struct connecting *connecting, const char *layer, int error);

// own_sockets.c: those that were bound inside.
void own_remember(const char *path);
bool own_has(const struct stat *st);
bool process_inside(bool namespaces, int pid);
