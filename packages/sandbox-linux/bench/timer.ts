// Compiles spawn.c and runs it: every variant once a round, in turn, timed without a runtime in between.
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/** What is started, and what it reads on descriptor 3. */
export interface Variant {
  readonly name: string;
  readonly argv: readonly string[];
  readonly policy?: Uint8Array;
}

/** Microseconds of one variant. */
export interface Timed {
  readonly name: string;
  readonly median: number;
  readonly p95: number;
  readonly min: number;
  /** Rounds that did not end with status 0. */
  readonly bad: number;
}

/** Times variants, in `folder` and with the environment given; three rounds to warm up do not count. */
export function time(
  variants: readonly Variant[],
  options: {
    readonly folder: string;
    readonly rounds: string;
    readonly cwd?: string;
    readonly env?: NodeJS.ProcessEnv;
  },
): readonly Timed[] {
  const { folder, rounds, ...surroundings } = options;
  const program = join(folder, "spawn");
  const source = fileURLToPath(new URL("spawn.c", import.meta.url));
  const built = spawnSync("cc", ["-O2", "-o", program, source], { encoding: "utf8" });
  if (built.status !== 0) throw new Error(`cannot compile the timer: ${built.stderr}`);
  const files = variants.map(({ name, argv, policy }) => {
    const file = join(folder, name);
    writeFileSync(file, `${argv.join("\n")}\n`);
    if (policy) writeFileSync(`${file}.policy`, policy);
    return file;
  });
  const timed = spawnSync(program, [rounds, ...files], { encoding: "utf8", ...surroundings });
  if (timed.status !== 0) throw new Error(`the timer ended with ${timed.status}: ${timed.stderr}`);
  return timed.stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Timed);
}

/**
 * A table of ratios to the first variant: medians and 95th percentiles to its median, and best to best, which says most
 * where others use the machine as well.
 */
export function ratios(results: readonly Timed[], rounds: string): string {
  const base = results[0]!;
  const cell = (text: string): string => text.padStart(8);
  const ratio = (value: number): string => cell((value / base.median).toFixed(2));
  return [
    `${rounds} rounds, median of ${base.name} ${base.median} us`,
    `${"".padEnd(32)} ${cell("x")} ${cell("p95")} ${cell("best")}`,
    ...results.map(
      ({ name, median, p95, min, bad }) =>
        `${name.padEnd(32)} ${ratio(median)} ${ratio(p95)} ${cell((min / base.min).toFixed(2))}${bad > 0 ? `  ${bad} FAILED` : ""}`,
    ),
    "",
  ].join("\n");
}
