#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "status.h"

static const struct {
  const char *step, *fix;
} fixes[] = {
    {"guarantees", "List the named guarantees under `accept`."},
    {"entry", "Start the session anew; a path of its plan changed meanwhile."},
    {"masks", "Leave what the sandbox covers in place while a command runs, and run it again."},
    {"placeholder", "Remove the symbolic link or file that stands in the way of the protected name."},
    {"cwd", "Choose a working directory that exists and that the permission profile shows."},
    {"policy", "Paddock's parts do not fit together; install one version of all of them."},
};

// The number in a file of the kernel's settings, -1 without one.
static long setting(const char *path) {
  char text[32] = "";
  FILE *file = fopen(path, "re");
  bool has = file && fgets(text, sizeof text, file);
  if (file) fclose(file);
  return has ? atol(text) : -1;
}

// A profile that attaches to this program alone; AppArmor takes the rights of all others' user namespaces away.
static const char *apparmor_profile(void) {
  static char text[900];
  char self[512];
  ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
  self[n > 0 ? n : 0] = 0;
  snprintf(text, sizeof text,
           "echo 'abi <abi/4.0>, profile paddock-sandbox \"%s\" flags=(unconfined) { userns, }' | "
           "sudo tee /etc/apparmor.d/paddock-sandbox && sudo apparmor_parser -r /etc/apparmor.d/paddock-sandbox", self);
  return text;
}

const char *fix_namespaces(bool mounts) {
  if (mounts)
    return "start it outside the sandbox that keeps it from mounting; in a container, with an AppArmor profile that lets it "
           "(docker: --security-opt apparmor=unconfined)";
  if (setting("/proc/sys/user/max_user_namespaces") == 0) return "sudo sysctl user.max_user_namespaces=15000";
  if (setting("/proc/sys/kernel/unprivileged_userns_clone") == 0) return "sudo sysctl kernel.unprivileged_userns_clone=1";
  if (setting("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == 1) return apparmor_profile();
  if (access("/.dockerenv", F_OK) == 0 || access("/run/.containerenv", F_OK) == 0)
    return "start the container with a seccomp profile that allows user namespaces (--security-opt seccomp=unconfined)";
  return "allow unprivileged user namespaces (sysctl user.max_user_namespaces, kernel.unprivileged_userns_clone, "
         "kernel.apparmor_restrict_unprivileged_userns; in a container, its seccomp profile)";
}

const char *fix_for(const char *step, int error) {
  if (strcmp(step, "landlock") == 0 && (error == ENOSYS || error == EOPNOTSUPP))
    return "Boot a kernel with Landlock (5.13 or later, `lsm=` including landlock).";
  if (strcmp(step, "placeholder") == 0 && (error == EACCES || error == EPERM))
    return "Make the folder writable for yourself, or use a profile in which it is not (sandbox_mode = \"read-only\").";
  for (size_t i = 0; i < sizeof fixes / sizeof *fixes; i++)
    if (strcmp(fixes[i].step, step) == 0) return fixes[i].fix;
  return "See `paddock doctor`, which tries each step by itself.";
}
