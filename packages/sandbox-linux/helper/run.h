// The processes of one run: the outer one on the host, the first one inside, the command.
#pragma once
#include <signal.h>
#include <sys/types.h>

#include "guarantees.h"
#include "status.h"

// Standard input, output and error as the command gets them, and the relays that fill them.
struct stdio {
  int inside[3];
};

struct run {
  struct plan *plan;
  struct stdio stdio;
  sigset_t signals; // mask to restore before exec
  uid_t uid;
  gid_t gid;
  int outer;        // socket to the outer process
  bool namespaces;
  char reason[300]; // why there are none
};

// inside.c: prepares, starts the command, supervises it, ends with it.
_Noreturn void inside_main(struct run *run);
// launcher.c: lets bubblewrap make what is missing, and this program start again inside.
_Noreturn void launcher_run(const struct run *run, const char *policy, size_t length);
// command.c: the last steps in the command's own process.
_Noreturn void command_main(struct run *run, struct kept *kept, int supervisor, int terminal);
// connector.c: standard input and output, to HOST and PORT through the egress proxy on loopback; the exit status.
int connector_main(const char *proxy, const char *host, const char *port);
bool connector_write(int fd, const char *bytes, size_t length);
// hook.c: a question of an agent's hook, to PORT on loopback; the exit status.
int hook_main(const char *port);
// supervisor.c: answers the filter and reaps until `child` ends; its wait status.
int supervise_until(const struct run *run, pid_t child, int listener);
// Without a process namespace nothing takes the descendants along; this does, until none is left.
void descendants_end(void);
// files.c: performs the verbs of the plan; the exit status.
int files_perform(const struct plan *plan);
// descriptors.c
void descriptors_keep(int *keep, size_t count); // sorts `keep`; entries below 3 count for nothing
void descriptors_fill(void);                    // 0 to 2 exist afterwards
// pty.c
int terminal_open(const struct plan *plan, int *master);
void terminal_take(int terminal);

// stdio.c, in the outer process.
void stdio_prepare(struct stdio *stdio, bool pty);
void stdio_started(struct stdio *stdio);
void stdio_terminal(int master);
void stdio_resize(unsigned short columns, unsigned short rows);
void stdio_terminal_resized(void);
struct pollfd;
size_t stdio_poll(struct pollfd *polls);
void stdio_relay(const struct pollfd *polls, size_t count);
void stdio_drain(void);
void stdio_restore(void); // the caller's terminal, also before dying by a signal
void stdio_stop(void);    // stops this process until it is continued, with the caller's terminal as it was
enum { STDIO_POLLS = 6 };
