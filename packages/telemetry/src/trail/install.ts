import { createHmac, randomBytes } from "node:crypto";
import { chmodSync, linkSync, lstatSync, mkdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { TrailError } from "../trail-error.ts";

/** What belongs to one installation's trail: the fingerprint key and the host id derived from it. */
export interface Install {
  /** 32 bytes; never leaves this machine. */
  readonly key: Buffer;
  /** 16 hex digits; says that two records are of one machine, and nothing else about it. */
  readonly host: string;
}

/** Makes the folder, or checks that an existing one is the user's own and closed to everyone else (0700). */
export function preparePrivateFolder(path: string): void {
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    const found = lstatSync(path);
    if (!found.isDirectory())
      throw new TrailError("not-private", `${path} is not a folder; the trail follows no links. Remove it.`);
    if (process.platform === "win32") return;
    if (process.getuid !== undefined && found.uid !== process.getuid())
      throw new TrailError(
        "not-private",
        `${path} belongs to user ${found.uid}; the trail needs a folder of its own user. Choose another PADDOCK_HOME.`,
      );
    if ((found.mode & 0o077) !== 0) chmodSync(path, 0o700);
  } catch (error) {
    if (error instanceof TrailError) throw error;
    throw new TrailError(
      "not-writable",
      `the trail's folder ${path} cannot be used (${(error as Error).message}); without a trail nothing runs. Make it writable or choose another PADDOCK_HOME.`,
      { cause: error },
    );
  }
}

function readKey(path: string): Buffer | undefined {
  try {
    const key = Buffer.from(readFileSync(path, "utf8").trim(), "hex");
    if (key.length === 32) return key;
    throw new TrailError(
      "not-private",
      `${path} does not hold a 32-byte key; move it away to have a new one made`,
    );
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** Reads the installation's key, making it on first use. Two processes that race agree on one key. */
export function openInstall(directory: string): Install {
  const path = join(directory, "key");
  let key = readKey(path);
  if (key === undefined) {
    const aside = `${path}.${process.pid}.${randomBytes(4).toString("hex")}`;
    writeFileSync(aside, `${randomBytes(32).toString("hex")}\n`, { mode: 0o600, flag: "wx" });
    try {
      linkSync(aside, path);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    } finally {
      unlinkSync(aside);
    }
    key = readKey(path);
  }
  if (key === undefined) throw new TrailError("not-writable", `${path} could not be made`);
  return { key, host: createHmac("sha256", key).update("paddock host").digest("hex").slice(0, 16) };
}
