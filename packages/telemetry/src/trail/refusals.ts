import { TrailError } from "../trail-error.ts";

/** The error of an action that cannot be recorded because the disk is full. */
export function fullError(name: string, path: string): TrailError {
  return new TrailError(
    "disk-full",
    `the disk that holds ${path} is full: ${name} could not be recorded, so the action is refused. Free some space; work goes on by itself then.`,
  );
}

/** The error of a record that the disk refused for another reason; the session is over then. */
export function writeError(name: string, cause: unknown, path: string): TrailError {
  return new TrailError(
    "write-failed",
    `${name} could not be written to ${path} (${(cause as Error).message}), so the action is refused. Check the disk, then start a new session.`,
    { cause },
  );
}
