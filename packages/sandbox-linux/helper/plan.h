// What one run may do, as the driver wrote it down. Plain data: parsed once, then only read.
#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum access { ACCESS_READ, ACCESS_WRITE, ACCESS_DENY };

struct entry {
  const char *path; // absolute, no symlink in it, no trailing slash
  enum access access;
  bool missing;      // the name must not come into being
  bool file;         // of a missing name: a file would stand there
  bool has_identity; // dev and ino must be found again, or the run is refused
  uint64_t dev, ino;
  // Filled while the plan is applied:
  int tree;        // detached clone taken before anything covers it, or -1
  int lock;        // descriptor that holds the placeholder's lock, or -1
  bool skip;       // nothing to do: nobody inside could create the name
  bool held;       // a placeholder stands at `place`
  bool directory;  // what was found at the path
  bool reopened;   // something below it is not denied
  const char *place; // the first missing component of a missing path, as seen inside
};

// A small file of the driver's own that stands in the place of the host's.
struct given {
  const char *path; // an existing regular file
  const char *text;
  size_t length;
};

enum network { NETWORK_OFF, NETWORK_HOST, NETWORK_PROXY };

enum verb_kind { VERB_READ, VERB_LIST, VERB_STAT, VERB_WRITE, VERB_RENAME, VERB_UNLINK, VERB_MKDIR };

struct verb {
  enum verb_kind kind;
  const char *path;
  const char *to;
  uint64_t offset;
  uint64_t limit; // bytes to read at most
  uint64_t size;  // bytes of data on standard input
  uint32_t mode;
  bool has_mode;
  bool parents;
  enum { EXPECT_ANYTHING, EXPECT_ABSENT, EXPECT_DIGEST } expect;
  uint8_t digest[32];
};

// Rises in the order of the names in guarantees.c.
enum guarantee {
  FS_WRITE_ROOTS,
  FS_WRITE_PROTECTED,
  FS_READ_DENY,
  NET_ISOLATED,
  NET_PROXY_ONLY,
  UNIX_DENY,
  PROC_PRIVATE,
  IPC_PRIVATE,
  SIGNAL_SCOPE,
  PRIV_NONE,
  FD_CLOSED,
  TMP_PRIVATE,
  LIMITS,
  GUARANTEE_COUNT,
};

struct plan {
  bool unconfined; // danger-full-access: only status, signals and pty
  bool listed;     // only entries are visible
  bool prepared;   // the launcher made the namespaces and mounts already; add the second layer only
  const char *launcher; // the system's bubblewrap, for where this program may not make namespaces itself
  struct entry *entries;
  size_t entry_count;
  uint32_t *index; // hash table of entry numbers from 1, 0 = free
  size_t index_mask;
  const char *tmp; // the private folder
  const char **tmp_at; // where it is mounted
  size_t tmp_at_count;
  enum network network;
  uint16_t *ports;
  size_t port_count;
  uint16_t names_port; // names resolve inside, and what connects to their addresses comes in here; 0 = no names
  bool names_asked;    // by the policy
  // Filled where nothing may be added to the namespace: where the name stub is, since port 53 is out of reach.
  uint16_t stub_stream, stub_datagram;
  struct given *files;
  size_t file_count;
  const char **unix_sockets;
  size_t unix_socket_count;
  const char **exec_only;
  size_t exec_only_count;
  uint64_t limit_processes, limit_memory, limit_file, limit_core;
  bool has_limit_processes, has_limit_memory, has_limit_file, has_limit_core; // of processes there is always one
  bool allow_ptrace, allow_nested, name_denials, atomic;
  uint32_t require, accept; // bit sets of enum guarantee
  const char *cwd;
  char **argv;
  size_t argc;
  char **env;
  size_t env_count;
  bool pty;
  unsigned short columns, rows;
  // When the run is over: a folder to remove if it is empty by then, roots to search for git directories that are not
  // known, and the program that attends to what was found.
  const char *tidy;
  const char **searched, **passed_over, **known; // folders; names of folders; paths
  size_t searched_count, passed_over_count, known_count;
  char **afterwards;
  size_t afterwards_count;
  struct verb *verbs;
  size_t verb_count;
  // Capabilities to pretend to lack; only a test build reads the record.
  int pretend_landlock; // -1 = ask the kernel
  bool pretend_no_userns, pretend_no_mount;
};

struct problem {
  size_t record; // 1-based
  const char *what;
};

// Parses records in `text` (kept: the plan points into it). False and a problem when anything is unknown.
bool plan_parse(char *text, size_t length, struct plan *plan, struct problem *problem);
// Frees the arrays of the plan; only the fuzz target needs it.
void plan_free(struct plan *plan);
// Reads records from a descriptor until the `end` record, then parses; ends the process on a problem. Returns the
// text that came after the end.
char *plan_read(int fd, struct plan *plan);
// The text of the last plan that was read, as it came.
const char *plan_text(size_t *length);

// The place of a private tmp through which `path` is reached: it lies there, and no deeper tree of the host is mounted
// over it. NULL = the path is the host's own. `ignore` is left out of the search.
const char *plan_private(const struct plan *plan, const char *path, const struct entry *ignore);
// True for the mountpoint of a private tmp itself.
bool plan_tmp_at(const struct plan *plan, const char *path);
// Makes `plan_decides` quick and fills `reopened`; part of parsing. False without memory.
bool plan_index(struct plan *plan);
// The entry that decides about `path`; `ignore` is left out of the search.
const struct entry *plan_decides(const struct plan *plan, const char *path, const struct entry *ignore);
// True when `path` is `root` or lies below it.
bool path_within(const char *path, const char *root);

const char *guarantee_name(enum guarantee guarantee);
bool guarantee_parse(const char *name, enum guarantee *guarantee);
