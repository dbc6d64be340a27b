import { isWithin } from "../path/lexical.ts";

interface Mount {
  readonly device: string;
  readonly root: string;
  readonly point: string;
}

/**
 * Finds the other paths under which an object shows up because a part of its file system is mounted twice. Pure.
 *
 * @param mountinfo Text of /proc/self/mountinfo (proc_pid_mountinfo(5)).
 * @param paths Canonical paths to find aliases of.
 */
export function mountAliases(
  mountinfo: string,
  paths: readonly string[],
): Readonly<Record<string, readonly string[]>> {
  const mounts = parse(mountinfo);
  const devices = new Map<string, Mount[]>();
  for (const mount of mounts) devices.set(mount.device, [...(devices.get(mount.device) ?? []), mount]);
  const result: Record<string, readonly string[]> = {};
  for (const path of paths) {
    const own = mounts.findLast((mount) => isWithin(path, mount.point) && isDeepest(mounts, mount, path));
    if (own === undefined) continue;
    const peers = devices.get(own.device) ?? [];
    if (peers.length < 2) continue;
    const inside = append(own.root, path.slice(own.point === "/" ? 0 : own.point.length));
    const aliases = peers
      .filter((mount) => mount !== own && isWithin(inside, mount.root))
      .map((mount) => append(mount.point, inside.slice(mount.root === "/" ? 0 : mount.root.length)))
      .filter((alias) => alias !== path);
    if (aliases.length > 0) result[path] = [...new Set(aliases)];
  }
  return result;
}

function parse(text: string): readonly Mount[] {
  return text.split("\n").flatMap((line) => {
    const [, , device, root, point] = line.split(" ", 5);
    if (device === undefined || root === undefined || point === undefined) return [];
    return [{ device, root: unescapeOctal(root), point: unescapeOctal(point) }];
  });
}

/** Blank, tab, newline and backslash are octal in mountinfo. */
function unescapeOctal(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
}

function isDeepest(mounts: readonly Mount[], mount: Mount, path: string): boolean {
  return !mounts.some((other) => other.point.length > mount.point.length && isWithin(path, other.point));
}

function append(base: string, rest: string): string {
  const tail = rest.startsWith("/") || rest === "" ? rest : `/${rest}`;
  if (base === "/") return tail === "" ? "/" : tail;
  return `${base}${tail === "/" ? "" : tail}`;
}
