import { constants } from "node:fs";
import { lstat, mkdir, open, realpath, rename, stat, unlink } from "node:fs/promises";
import { dirname, join } from "node:path";

/** Resolves links, so that a linked configuration file stays a link and its target is replaced. */
async function target(file: string): Promise<string> {
  const info = await lstat(file).catch(() => undefined);
  return info?.isSymbolicLink() ? await realpath(file) : file;
}

/**
 * Replaces a file in one step: a new file beside it is written, synced and renamed over it. Keeps the mode of an
 * existing file (new ones get 0600), follows a link to its target, makes missing folders with mode 0700.
 */
export async function writeAtomic(file: string, text: string): Promise<void> {
  const path = await target(file);
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const existing = await stat(path).catch(() => undefined);
  const mode = existing ? existing.mode & 0o7777 : 0o600;
  const temporary = join(dirname(path), `.${crypto.randomUUID()}.tmp`);
  const handle = await open(temporary, constants.O_WRONLY | constants.O_CREAT | constants.O_EXCL, mode);
  try {
    await handle.writeFile(text, "utf8");
    await handle.chmod(mode);
    await handle.sync();
    await handle.close();
    await rename(temporary, path);
  } catch (error) {
    await handle.close().catch(() => undefined);
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}
