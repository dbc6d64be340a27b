#include <errno.h>
#include <string.h>

#include "status.h"

static const struct {
  const char *step, *fix;
} fixes[] = {
    {"guarantees", "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, "
                   "kernel.apparmor_restrict_unprivileged_userns; in containers the seccomp profile), or list the "
                   "named guarantees under `accept`."},
    {"entry", "Start the session anew; a path of its plan changed meanwhile."},
    {"masks", "Leave what the sandbox covers in place while a command runs, and run it again."},
    {"placeholder", "Remove the symbolic link or file that stands in the way of the protected name."},
    {"cwd", "Choose a working directory that exists and that the permission profile shows."},
    {"policy", "Paddock's parts do not fit together; install one version of all of them."},
};

const char *fix_for(const char *step, int error) {
  if (strcmp(step, "landlock") == 0 && (error == ENOSYS || error == EOPNOTSUPP))
    return "Boot a kernel with Landlock (5.13 or later, `lsm=` including landlock).";
  for (size_t i = 0; i < sizeof fixes / sizeof *fixes; i++)
    if (strcmp(fixes[i].step, step) == 0) return fixes[i].fix;
  return "See `paddock doctor`, which tries each step by itself.";
}
