import { spawnSync } from "node:child_process";
import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IDLE_STUBS, WRAPPING_STUBS } from "./vocabulary.ts";

/** One program that a script started. */
export interface Execution {
  readonly argv: readonly string[];
  /** The shell that reads the script started it, no other program that the script runs. */
  readonly direct: boolean;
}

/** Every program that a script started; undefined when it did not end in time. */
export type Executed = readonly Execution[] | undefined;

const LATE = 0xffffffff;

/** A real bash in a folder of its own, whose PATH holds nothing but stubs that report their argv. */
export class StubbedBash {
  readonly #folder: string;
  #batches = 0;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Makes the stubs; undefined where there is no C compiler or no bash. */
  static create(): StubbedBash | undefined {
    const folder = mkdtempSync(join(tmpdir(), "rules-fuzz-"));
    chmodSync(folder, 0o711);
    const stubs = join(folder, "bin");
    mkdirSync(stubs);
    const compile = (source: string, program: string, ...flags: readonly string[]): boolean => {
      const file = fileURLToPath(new URL(source, import.meta.url));
      return spawnSync("cc", ["-O1", ...flags, "-o", program, file], { stdio: "ignore" }).status === 0;
    };
    const ready =
      compile("./stub.c", join(stubs, ".stub")) &&
      compile("./stub.c", join(stubs, ".wrapper"), "-DWRAPPER") &&
      compile("./driver.c", join(folder, "driver")) &&
      spawnSync("/bin/bash", ["--version"], { stdio: "ignore" }).status === 0;
    if (!ready) {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    for (const name of IDLE_STUBS) linkSync(join(stubs, ".stub"), join(stubs, name));
    for (const name of WRAPPING_STUBS) linkSync(join(stubs, ".wrapper"), join(stubs, name));
    return new StubbedBash(folder);
  }

  /** Runs scripts one after the other. */
  run(scripts: readonly string[]): readonly Executed[] {
    const input = scripts.flatMap((script) => {
      const bytes = Buffer.from(script, "utf8");
      const size = Buffer.alloc(4);
      size.writeUInt32LE(bytes.length);
      return [size, bytes];
    });
    // What an earlier batch left running may still report.
    this.#batches += 1;
    const nonce = String(this.#batches);
    const { stdout, status } = spawnSync(join(this.#folder, "driver"), [this.#folder, nonce], {
      input: Buffer.concat(input),
      maxBuffer: 256_000_000,
    });
    if (status !== 0) throw new Error(`the driver ended with ${status}`);
    const results: Executed[] = [];
    for (let at = 0; at < stdout.length; ) {
      const size = stdout.readUInt32LE(at);
      at += 4;
      if (size === LATE) results.push(undefined);
      else {
        results.push(readLog(stdout.toString("utf8", at, at + size), `${nonce}-${results.length}`));
        at += size;
      }
    }
    return results;
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

function readLog(text: string, run: string): Executed {
  return text
    .split("\x1e\0")
    .filter((record) => record !== "")
    .map((record) => record.split("\0").slice(0, -1))
    .filter(([first]) => first === run)
    .map(([, around, ...argv]) => ({ argv, direct: around === "0" }));
}
