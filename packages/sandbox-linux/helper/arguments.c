#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "outer.h"
#include "ports.h"
#include "syscalls.h"

_Noreturn void usage(void) {
  fputs("usage: paddock-sandbox --policy-fd N [--status-fd N] [--channel-fd N]\n"
        "       paddock-sandbox --policy-file FILE [--status-fd N] [--as PROGRAM]\n"
        "Runs one command as the policy says. The policy is written by @paddock/sandbox-linux.\n",
        stderr);
  exit(EXIT_SETUP);
}

static int descriptor(const char *text) {
  char *end;
  long value = strtol(text, &end, 10);
  if (!*text || *end || value < 3 || value > 1 << 20 || fcntl((int)value, F_GETFD) < 0)
    fail("arguments", 0, "%s is not an open descriptor from 3 on", text);
  return (int)value;
}

// A policy that another user could have written is no policy. The name is gone before anything runs.
static int policy_file(const char *path) {
  struct stat st;
  int fd = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  if (fd < 0 || fstat(fd, &st) < 0) fail("policy", errno, "%s", path);
  if (!S_ISREG(st.st_mode) || st.st_uid != geteuid() || (st.st_mode & 077) != 0 || st.st_nlink != 1)
    fail("policy", 0, "%s is not a file of mode 0600 of this user", path);
  if (unlink(path) < 0) fail("policy", errno, "cannot remove %s", path);
  return fd;
}

void outer_arguments(struct outer *o, int argc, char **argv) {
  int policy = -1;
  bool file = false;
  if (argc < 3 || argc % 2 == 0) usage();
  for (int i = 1; i < argc; i += 2)
    if (strcmp(argv[i], "--status-fd") == 0) status_open(descriptor(argv[i + 1]));
    else if (strcmp(argv[i], "--channel-fd") == 0) channel_open(descriptor(argv[i + 1]));
  for (int i = 1; i < argc; i += 2) {
    if (strcmp(argv[i], "--policy-fd") == 0) policy = descriptor(argv[i + 1]);
    else if (strcmp(argv[i], "--policy-file") == 0) policy = policy_file(argv[i + 1]), file = true;
    else if (strcmp(argv[i], "--as") == 0) o->stands_in = true, status_speak_as(argv[i + 1]);
    else if (strcmp(argv[i], "--status-fd") != 0 && strcmp(argv[i], "--channel-fd") != 0) usage();
  }
  if (policy < 0) usage();
  // The folder that the program stood in may be one of the sandbox's own.
  if (o->stands_in && chdir("/") < 0) fail("start", errno, "/");
  char *early = plan_read(policy, &o->plan);
  o->killed = strstr(early, "kill\n") != NULL;
  if (file) close(policy);
  o->control = file ? -1 : policy;
}
