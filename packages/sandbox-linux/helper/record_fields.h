// What the readers of records share: where they are, and how one field is read.
#pragma once
#include "plan.h"

#define COUNT_OF(array) (sizeof(array) / sizeof *(array))

struct cursor {
  struct plan *plan;
  const char *what; // set when a record is refused
};

bool refuse(struct cursor *at, const char *what); // always false
// Makes room for one more element; the capacity is the next power of two.
void *grow(struct cursor *at, void *array, size_t count, size_t size);
bool number(const char *text, uint64_t most, uint64_t *value);
// Splits the next field off at a space; NULL when there is none.
char *field(char **rest);
// Absolute, no empty, `.` or `..` component, no trailing slash: so that prefixes of bytes are prefixes of paths.
bool plain_path(const char *path);

// record_verbs.c
bool record_verb(struct cursor *at, char *rest);
bool record_to(struct cursor *at, char *rest);
