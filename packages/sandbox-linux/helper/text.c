// Writes text that may come from inside the sandbox so that no reader can be fooled by it: JSON strings whose content
// is visible characters only. Control characters, bidirectional controls and bytes that are not UTF-8 become `\xNN`
// or `\u{N}`, spelled out, not JSON escapes.
#include "text.h"

#include <stdio.h>
#include <string.h>

// Most bytes of one string: spelled out, a name takes up to five times its length, and a line must hold several.
enum { MOST_STRING = 6000 };

void line_start(struct line *line) { line->bytes[line->length = 0] = 0; }

void line_add(struct line *line, const char *text) {
  size_t length = strlen(text), room = sizeof line->bytes - 1 - line->length;
  if (length > room) length = room;
  memcpy(line->bytes + line->length, text, length);
  line->length += length;
  line->bytes[line->length] = 0;
}

void line_number(struct line *line, long long value) {
  char digits[24];
  snprintf(digits, sizeof digits, "%lld", value);
  line_add(line, digits);
}

// Length of the UTF-8 sequence at `p` and its code point; 0 when it is not one.
static size_t utf8(const unsigned char *p, size_t left, uint32_t *point) {
  size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xc2 && p[0] < 0xe0 ? 2 : p[0] >= 0xe0 && p[0] < 0xf0 ? 3 : p[0] >= 0xf0 && p[0] < 0xf5 ? 4 : 0;
  if (n == 0 || n > left) return 0;
  uint32_t value = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
  for (size_t i = 1; i < n; i++) {
    if ((p[i] & 0xc0) != 0x80) return 0;
    value = value << 6 | (p[i] & 0x3f);
  }
  if ((n == 3 && value < 0x800) || (n == 4 && (value < 0x10000 || value > 0x10ffff)) || (value >= 0xd800 && value < 0xe000))
    return 0;
  *point = value;
  return n;
}

// Controls, and characters that reorder or hide text around them.
static bool deceives(uint32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0xad || c == 0x61c || (c >= 0x200b && c <= 0x200f) ||
         (c >= 0x2028 && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff || (c >= 0xe0000 && c <= 0xe0fff);
}

void line_string(struct line *line, const char *text) {
  const unsigned char *p = (const unsigned char *)text;
  size_t left = strnlen(text, 4096), most = line->length + MOST_STRING;
  char out[24];
  line_add(line, "\"");
  while (left > 0 && line->length < most) {
    uint32_t point = 0;
    size_t n = utf8(p, left, &point);
    if (n == 0) snprintf(out, sizeof out, "\\\\x%02x", *p), n = 1;
    else if (deceives(point)) snprintf(out, sizeof out, point < 0x80 ? "\\\\x%02x" : "\\\\u{%x}", point);
    else if (point == '"' || point == '\\') snprintf(out, sizeof out, "\\%c", (int)point);
    else memcpy(out, p, n), out[n] = 0;
    line_add(line, out);
    p += n;
    left -= n;
  }
  line_add(line, "\"");
}

void line_name(struct line *line, const char *text) {
  const unsigned char *p = (const unsigned char *)text;
  size_t left = strlen(text);
  char out[16];
  line_add(line, "\"");
  while (left > 0) {
    uint32_t point = 0;
    size_t n = utf8(p, left, &point);
    if (n == 0) snprintf(out, sizeof out, "\\udc%02x", *p), n = 1;
    else if (point < 0x20 || point == '"' || point == '\\') snprintf(out, sizeof out, "\\u%04x", point);
    else memcpy(out, p, n), out[n] = 0;
    line_add(line, out);
    p += n;
    left -= n;
  }
  line_add(line, "\"");
}

void line_field(struct line *line, const char *name, const char *text) {
  line_add(line, ",\"");
  line_add(line, name);
  line_add(line, "\":");
  line_string(line, text);
}
