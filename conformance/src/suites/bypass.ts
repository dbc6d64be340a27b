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

/** What a team allows that lets an agent look around and run the tests: added for cases with `"rules": "team"`. */
const TEAM: readonly string[] = [
  "git show|git rev-parse|git branch|git blame|git ls-files|git stash list|git remote -v|git tag --list|git describe",
  "git merge-base|git shortlog|git config --get|tail|wc|pwd|printf|test|[|grep|awk|jq|uniq|cut|tr|diff|du|df|stat|file",
  "node --version|npm --version|python3 --version|npm ls|npm run lint|which|command -v|true|date|basename|dirname",
  "realpath|readlink|tree|uname|printenv|sha256sum|md5sum|nl|comm|seq|ps|xargs wc",
];

async function check(item: RawCase, files: readonly string[], cwd: string): Promise<Outcome> {
  const id = String(item["id"]);
  const command = String(item["command"]).replaceAll("$CWD", cwd);
  const rules = (item["rules"] === "team" ? files : files.slice(0, 1)).flatMap((file) => ["--rules", file]);
  const argv = ["rules", "check", ...rules, "--json", "--shell", command];
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
    const team = TEAM.flatMap((line) => line.split("|").map((words) => words.split(" ")));
    const files = [ALLOWED, team].map((patterns, at) => {
      const path = join(scratch.path, `${at}.rules`);
      writeFileSync(
        path,
        patterns.map((each) => `prefix_rule(pattern=${JSON.stringify(each)}, decision="allow")\n`).join(""),
      );
      return path;
    });
    for (const item of cases) yield await check(item, files, scratch.path);
  },
};
