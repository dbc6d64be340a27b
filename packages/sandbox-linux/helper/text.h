#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line {
  size_t length;
  char bytes[32768];
};

void line_add(struct line *line, const char *text);
void line_number(struct line *line, long long value);
void line_string(struct line *line, const char *text);
// Without loss, for names that are used again: a byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte.
void line_name(struct line *line, const char *text);
void line_field(struct line *line, const char *name, const char *text);
// "EACCES"; numbers that have no name read E123.
const char *errno_name(int error);
