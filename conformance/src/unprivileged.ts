import { spawnSync } from "node:child_process";
import { chmodSync, chownSync, copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { basename, join } from "node:path";

/** A number that no account has; for the time of the run it gets one, as some programs ask for their user's name. */
const USER = 12345;

/** Mounts the tree where everybody may look, then gives the privileges up. $1 tree, $2 base, $3 user; the rest is run. */
const SCRIPT = `
tree=$1 base=$2 user=$3; shift 3
{ cat /etc/passwd; echo "paddock-user:x:$user:$user::$HOME:/bin/sh"; } > "$base/passwd" || exit 125
mount --bind "$base/passwd" /etc/passwd && mount --bind "$tree" "$base/tree" || exit 125
cd "$HOME" && exec setpriv --reuid="$user" --regid="$user" --clear-groups -- "$@"
`;

/**
 * Runs the runner again as a user without privileges, with a home of its own and the repository where that user may
 * look, whatever folder it lies in. Resolves to the status; to a reason where this machine cannot.
 *
 * @param args Arguments of the runner, this option left out.
 */
export function runUnprivileged(args: readonly string[]): number | string {
  if (process.getuid?.() !== 0) return "already without privileges";
  const root = join(import.meta.dirname, "..", "..");
  const base = mkdtempSync("/var/tmp/paddock-user-");
  const [home, place] = [join(base, "home"), join(base, "tree")];
  try {
    chmodSync(base, 0o755);
    for (const folder of [home, place]) mkdirSync(folder);
    chownSync(home, USER, USER);
    const runner = [
      join(place, "node_modules/node/bin/node"),
      "--conditions=paddock-source",
      "--no-warnings",
    ];
    const line = [...runner, join(place, "conformance/src/run.ts"), ...readable(args, base)];
    const { status, error } = spawnSync(
      "unshare",
      ["-m", "sh", "-c", SCRIPT, "sh", root, base, String(USER), ...line],
      { stdio: "inherit", env: { HOME: home, PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" } },
    );
    if (error !== undefined) return error.message;
    return status === 125 ? "the repository cannot be mounted where another user may look" : (status ?? 1);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** A file of cases may lie where only its owner may look. */
function readable(args: readonly string[], base: string): readonly string[] {
  return args.map((argument, index) => {
    if (args[index - 1] !== "--cases") return argument;
    const copy = join(base, basename(argument));
    copyFileSync(argument, copy);
    chmodSync(copy, 0o644);
    return copy;
  });
}
