#include "status.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static int lines = -1;
static int delegate = -1;
static const char *speaker;

void status_open(int fd) { lines = fd; }
int status_fd(void) { return lines; }
void status_speak_as(const char *program) { speaker = program; }
void status_delegate(int socket) { delegate = socket; }

static void put(int fd, const char *bytes, size_t length) {
  while (length > 0) {
    ssize_t n = write(fd, bytes, length);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return; // nobody reads; the caller's death is noticed elsewhere
    bytes += n;
    length -= (size_t)n;
  }
}

void status_line(struct line *line) {
  if (lines < 0) return;
  line_add(line, "\n");
  put(lines, line->bytes, line->length);
}

void status_ready(const struct plan *plan, const struct kept *kept) {
  struct line line;
  line_start(&line);
  line_add(&line, "{\"ready\":{\"guarantees\":[");
  bool first = true;
  for (int i = 0; i < GUARANTEE_COUNT; i++) {
    if (kept->lost[i].why || !guarantee_applies(plan, (enum guarantee)i)) continue;
    if (!first) line_add(&line, ",");
    line_string(&line, guarantee_name((enum guarantee)i));
    first = false;
  }
  line_add(&line, "],\"lost\":[");
  first = true;
  for (int i = 0; i < GUARANTEE_COUNT; i++) {
    const struct loss *loss = &kept->lost[i];
    if (!loss->why) continue;
    line_add(&line, first ? "{\"guarantee\":" : ",{\"guarantee\":");
    line_string(&line, guarantee_name((enum guarantee)i));
    line_field(&line, "level", loss->partly ? "partial" : "none");
    line_field(&line, "why", loss->why);
    if (loss->fix) line_field(&line, "fix", loss->fix);
    line_add(&line, "}");
    first = false;
  }
  line_add(&line, "],\"facts\":{\"landlockAbi\":");
  line_number(&line, kept->landlock_abi);
  line_add(&line, ",\"landlockErrata\":");
  line_number(&line, kept->landlock_errata);
  if (plan->prepared) line_add(&line, ",\"bubblewrap\":true");
  if (plan->names_asked) line_add(&line, plan->names_port ? ",\"names\":true" : ",\"names\":false");
  line_add(&line, kept->namespaces ? ",\"namespaces\":true}}}" : ",\"namespaces\":false}}}");
  status_line(&line);
}

void status_denied(const char *layer, const char *operation, const char *object, int error, int pid,
                   const char *program) {
  struct line line;
  line_start(&line);
  line_add(&line, "{\"denied\":{\"layer\":");
  line_string(&line, layer);
  line_field(&line, "operation", operation);
  line_field(&line, "object", object);
  line_field(&line, "errno", errno_name(error));
  if (program) line_field(&line, "program", program);
  line_add(&line, ",\"pid\":");
  line_number(&line, pid);
  line_add(&line, "}}");
  status_line(&line);
}

void status_covered(const char *path) {
  struct line line;
  line_start(&line);
  if (speaker) fprintf(stderr, "%s: denied: %s (the host uncovered it; covered again)\n", speaker, path);
  line_add(&line, "{\"covered\":");
  line_string(&line, path);
  line_add(&line, "}");
  status_line(&line);
}

void status_exit(int wait_status) {
  struct line line;
  line_start(&line);
  if (WIFSIGNALED(wait_status)) {
    line_add(&line, "{\"signal\":");
    line_string(&line, signal_name(WTERMSIG(wait_status)));
    line_add(&line, "}");
  } else {
    line_add(&line, "{\"exit\":");
    line_number(&line, WEXITSTATUS(wait_status));
    line_add(&line, "}");
  }
  status_line(&line);
}

static const char *fix_of(const struct message *message) {
  return message->fix[0] ? message->fix : fix_for(message->step, message->error);
}

// Nobody reads lines, so a person does.
static void say_failed(const struct message *message) {
  const char *why = message->error ? errno_name(message->error) : NULL;
  if (strcmp(message->step, "exec") == 0) return; // said already, by fail_exec
  fprintf(stderr, "%s: %s %s: %s%s%s%s.\n  to fix it: %s\n", speaker ? speaker : "paddock-sandbox",
          strcmp(message->step, "masks") == 0 ? "The run was stopped:" : "The sandbox cannot be set up:", message->step,
          message->text, why ? " (" : "", why ? why : "", why ? ")" : "", fix_of(message));
}

void status_failed(const struct message *message) {
  struct line line;
  line_start(&line);
  if (lines < 0) {
    say_failed(message);
    return;
  }
  line_add(&line, "{\"failed\":{\"step\":");
  line_string(&line, message->step);
  if (message->error) line_field(&line, "errno", errno_name(message->error));
  line_field(&line, "message", message->text);
  line_field(&line, "fix", fix_of(message));
  line_add(&line, ",\"code\":");
  line_number(&line, message->code);
  line_add(&line, "}}");
  status_line(&line);
}

static _Noreturn void finish(const struct message *message) {
  if (delegate >= 0 && message_send(delegate, message, -1)) _exit(message->code);
  status_failed(message);
  _exit(message->code);
}

static _Noreturn void finish_with(struct message *message, const char *step, const char *format, va_list arguments) {
  vsnprintf(message->text, sizeof message->text, format, arguments);
  snprintf(message->step, sizeof message->step, "%s", step);
  finish(message);
}

_Noreturn void fail(const char *step, int error, const char *format, ...) {
  struct message message = {.kind = MESSAGE_FAILED, .error = error, .code = EXIT_SETUP};
  va_list arguments;
  va_start(arguments, format);
  finish_with(&message, step, format, arguments);
}

_Noreturn void fail_with(const char *step, const char *fix, const char *format, ...) {
  struct message message = {.kind = MESSAGE_FAILED, .code = EXIT_SETUP};
  va_list arguments;
  va_start(arguments, format);
  snprintf(message.fix, sizeof message.fix, "%s", fix ? fix : "");
  finish_with(&message, step, format, arguments);
}

_Noreturn void fail_exec(int error, const char *program) {
  struct message message = {.kind = MESSAGE_FAILED, .error = error, .step = "exec"};
  message.code = error == ENOENT ? EXIT_NOT_FOUND : EXIT_NOT_EXECUTABLE;
  snprintf(message.text, sizeof message.text, "%s", program);
  // Where a shell would say it, too. The caller's text is the caller's own argument.
  dprintf(2, "paddock-sandbox: %s: %s\n", program, strerror(error));
  finish(&message);
}
