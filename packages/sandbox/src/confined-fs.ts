import type { FileResult, FileVerb } from "./backend.ts";

/** File operations that the kernel judges by the plan; all paths absolute. A refusal is a value. */
export interface ConfinedFs {
  /** Reads a file, or `limit` bytes of it from `offset`. */
  read(path: string, range?: { readonly offset?: number; readonly limit?: number }): Promise<FileResult>;
  /** Lists a folder. */
  list(path: string): Promise<FileResult>;
  /** Says what is at the path itself; follows no link. */
  stat(path: string): Promise<FileResult>;
  /** Writes the whole file atomically. `ifDigest`: the SHA-256 it must have now, or null for "must not exist". */
  write(
    path: string,
    data: Uint8Array,
    options?: { readonly ifDigest?: string | null; readonly mode?: number },
  ): Promise<FileResult>;
  /** Renames within the writable trees. */
  rename(path: string, to: string): Promise<FileResult>;
  /** Removes a file, a link or an empty folder. */
  unlink(path: string): Promise<FileResult>;
  /** Makes a folder; with `parents` those above it as well. */
  mkdir(path: string, options?: { readonly parents?: boolean }): Promise<FileResult>;
  /** Several operations in one confined run, in order; with `atomic` the first refusal stops the rest. */
  batch(verbs: readonly FileVerb[], options?: { readonly atomic?: boolean }): Promise<readonly FileResult[]>;
}

/** Spells the named operations as verbs for one function that performs them. */
export function confinedFs(perform: ConfinedFs["batch"]): ConfinedFs {
  const one = async (verb: FileVerb): Promise<FileResult> => {
    const [result] = await perform([verb]);
    return (
      result ?? {
        ok: false,
        verb: verb.verb,
        path: verb.path,
        errno: "EIO",
        message: "the backend gave no result",
      }
    );
  };
  return {
    read: (path, range) => one({ verb: "read", path, ...range }),
    list: (path) => one({ verb: "list", path }),
    stat: (path) => one({ verb: "stat", path }),
    write: (path, data, options) => one({ verb: "write", path, data, ...options }),
    rename: (path, to) => one({ verb: "rename", path, to }),
    unlink: (path) => one({ verb: "unlink", path }),
    mkdir: (path, options) => one({ verb: "mkdir", path, ...options }),
    batch: perform,
  };
}
