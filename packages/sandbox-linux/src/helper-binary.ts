import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  lstatSync,
  openSync,
  readFileSync,
  realpathSync,
  statSync,
} from "node:fs";
import { dirname, join } from "node:path";
import process from "node:process";
import type { SandboxPlan } from "@paddock/sandbox";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/** The helper, opened and looked at once; every run executes this very file, whatever its name stands for later. */
export interface HelperBinary {
  /** Canonical path, for messages and for `wrap`. */
  readonly path: string;
  /** What to execute: the open descriptor seen through /proc, or the path where there is no /proc. */
  readonly executable: string;
  close(): void;
}

/**
 * Where the package keeps its helper, beside `src/` and `dist/`: in `build/` when it was compiled here, else the one in
 * `prebuilt/` that came with the package.
 */
export function helperPath(): string {
  const place = dirname(import.meta.dirname!);
  const [built, brought] = [
    join(place, "build", "paddock-sandbox"),
    join(place, "prebuilt", `paddock-sandbox-linux-${process.arch}`),
  ];
  return existsSync(built) || !existsSync(brought) ? built : brought;
}

function untrusted(path: string, why: string): SandboxLinuxError {
  return new SandboxLinuxError("helper-untrusted", `The sandbox helper ${path} ${why}; it is not used.`);
}

/**
 * Inside a user namespace, owners that have no id there are shown as the overflow id; nobody inside can be one of them.
 * Only where the map leaves ids out, so that an ordinary account with that number is not taken for it (user_namespaces(7)).
 */
function isUnmapped(uid: number): boolean {
  try {
    if (uid !== Number(readFileSync("/proc/sys/kernel/overflowuid", "utf8"))) return false;
    const ranges = readFileSync("/proc/self/uid_map", "utf8")
      .trim()
      .split("\n")
      .map((line) => line.trim().split(/\s+/).map(Number));
    return ranges.every(([first = 0, , count = 0]) => uid < first || uid >= first + count);
  } catch {
    return false;
  }
}

function check(path: string, what: { uid: number; mode: number }): void {
  const self = process.geteuid?.() ?? -1;
  if (what.uid !== 0 && what.uid !== self && !isUnmapped(what.uid))
    throw untrusted(path, `belongs to user ${what.uid}`);
  if ((what.mode & 0o022) !== 0) throw untrusted(path, "can be written by others");
}

/**
 * Opens the helper and checks that nobody but its owner, who is root or the caller, could have put it there.
 *
 * @throws {SandboxLinuxError} `helper-missing` or `helper-untrusted`.
 */
export function openHelper(path: string = helperPath()): HelperBinary {
  let real: string;
  let fd: number;
  try {
    real = realpathSync.native(path);
    fd = openSync(real, constants.O_RDONLY | constants.O_NOFOLLOW);
  } catch (cause) {
    throw new SandboxLinuxError(
      "helper-missing",
      `There is no sandbox helper at ${path}, and this package brings none for ${process.arch}. Build it with \`node packages/sandbox-linux/scripts/build-helper.js\` (needs a C compiler).`,
      { cause },
    );
  }
  try {
    const held = fstatSync(fd);
    if (!held.isFile() || (held.mode & 0o100) === 0) throw untrusted(real, "is not an executable file");
    check(real, held);
    check(dirname(real), lstatSync(dirname(real)));
    return { path: real, executable: throughDescriptor(fd, real), close: () => closeSync(fd) };
  } catch (error) {
    closeSync(fd);
    throw error;
  }
}

// Some runtimes number their files themselves; only a descriptor that leads to the file it should is used.
function throughDescriptor(fd: number, path: string): string {
  const link = `/proc/${process.pid}/fd/${fd}`;
  try {
    const [held, named] = [statSync(link), statSync(path)];
    return held.ino === named.ino && held.dev === named.dev && realpathSync.native(link) === path
      ? link
      : path;
  } catch {
    return path;
  }
}

/**
 * Refuses a plan under which the command could replace the helper that confines the next one.
 *
 * @throws {SandboxLinuxError} `helper-untrusted`.
 */
export function refuseWritableHelper(helper: HelperBinary, plan: SandboxPlan): void {
  if (plan.mode === "danger-full-access") return;
  let decides: { path: string; access: string } | undefined;
  for (const entry of plan.entries) {
    const within =
      entry.path === "/" || helper.path === entry.path || helper.path.startsWith(`${entry.path}/`);
    if (within && entry.path.length >= (decides?.path.length ?? 0)) decides = entry;
  }
  if (decides?.access !== "write") return;
  throw new SandboxLinuxError(
    "helper-untrusted",
    `The sandbox helper ${helper.path} lies in the writable root ${decides.path}; the plan must keep Paddock's install read-only.`,
  );
}
