import { chmodSync, lstatSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { SandboxError } from "../error.ts";

/** A folder of one session below PADDOCK_HOME, gone when the session ends. */
export interface SessionFolder extends Disposable {
  /** The folder itself, mode 0700. */
  readonly path: string;
  /** Serves as /tmp of the session; mode 1777 within the closed folder above. */
  readonly tmp: string;
  /** Removes the folder with all it holds; follows no link. */
  close(): void;
}

/**
 * Makes the folder of a session in `PADDOCK_HOME/run`, and removes those that dead processes left behind. PADDOCK_HOME
 * is made when it is missing.
 *
 * @throws {SandboxError} `home-unsafe` when PADDOCK_HOME or its `run` is not a folder of this user, closed to others.
 */
export function openSessionFolder(paddockHome: string): SessionFolder {
  const run = `${paddockHome}/run`;
  mkdirSync(run, { recursive: true, mode: 0o700 });
  for (const path of [paddockHome, run]) requireOwn(path);
  removeStale(run);
  const path = mkdtempSync(`${run}/${process.pid}-${startTime(process.pid) ?? "0"}-`); // mode 0700
  const tmp = `${path}/tmp`;
  mkdirSync(tmp);
  // The umask does not count for chmod; programs expect the sticky bit on /tmp.
  chmodSync(tmp, 0o1777);
  const close = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 2 });
  return { path, tmp, close, [Symbol.dispose]: close };
}

function requireOwn(path: string): void {
  const look = lstatSync(path);
  const uid = process.getuid?.();
  const problem = !look.isDirectory()
    ? "it is not a folder (a link does not count)"
    : uid !== undefined && look.uid !== uid
      ? `it belongs to user ${look.uid}, not to you (${uid})`
      : (look.mode & 0o022) !== 0
        ? `others may write it (mode ${(look.mode & 0o7777).toString(8)})`
        : undefined;
  if (problem === undefined) return;
  throw new SandboxError("home-unsafe", `${path}: ${problem}`, {
    fix: `chown it to yourself and chmod go-w ${path}, or set PADDOCK_HOME to a folder of your own`,
  });
}

/** A folder is stale when no process with its id runs, or one that started at another time. */
function removeStale(run: string): void {
  for (const name of readdirSync(run)) {
    const match = /^(\d+)-(\d+)-[0-9A-Za-z]+$/.exec(name);
    if (!match) continue;
    const started = startTime(Number(match[1]));
    if (started === match[2]) continue;
    if (started === undefined && isAlive(Number(match[1]))) continue;
    rmSync(`${run}/${name}`, { recursive: true, force: true });
  }
}

/** Start time in clock ticks since boot, the 22nd field of proc_pid_stat(5); undefined where there is no /proc. */
function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    return stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
  } catch {
    return undefined;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
