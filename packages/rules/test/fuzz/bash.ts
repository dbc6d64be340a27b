import { spawnSync } from "node:child_process";
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { STUBS } from "./generate.ts";

/** A real bash in a folder of its own, whose PATH holds nothing but stubs that report their argv. */
export class StubbedBash {
  readonly #folder: string;
  readonly #work: string;
  readonly #log: string;
  #run = 0;

  private constructor(folder: string) {
    this.#folder = folder;
    this.#work = join(folder, "work");
    this.#log = join(folder, "log");
  }

  /** Makes the stubs; undefined where there is no C compiler or no bash. */
  static create(): StubbedBash | undefined {
    const folder = mkdtempSync(join(tmpdir(), "rules-fuzz-"));
    const stubs = join(folder, "bin");
    mkdirSync(stubs);
    const source = fileURLToPath(new URL("./stub.c", import.meta.url));
    const built = spawnSync("cc", ["-O1", "-o", join(stubs, ".stub"), source], { stdio: "ignore" });
    const bash = spawnSync("/bin/bash", ["--version"], { stdio: "ignore" });
    if (built.status !== 0 || bash.status !== 0) {
      rmSync(folder, { recursive: true });
      return undefined;
    }
    for (const name of STUBS) linkSync(join(stubs, ".stub"), join(stubs, name));
    return new StubbedBash(folder);
  }

  /** Runs a script; returns the argv of every program that it started, or undefined when it did not end in time. */
  run(script: string): readonly (readonly string[])[] | undefined {
    rmSync(this.#work, { recursive: true, force: true });
    mkdirSync(this.#work);
    for (const name of ["f", "ab", "fx"]) writeFileSync(join(this.#work, name), "");
    rmSync(this.#log, { force: true });
    this.#run += 1;
    const { error } = spawnSync("/bin/bash", ["--norc", "--noprofile", "-c", script], {
      cwd: this.#work,
      env: {
        PATH: join(this.#folder, "bin"),
        HOME: this.#work,
        LC_ALL: "C.UTF-8",
        FUNCNEST: "20",
        FUZZ_RUN: String(this.#run),
      },
      input: "",
      // Pipes, because their end shows that whatever runs in the background has ended too.
      stdio: "pipe",
      maxBuffer: 1_000_000,
      timeout: 2000,
      killSignal: "SIGKILL",
    });
    if (error !== undefined) return undefined;
    return this.#read();
  }

  #read(): readonly (readonly string[])[] {
    let text: string;
    try {
      text = readFileSync(this.#log, "utf8");
    } catch {
      return [];
    }
    return text
      .split("\x1e\0")
      .filter((record) => record !== "")
      .map((record) => record.split("\0").slice(0, -1))
      .filter(([run]) => run === String(this.#run))
      .map(([, ...argv]) => argv);
  }

  /** Removes the folder. */
  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
