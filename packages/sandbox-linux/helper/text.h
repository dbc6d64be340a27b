#pragma once
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct line {
  size_t length;
  char bytes[32768]; // a string
};

// Makes a line empty; what lies behind its end stays untouched, it is eight pages.
void line_start(struct line *line);

void line_add(struct line *line, const char *text);
void line_number(struct line *line, long long value);
void line_string(struct line *line, const char *text);
// Without loss, for names that are used again: a byte that is no UTF-8 becomes the lone surrogate U+DC00 + byte.
void line_name(struct line *line, const char *text);
void line_field(struct line *line, const char *name, const char *text);
// "EACCES"; numbers that have no name read E123.
const char *errno_name(int error);
// "SIGTERM"; real-time signals read SIGRT34.
const char *signal_name(int signal);
