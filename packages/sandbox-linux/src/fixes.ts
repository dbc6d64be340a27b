/** The one line a person can act on, by the step that failed. */
export function fixFor(step: string, errno: string | undefined): string {
  switch (step) {
    case "guarantees":
      return "Allow unprivileged user namespaces (sysctl user.max_user_namespaces, kernel.apparmor_restrict_unprivileged_userns; in containers the seccomp profile), or list the named guarantees under `accept`.";
    case "entry":
      return "Start the session anew; a path of its plan changed meanwhile.";
    case "placeholder":
      return "Remove the symbolic link or file that stands in the way of the protected name.";
    case "cwd":
      return "Choose a working directory that exists and that the permission profile shows.";
    case "policy":
      return "Paddock's parts do not fit together; install one version of all of them.";
    case "landlock":
      return errno === "ENOSYS" || errno === "EOPNOTSUPP"
        ? "Boot a kernel with Landlock (5.13 or later, `lsm=` including landlock)."
        : "See `paddock doctor`.";
    default:
      return "See `paddock doctor`, which tries each step by itself.";
  }
}
