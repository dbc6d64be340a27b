// File verbs, as records.
#include <ctype.h>
#include <string.h>

#include "record_fields.h"

static bool hex_digest(const char *text, uint8_t digest[32]) {
  if (strlen(text) != 64) return false;
  for (size_t i = 0; i < 64; i++) {
    if (!isxdigit((unsigned char)text[i])) return false;
    unsigned nibble = text[i] <= '9' ? (unsigned)(text[i] - '0') : (unsigned)((text[i] | 32) - 'a' + 10);
    digest[i / 2] = (uint8_t)(i % 2 ? digest[i / 2] | nibble : nibble << 4);
  }
  return true;
}

// `verb read OFFSET LIMIT PATH | list PATH | stat PATH | write SIZE MODE EXPECT PATH | rename PATH (then `to PATH`) |
// unlink PATH | mkdir 0|1 PATH`; MODE is decimal or `-`, EXPECT is `any`, `absent` or a SHA-256 in hex.
static bool verb_arguments(struct cursor *at, struct verb *v, char **rest) {
  uint64_t value;
  char *first, *second, *third;
  switch (v->kind) {
  case VERB_READ:
    first = field(rest), second = field(rest);
    return first && second && number(first, INT64_MAX, &v->offset) && number(second, INT64_MAX, &v->limit);
  case VERB_WRITE:
    first = field(rest), second = field(rest), third = field(rest);
    if (!first || !second || !third || !number(first, INT64_MAX, &v->size)) return false;
    if (strcmp(second, "-") != 0) {
      if (!number(second, 0777, &value)) return refuse(at, "mode is not 0 to 511");
      v->mode = (uint32_t)value;
      v->has_mode = true;
    }
    if (strcmp(third, "absent") == 0) v->expect = EXPECT_ABSENT;
    else if (strcmp(third, "any") != 0) {
      if (!hex_digest(third, v->digest)) return refuse(at, "expected digest is not SHA-256 in hex");
      v->expect = EXPECT_DIGEST;
    }
    return true;
  case VERB_MKDIR:
    first = field(rest);
    if (!first || !number(first, 1, &value)) return false;
    v->parents = value == 1;
    return true;
  case VERB_LIST:
  case VERB_STAT:
  case VERB_RENAME:
  case VERB_UNLINK:
    return true;
  }
  return false;
}

bool record_verb(struct cursor *at, char *rest) {
  static const char *const names[] = {"read", "list", "stat", "write", "rename", "unlink", "mkdir"};
  struct plan *plan = at->plan;
  struct verb v = {0};
  const char *name = field(&rest);
  size_t kind = 0;
  if (!name) return refuse(at, "verb needs arguments");
  while (kind < COUNT_OF(names) && strcmp(names[kind], name) != 0) kind++;
  if (kind == COUNT_OF(names)) return refuse(at, "unknown verb");
  v.kind = (enum verb_kind)kind;
  if (!verb_arguments(at, &v, &rest)) return at->what ? false : refuse(at, "verb has wrong arguments");
  if (rest[0] != '/') return refuse(at, "verb needs an absolute path");
  v.path = rest;
  plan->verbs = grow(at, plan->verbs, plan->verb_count, sizeof v);
  if (!plan->verbs) return false;
  plan->verbs[plan->verb_count++] = v;
  return true;
}

bool record_to(struct cursor *at, char *rest) {
  struct plan *plan = at->plan;
  if (plan->verb_count == 0 || plan->verbs[plan->verb_count - 1].kind != VERB_RENAME || rest[0] != '/')
    return refuse(at, "to follows verb rename and names an absolute path");
  plan->verbs[plan->verb_count - 1].to = rest;
  return true;
}
