// What the helper tells its caller: JSON lines on the status descriptor, or plain words on stderr when there is none.
#pragma once
#include "guarantees.h"
#include "text.h"

enum { EXIT_SETUP = 125, EXIT_NOT_EXECUTABLE = 126, EXIT_NOT_FOUND = 127 };

// One message between the processes of a run. It travels with at most one descriptor.
enum message_kind { MESSAGE_FAILED, MESSAGE_ENDED, MESSAGE_FILTER, MESSAGE_TERMINAL, MESSAGE_WATCH, MESSAGE_LISTENER, MESSAGE_DATAGRAMS, MESSAGE_CONNECTION, MESSAGE_SIGNAL };
struct message {
  enum message_kind kind;
  int error; // errno; a port for MESSAGE_LISTENER, MESSAGE_DATAGRAMS and for asking for a MESSAGE_CONNECTION
  int code;  // exit status for MESSAGE_FAILED, wait status for MESSAGE_ENDED, number of a MESSAGE_CONNECTION or MESSAGE_SIGNAL
  char step[32];
  char text[512];
  char fix[1024]; // empty = the one for the step
};

// Where status lines go; -1 = nobody listens.
void status_open(int fd);
// The program in whose name words go to standard error when nobody listens.
void status_speak_as(const char *program);
int status_fd(void);
// From here on a failure is sent to the parent process on this socket instead of being printed.
void status_delegate(int socket);

void status_ready(const struct plan *plan, const struct kept *kept);
void status_denied(const char *layer, const char *operation, const char *object, int error, int pid,
                   const char *program);
void status_covered(const char *path); // what the host uncovered is covered again
void status_exit(int wait_status);
void status_failed(const struct message *message);
void status_line(struct line *line);
// fixes.c: the one line that a person can act on, by the step that failed.
const char *fix_for(const char *step, int error);
// What allows namespaces on this machine, in one line: user namespaces, or only mounts inside them.
const char *fix_namespaces(bool mounts);

// Ends the process: prints or delegates {step, errno, text}. `error` 0 = no errno to show.
_Noreturn void fail(const char *step, int error, const char *format, ...) __attribute__((format(printf, 3, 4)));
// Says its own fix, or the one for the step where that is NULL.
_Noreturn void fail_with(const char *step, const char *fix, const char *format, ...) __attribute__((format(printf, 3, 4)));
_Noreturn void fail_exec(int error, const char *program);

bool message_send(int socket, const struct message *message, int fd);
// False at the end of the conversation. `fd` receives a descriptor or -1.
bool message_receive(int socket, struct message *message, int *fd);
