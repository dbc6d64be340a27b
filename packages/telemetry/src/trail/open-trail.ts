import { userInfo } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import type { Trail } from "../record.ts";
import { TrailError } from "../trail-error.ts";
import { nodeDisk } from "./disk.ts";
import { openInstall, preparePrivateFolder } from "./install.ts";
import { recoverCrashed } from "./recover.ts";
import { keepReserve, reserveBytes } from "./reserve.ts";
import { applyRetention } from "./retention.ts";
import { SessionTrail } from "./session-trail.ts";
import type { TrailOptions } from "./trail-options.ts";

const sessionPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]{0,127}$/;

/** The login name; a container may run under a user id that has none. */
function loginName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "");
  }
}

/**
 * Opens the local trail of a session: an append-only file, readable by its user alone, in which every line names the
 * hash of the line before. Repairs what a crash left behind, and reports the repair as a record.
 *
 * Rejects with a {@link TrailError} when the folder is not private, not writable or full: without a trail nothing may
 * run. The folder must be outside every writable root and hidden from sandboxed commands; the trail cannot see to that.
 */
export async function openTrail(options: TrailOptions): Promise<Trail> {
  const { directory, session } = options;
  if (!sessionPattern.test(session))
    throw new TrailError(
      "bad-session",
      `${JSON.stringify(session)} cannot be a session id; use 1 to 128 of A-Z a-z 0-9 . _ - and no dot in front`,
    );
  preparePrivateFolder(directory);
  try {
    const install = openInstall(directory);
    const reservePath = join(directory, "reserve");
    keepReserve(reservePath, options.reserveBytes ?? reserveBytes);
    const clock = options.clock ?? Date.now;
    const recovered = await recoverCrashed(directory, session, clock());
    const trail = new SessionTrail({
      directory,
      session,
      install,
      reservePath,
      clock,
      disk: options.disk ?? nodeDisk,
      monotonic: options.monotonic ?? (() => performance.now()),
      source: {
        host: install.host,
        user: options.user ?? loginName(),
        ...(options.policy === undefined ? {} : { policy: options.policy }),
      },
      ...(recovered.previous === undefined ? {} : { previous: recovered.previous }),
      options,
    });
    for (const attributes of recovered.reports)
      await trail.append({ name: "trail.recovered", attributes, severity: "warn" });
    if (options.retention !== false)
      applyRetention(directory, options.retention ?? { days: 90, bytes: 4 * 2 ** 30 }, clock());
    return trail;
  } catch (error) {
    if (error instanceof TrailError) throw error;
    throw new TrailError(
      (error as NodeJS.ErrnoException).code === "ENOSPC" ? "disk-full" : "not-writable",
      `the trail in ${directory} cannot be written (${(error as Error).message}); without a trail nothing runs`,
      { cause: error },
    );
  }
}
