// Reads the flat policy: NUL-terminated records, the version first, `end` last. Each record is a word, or a word, a
// space and an argument. Whatever is not known here refuses the run: a newer driver must not be half understood.
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "record_fields.h"

// Far above what builds and browsers need, and far below what takes a machine down.
enum { DEFAULT_PROCESSES = 16384 };

// `read|write|deny FLAGS IDENTITY PATH`: FLAGS is `-`, `missing` or `missing-file`, IDENTITY is `-` or DEV:INO.
static bool entry(struct cursor *at, enum access access, char *rest) {
  struct plan *plan = at->plan;
  char *flags = field(&rest), *identity = field(&rest);
  if (!flags || !identity || !plain_path(rest)) return refuse(at, "entry needs FLAGS IDENTITY /PATH");
  struct entry e = {.path = rest, .access = access, .tree = -1, .lock = -1};
  if (strcmp(flags, "missing") == 0) e.missing = true;
  else if (strcmp(flags, "missing-file") == 0) e.missing = e.file = true;
  else if (strcmp(flags, "-") != 0) return refuse(at, "unknown entry flag");
  if (strcmp(identity, "-") != 0) {
    char *colon = strchr(identity, ':');
    if (!colon) return refuse(at, "identity is not DEV:INO");
    *colon = 0;
    if (!number(identity, UINT64_MAX, &e.dev) || !number(colon + 1, UINT64_MAX, &e.ino))
      return refuse(at, "identity is not DEV:INO");
    e.has_identity = true;
  }
  if (e.missing && access == ACCESS_WRITE) return refuse(at, "a missing path cannot be writable");
  plan->entries = grow(at, plan->entries, plan->entry_count, sizeof e);
  if (!plan->entries) return false;
  plan->entries[plan->entry_count++] = e;
  return true;
}
static bool record_read(struct cursor *at, char *rest) { return entry(at, ACCESS_READ, rest); }
static bool record_write(struct cursor *at, char *rest) { return entry(at, ACCESS_WRITE, rest); }
static bool record_deny(struct cursor *at, char *rest) { return entry(at, ACCESS_DENY, rest); }

static bool record_confine(struct cursor *at, char *rest) {
  if (strcmp(rest, "none") == 0) at->plan->unconfined = true;
  else if (strcmp(rest, "full") != 0) return refuse(at, "confine is full or none");
  return true;
}

static bool record_reads(struct cursor *at, char *rest) {
  at->plan->listed = strcmp(rest, "listed") == 0;
  return at->plan->listed || strcmp(rest, "full") == 0 || refuse(at, "reads is full or listed");
}

static bool path_record(struct cursor *at, char *rest, const char **slot) {
  if (!plain_path(rest)) return refuse(at, "not a plain absolute path");
  *slot = rest;
  return true;
}
static bool record_tmp(struct cursor *at, char *rest) { return path_record(at, rest, &at->plan->tmp); }
static bool record_launcher(struct cursor *at, char *rest) { return path_record(at, rest, &at->plan->launcher); }
static bool record_cwd(struct cursor *at, char *rest) {
  if (rest[0] != '/') return refuse(at, "cwd is not absolute");
  at->plan->cwd = rest;
  return true;
}

// `net off|host|proxy PORT[,PORT]...`
static bool record_net(struct cursor *at, char *rest) {
  struct plan *plan = at->plan;
  if (strcmp(rest, "off") == 0) return plan->network = NETWORK_OFF, true;
  if (strcmp(rest, "host") == 0) return plan->network = NETWORK_HOST, true;
  if (strncmp(rest, "proxy ", 6) != 0) return refuse(at, "net is off, host or proxy PORTS");
  plan->network = NETWORK_PROXY;
  for (char *port = rest + 6, *next; port; port = next) {
    next = strchr(port, ',');
    if (next) *next++ = 0;
    uint64_t value;
    if (!number(port, 65535, &value) || value == 0) return refuse(at, "port is not 1 to 65535");
    plan->ports = grow(at, plan->ports, plan->port_count, sizeof *plan->ports);
    if (!plan->ports) return false;
    plan->ports[plan->port_count++] = (uint16_t)value;
  }
  return true;
}

// `names PORT`
static bool record_names(struct cursor *at, char *rest) {
  uint64_t value;
  if (!number(rest, 65535, &value) || value == 0) return refuse(at, "port is not 1 to 65535");
  at->plan->names_port = (uint16_t)value;
  at->plan->names_asked = true;
  return true;
}

// `file PATH`, then `text TEXT`, or `bytes HEX`
static bool record_file(struct cursor *at, char *rest) {
  struct plan *plan = at->plan;
  if (!plain_path(rest) || !rest[1]) return refuse(at, "not a plain absolute path below /");
  plan->files = grow(at, plan->files, plan->file_count, sizeof *plan->files);
  if (!plan->files) return false;
  plan->files[plan->file_count++] = (struct given){.path = rest};
  return true;
}
static bool content(struct cursor *at, const char *bytes, size_t length) {
  struct plan *plan = at->plan;
  if (plan->file_count == 0 || plan->files[plan->file_count - 1].text) return refuse(at, "content follows file");
  plan->files[plan->file_count - 1].text = bytes;
  plan->files[plan->file_count - 1].length = length;
  return true;
}
static bool record_text(struct cursor *at, char *rest) { return content(at, rest, strlen(rest)); }
static int digit(char c) { return c >= '0' && c <= '9' ? c - '0' : c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1; }
static bool record_bytes(struct cursor *at, char *rest) {
  size_t length = 0;
  for (const char *hex = rest; *hex; hex += 2) {
    int high = digit(hex[0]), low = digit(hex[1]);
    if (high < 0 || low < 0) return refuse(at, "bytes are pairs of hexadecimal digits");
    rest[length++] = (char)(high << 4 | low);
  }
  return content(at, rest, length);
}

static bool append(struct cursor *at, const char ***list, size_t *count, const char *text) {
  const char **larger = grow(at, (void *)*list, *count, sizeof *larger);
  if (!larger) return false;
  larger[(*count)++] = text;
  *list = larger;
  return true;
}
static bool record_tmp_at(struct cursor *at, char *rest) {
  if (!plain_path(rest) || !rest[1]) return refuse(at, "not a plain absolute path below /");
  return append(at, &at->plan->tmp_at, &at->plan->tmp_at_count, rest);
}
static bool record_unix(struct cursor *at, char *rest) {
  return append(at, &at->plan->unix_sockets, &at->plan->unix_socket_count, rest);
}
static bool record_exec(struct cursor *at, char *rest) {
  if (!plain_path(rest)) return refuse(at, "not a plain absolute path");
  return append(at, &at->plan->exec_only, &at->plan->exec_only_count, rest);
}

// `limit processes|memory|file|core NUMBER`
static bool record_limit(struct cursor *at, char *rest) {
  struct plan *plan = at->plan;
  char *name = field(&rest);
  uint64_t value;
  if (!name || !number(rest, INT64_MAX, &value)) return refuse(at, "limit needs NAME NUMBER");
  if (strcmp(name, "processes") == 0 && value > 0 && value <= 4194304) plan->limit_processes = value, plan->has_limit_processes = true;
  else if (strcmp(name, "memory") == 0) plan->limit_memory = value, plan->has_limit_memory = true;
  else if (strcmp(name, "file") == 0) plan->limit_file = value, plan->has_limit_file = true;
  else if (strcmp(name, "core") == 0) plan->limit_core = value, plan->has_limit_core = true;
  else return refuse(at, "unknown limit");
  return true;
}

static bool record_allow(struct cursor *at, char *rest) {
  if (strcmp(rest, "ptrace") == 0) return at->plan->allow_ptrace = true;
  if (strcmp(rest, "nested") == 0) return at->plan->allow_nested = true;
  return refuse(at, "allow is ptrace or nested");
}

static bool guarantee_record(struct cursor *at, const char *rest, uint32_t *set) {
  enum guarantee guarantee;
  if (!guarantee_parse(rest, &guarantee)) return refuse(at, "unknown guarantee");
  *set |= 1u << guarantee;
  return true;
}
static bool record_require(struct cursor *at, char *rest) {
  return guarantee_record(at, rest, &at->plan->require);
}
static bool record_accept(struct cursor *at, char *rest) {
  return guarantee_record(at, rest, &at->plan->accept);
}

static bool record_name(struct cursor *at, char *rest) {
  return strcmp(rest, "denials") == 0 ? at->plan->name_denials = true : refuse(at, "name is denials");
}

static bool text_list(struct cursor *at, char ***list, size_t *count, char *text) {
  char **larger = grow(at, *list, *count, sizeof *larger);
  if (!larger) return false;
  larger[(*count)++] = text;
  *list = larger;
  return true;
}
static bool record_arg(struct cursor *at, char *rest) {
  return text_list(at, &at->plan->argv, &at->plan->argc, rest);
}
static bool record_env(struct cursor *at, char *rest) {
  if (rest[0] == '=' || !strchr(rest, '=')) return refuse(at, "env is NAME=VALUE");
  return text_list(at, &at->plan->env, &at->plan->env_count, rest);
}

static bool record_tidy(struct cursor *at, char *rest) { return path_record(at, rest, &at->plan->tidy); }
static bool record_search(struct cursor *at, char *rest) {
  if (!plain_path(rest)) return refuse(at, "not a plain absolute path");
  return append(at, &at->plan->searched, &at->plan->searched_count, rest);
}
static bool record_pass_over(struct cursor *at, char *rest) {
  return append(at, &at->plan->passed_over, &at->plan->passed_over_count, rest);
}
static bool record_known(struct cursor *at, char *rest) {
  return append(at, &at->plan->known, &at->plan->known_count, rest);
}
static bool record_afterwards(struct cursor *at, char *rest) {
  return text_list(at, &at->plan->afterwards, &at->plan->afterwards_count, rest);
}

static bool record_pty(struct cursor *at, char *rest) {
  char *columns = field(&rest);
  uint64_t c, r;
  if (!columns || !number(columns, 65535, &c) || !number(rest, 65535, &r))
    return refuse(at, "pty needs COLUMNS ROWS");
  at->plan->pty = true;
  at->plan->columns = (unsigned short)c;
  at->plan->rows = (unsigned short)r;
  return true;
}

static bool record_atomic(struct cursor *at, char *rest) {
  return strcmp(rest, "yes") == 0 ? at->plan->atomic = true : refuse(at, "atomic is yes");
}

#ifdef PADDOCK_TEST_CAPABILITIES
// `pretend landlock N | userns | mount`: compiled into test builds only.
static bool record_pretend(struct cursor *at, char *rest) {
  uint64_t abi;
  if (strcmp(rest, "userns") == 0) return at->plan->pretend_no_userns = true;
  if (strcmp(rest, "mount") == 0) return at->plan->pretend_no_mount = true;
  if (strncmp(rest, "landlock ", 9) != 0 || !number(rest + 9, 64, &abi)) return refuse(at, "unknown pretence");
  at->plan->pretend_landlock = (int)abi;
  return true;
}
#endif

static const struct {
  const char *name;
  bool (*read)(struct cursor *, char *);
} kinds[] = {
    {"confine", record_confine}, {"reads", record_reads},     {"read", record_read},
    {"write", record_write},     {"deny", record_deny},       {"tmp", record_tmp},         {"tmp-at", record_tmp_at},
   
    {"net", record_net},         {"unix", record_unix},       {"exec-only", record_exec},
    {"names", record_names},     {"file", record_file},       {"text", record_text},
    {"bytes", record_bytes},
    {"limit", record_limit},     {"allow", record_allow},     {"require", record_require},
    {"accept", record_accept},   {"name", record_name},       {"cwd", record_cwd},
    {"arg", record_arg},         {"env", record_env},         {"pty", record_pty},
    {"verb", record_verb},       {"to", record_to},           {"atomic", record_atomic},   {"launcher", record_launcher},
    {"tidy", record_tidy},       {"search", record_search},   {"pass-over", record_pass_over},
    {"known", record_known},     {"afterwards", record_afterwards},
    
#ifdef PADDOCK_TEST_CAPABILITIES
    {"pretend", record_pretend},
#endif
};

static bool record(struct cursor *at, char *text) {
  char *space = strchr(text, ' ');
  if (!space) return refuse(at, "record has no argument");
  *space = 0;
  for (size_t i = 0; i < COUNT_OF(kinds); i++)
    if (strcmp(kinds[i].name, text) == 0) return kinds[i].read(at, space + 1);
  return refuse(at, "unknown record");
}

// All lists of arguments end in NULL for execve.
static bool finish(struct cursor *at) {
  struct plan *plan = at->plan;
  if (!text_list(at, &plan->argv, &plan->argc, NULL) || !text_list(at, &plan->env, &plan->env_count, NULL))
    return false;
  plan->argc--;
  plan->env_count--;
  if (plan->afterwards_count && !text_list(at, &plan->afterwards, &plan->afterwards_count, NULL)) return false;
  if (plan->afterwards_count && plan->afterwards[0][0] != '/') return refuse(at, "afterwards is not an absolute path");
  if (!plan_index(plan)) return refuse(at, "out of memory");
  if ((plan->argc == 0) == (plan->verb_count == 0)) return refuse(at, "needs a command or verbs, not both");
  if (plan->names_port && plan->network != NETWORK_PROXY) return refuse(at, "names need a proxy");
  for (size_t i = 0; i < plan->file_count; i++)
    if (!plan->files[i].text) return refuse(at, "file has no content");
  if (!plan->tmp != !plan->tmp_at_count) return refuse(at, "tmp and tmp-at come together");
  if (!plan->cwd) return refuse(at, "no cwd");
  if (plan->pty && plan->verb_count) return refuse(at, "verbs have no pty");
  for (size_t i = 0; i < plan->verb_count; i++)
    if (plan->verbs[i].kind == VERB_RENAME && !plan->verbs[i].to) return refuse(at, "rename has no target");
  return true;
}

bool plan_parse(char *text, size_t length, struct plan *plan, struct problem *problem) {
  struct cursor at = {plan, NULL};
  *plan = (struct plan){.pretend_landlock = -1, .limit_processes = DEFAULT_PROCESSES};
  size_t count = 0;
  bool ended = false;
  for (size_t start = 0; start < length && !at.what; count++) {
    char *nul = memchr(text + start, 0, length - start);
    if (!nul) refuse(&at, "record is not terminated");
    else if (ended) refuse(&at, "records after the end");
    else if (count == 0) {
      if (strcmp(text + start, "paddock-sandbox 1") != 0) refuse(&at, "unknown version");
    } else if (strcmp(text + start, "end") == 0) ended = true;
    else record(&at, text + start);
    if (nul) start = (size_t)(nul - text) + 1;
  }
  if (!at.what && !ended) refuse(&at, "no end record");
  if (!at.what) finish(&at);
  *problem = (struct problem){count, at.what};
  return !at.what;
}

void plan_free(struct plan *plan) {
  free(plan->entries);
  free(plan->index);
  free(plan->ports);
  free(plan->files);
  free((void *)plan->unix_sockets);
  free((void *)plan->exec_only);
  free((void *)plan->tmp_at);
  free((void *)plan->searched);
  free((void *)plan->passed_over);
  free((void *)plan->known);
  free(plan->afterwards);
  free(plan->argv);
  free(plan->env);
  free(plan->verbs);
}
