import { constants } from "node:fs";
import { open } from "node:fs/promises";

/** What reading a file for the host gave. */
export type RegularFile =
  | { readonly kind: "file"; readonly bytes: Uint8Array; readonly truncated: boolean }
  | { readonly kind: "missing" }
  /** Not a regular file, or a link, or not readable; `reason` is a sentence for a person. */
  | { readonly kind: "refused"; readonly reason: string };

/**
 * Reads at most `limit` bytes of a regular file. A symbolic link in the last place is refused, a FIFO or device cannot
 * stall it, and what is checked is what is read: both use one descriptor (open(2), O_NOFOLLOW and O_NONBLOCK).
 */
export async function readRegular(path: string, limit: number): Promise<RegularFile> {
  let file: Awaited<ReturnType<typeof open>>;
  try {
    file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "ENOTDIR") return { kind: "missing" };
    if (code === "ELOOP")
      return { kind: "refused", reason: `${path} is a symbolic link; Paddock reads only regular files` };
    return { kind: "refused", reason: `${path} cannot be read (${code ?? String(error)})` };
  }
  try {
    const info = await file.stat();
    if (!info.isFile()) return { kind: "refused", reason: `${path} is not a regular file` };
    const bytes = new Uint8Array(Math.min(info.size, limit));
    let at = 0;
    while (at < bytes.length) {
      const { bytesRead } = await file.read(bytes, at, bytes.length - at, at);
      if (bytesRead === 0) break;
      at += bytesRead;
    }
    return { kind: "file", bytes: bytes.subarray(0, at), truncated: info.size > limit };
  } finally {
    await file.close();
  }
}
