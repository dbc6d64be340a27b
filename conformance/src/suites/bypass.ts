import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { hasCommand, runCli } from "../cli/run-cli.ts";
import { judged, type Outcome } from "../outcome.ts";
import { scratchFolder } from "../scratch.ts";
import type { RawCase, Suite } from "../suite.ts";

/** The rule set that the corpus is judged under: one allow rule for each, and nothing else. */
const ALLOWED: readonly (readonly string[])[] = [
  ["git", "status"],
  ["git", "log"],
  ["git", "diff"],
  ["ls"],
  ["cat"],
  ["echo"],
  ["rg"],
  ["find"],
  ["sed", "-n"],
  ["sort"],
  ["head"],
  ["npm", "test"],
];

async function check(item: RawCase, rules: string, cwd: string): Promise<Outcome> {
  const id = String(item["id"]);
  const argv = ["rules", "check", "--rules", rules, "--json", "--shell", String(item["command"])];
  const { status, out, err } = await runCli(argv, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: cwd, PADDOCK_HOME: join(cwd, "home") },
  });
  let decision: unknown;
  try {
    decision = (JSON.parse(out) as RawCase)["decision"];
  } catch {
    return judged(id, [`no verdict (exit ${status}): ${(err || out).slice(0, 200)}`]);
  }
  const complaints: string[] = [];
  const why = JSON.stringify(item["command"]);
  if (item["must_not_be"] !== undefined && decision === item["must_not_be"])
    complaints.push(`${why} is ${decision}: ${item["why"]}`);
  if (item["must_be"] !== undefined && decision !== item["must_be"])
    complaints.push(`${why} is ${decision}, should be ${item["must_be"]}`);
  return judged(id, complaints);
}

/** Hostile and harmless command lines under a small set of allow rules, through `paddock rules check --shell`. */
export const bypassSuite: Suite = {
  name: "bypass",
  cases: "bypass.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    if (!hasCommand("rules")) throw new Error("paddock has no command `rules check` yet");
    using scratch = scratchFolder("bypass");
    const rules = join(scratch.path, "corpus.rules");
    writeFileSync(
      rules,
      ALLOWED.map((pattern) => `prefix_rule(pattern=${JSON.stringify(pattern)}, decision="allow")\n`).join(
        "",
      ),
    );
    for (const item of cases) yield await check(item, rules, scratch.path);
  },
};
