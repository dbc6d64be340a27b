import type { FileInfo, FileResult } from "@paddock/sandbox";

/** What a file action found or did to the files, for programs. JSON-safe. */
export interface FileFacts {
  /** What was asked for: the file that was read. */
  readonly info?: FileInfo;
  /** The bytes that were read, in base64; only where the action asked for `bytes`. */
  readonly data?: string;
  /** The entries of a folder, links not followed. */
  readonly entries?: readonly FileInfo[];
  /** SHA-256 of the whole file, in hex; absent where only a part of a large one was read. */
  readonly digest?: string;
  /** Why it could not be done, as an errno name, e.g. `ENOENT`. */
  readonly errno?: string;
}

/** How a file action ended: text for the model, or what stopped it. */
export type FileOutcome =
  | {
      readonly kind: "done";
      readonly text: string;
      readonly touched: readonly {
        readonly path: string;
        readonly change: "added" | "changed" | "deleted";
      }[];
      readonly facts?: FileFacts;
    }
  /** The sandbox said no; nothing was changed. */
  | {
      readonly kind: "blocked";
      readonly path: string;
      readonly errno: string;
      readonly operation: "read" | "write";
      readonly text: string;
    }
  /** It could not be done for a reason that has nothing to do with the boundary; nothing was changed. */
  | { readonly kind: "failed"; readonly text: string; readonly errno?: string };

/** A verb that was not done. */
export type Refused = Extract<FileResult, { ok: false }>;

/** errno names by which a kernel says that the boundary, not the file system, refuses. */
const REFUSALS = new Set(["EACCES", "EPERM", "EROFS", "EXDEV", "ELOOP"]);

/** Tells the boundary's refusal from a plain failure. */
export function refusedOutcome(result: Refused, operation: "read" | "write"): FileOutcome {
  const { path, errno, message } = result;
  if (!REFUSALS.has(errno)) return { kind: "failed", text: `${path}: ${message}`, errno };
  return { kind: "blocked", path, errno, operation, text: `${operation} of ${path} was blocked: ${message}` };
}

/** The end of an action for which the backend sent nothing back. */
export function unanswered(path: string): FileOutcome {
  return { kind: "failed", text: `${path}: the sandbox gave no answer` };
}
