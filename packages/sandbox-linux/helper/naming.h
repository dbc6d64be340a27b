// Names what the boundary refuses. The supervisor hears of calls that want to write and lets them go on: it predicts,
// it never decides. The kernel's own answer to the call is what counts.
#pragma once
#include <stddef.h>

#include "plan.h"

struct named_call {
  int number;
  const char *operation;
  int directory; // argument with the directory descriptor, -1 = the working directory
  int path;      // argument with the path, -1 = the descriptor in `directory`
  int flags;     // argument with open flags, -1 = the call always writes
  bool creates;  // the last component need not exist
};

extern const struct named_call named_calls[];
extern const size_t named_call_count;

struct request {
  int pid;
  int number;
  uint64_t arguments[6];
};

// Reports the call when the boundary will refuse it.
void name_denial(const struct plan *plan, bool namespaces, const struct request *request);
// Copies a NUL-terminated string out of the memory of `pid`.
bool memory_text(int pid, uint64_t address, char *text, size_t size);
bool memory_bytes(int pid, uint64_t address, void *bytes, size_t size);
// The absolute path that `path` means to `pid`, `directory` being a descriptor of it or AT_FDCWD.
bool process_path(int pid, int directory, const char *path, char *absolute, size_t size);
// In a container whose /proc had to stay, process numbers in it are not those of our own namespace.
void processes_foreign(void);
int process_number(int pid);
// A duplicate of a descriptor of `pid`, or -1.
int process_descriptor(int pid, int fd);
void process_program(int pid, char *program, size_t size);
