import { bareDriver } from "../drivers/bare.ts";
import { codexDriver } from "../drivers/codex.ts";
import type { EscapeDriver } from "../drivers/driver.ts";
import { onPath } from "../drivers/on-path.ts";
import { paddockDriver } from "../drivers/paddock.ts";
import { srtDriver } from "../drivers/srt.ts";
import { type EscapeCase, escapeCase } from "../escape/escape-case.ts";
import { playCase } from "../escape/play-case.ts";
import type { Outcome } from "../outcome.ts";
import { inParallel } from "../pool.ts";
import type { DriverName, Suite, SuiteOptions } from "../suite.ts";

const DRIVERS: Readonly<Record<DriverName, EscapeDriver>> = {
  paddock: paddockDriver,
  codex: codexDriver,
  srt: srtDriver,
  bare: bareDriver,
};

/** What a helper built with sanitizers says, or ends with, when it finds a fault in itself (`npm run sanitized`). */
const FAULT = { said: /SUMMARY: \w+Sanitizer/, status: 99 };

/** Cases that ask for nothing here: what is known not to hold, and what needs a program that is not there. */
function notRequired(item: EscapeCase): string | undefined {
  const absent = item.needs.find((name) => onPath(name) === undefined);
  if (absent !== undefined) return `${absent} is not installed`;
  if (item.class === "known-limit") return "documents a known limit";
  return item.id === "compat-socketpair-dgram" ? "may be allowed or denied, as is safe" : undefined;
}

async function play(item: EscapeCase, driver: EscapeDriver, options: SuiteOptions): Promise<Outcome> {
  const reason = notRequired(item) ?? driver.skip(item);
  if (reason !== undefined) return { kind: "skipped", id: item.id, reason };
  const notes: string[] = [];
  if (options.control && item.control && driver.name !== "bare" && item.expect === "denied") {
    const control = await playCase(item, bareDriver);
    if (control.verdict !== "allowed")
      notes.push("the attack has no effect on this machine even without a sandbox");
  }
  const played = await playCase(item, driver);
  if (played.setupError !== undefined) notes.push(`set-up failed: ${played.setupError}`);
  const expected = driver.name === "bare" ? "allowed" : item.expect;
  const { ms } = played;
  // A launcher that did not start denies everything; only the set-up of the sandbox may refuse, and that is shown.
  if (played.refusal === "usage") {
    return { kind: "failed", id: item.id, detail: `nothing was run: ${played.err}`, ms, notes };
  }
  if (driver.name === "paddock" && (played.status === FAULT.status || FAULT.said.test(played.err))) {
    return { kind: "failed", id: item.id, detail: `the helper has a fault: ${played.err}`, ms, notes };
  }
  if (played.refusal === "sandbox") notes.push(`the sandbox refused to start: ${played.err}`);
  if (played.verdict === expected) return { kind: "passed", id: item.id, ms, notes };
  const detail = `expected ${expected}, got ${played.verdict} (status ${played.status}) ${JSON.stringify(played.err)}`;
  return { kind: "failed", id: item.id, detail, ms, notes };
}

/** A suite of cases that are played for real, through the product's own command line. */
function played(name: string, cases: string): Suite {
  return {
    name,
    cases,
    drivers: ["paddock", "codex", "srt", "bare"],
    async *run(items, options) {
      const driver = DRIVERS[options.driver];
      const missing = driver.missing();
      if (missing !== undefined && driver.name === "paddock") throw new Error(missing);
      if (missing !== undefined) {
        for (const item of items) yield { kind: "skipped", id: String(item["id"]), reason: missing };
        return;
      }
      yield* inParallel(items.map(escapeCase), options.jobs, (item) => play(item, driver, options));
    },
  };
}

/** Attacks on the boundary, and the work it must not break. */
export const escapeSuite: Suite = played("escape", "escape.jsonl");

/** Plants that a later git of the host would run, and the git work that must go on. */
export const gitPlantsSuite: Suite = played("git-plants", "git-plants.jsonl");

/** The everyday work of a developer, offline. */
export const workSuite: Suite = played("work", "work.jsonl");
