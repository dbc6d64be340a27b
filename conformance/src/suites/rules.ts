import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { hasCommand, runCli } from "../cli/run-cli.ts";
import { jsonEqual } from "../json-equal.ts";
import { judged, type Outcome } from "../outcome.ts";
import { scratchFolder } from "../scratch.ts";
import type { RawCase, Suite } from "../suite.ts";

interface Expected {
  readonly exit: number;
  readonly decision?: string | null;
  readonly matchedRules?: readonly unknown[];
  readonly stdout?: string;
  readonly stderr?: string;
  /** `FILE:LINE:COLUMN` of the error. */
  readonly at?: string;
}

/** What follows a bracket in a recorded message is a dump in another language's syntax. */
function comparable(message: string): string {
  return message.split(/[[{]/)[0]!.trim();
}

function complaintsOf(expected: Expected, status: number, out: string, err: string): readonly string[] {
  const complaints: string[] = [];
  if (status !== expected.exit)
    complaints.push(`exit ${status}, expected ${expected.exit} ${err.trim().slice(0, 200)}`);
  else if (expected.exit === 0) {
    const result = parsed(out);
    if (result === undefined) return [`no JSON on standard output: ${out.slice(0, 80)}`];
    if ((result["decision"] ?? null) !== (expected.decision ?? null))
      complaints.push(`decision ${result["decision"]}, expected ${expected.decision}`);
    if (!jsonEqual(result["matchedRules"] ?? [], expected.matchedRules ?? [])) {
      complaints.push(
        `matchedRules ${JSON.stringify(result["matchedRules"])}, expected ${JSON.stringify(expected.matchedRules)}`,
      );
    }
    if (expected.stdout !== undefined && out !== expected.stdout)
      complaints.push("standard output is spelled differently");
  } else {
    const message = comparable(expected.stderr ?? "");
    if (!err.includes(message))
      complaints.push(`message ${JSON.stringify(err.slice(0, 300))} lacks ${JSON.stringify(message)}`);
    if (expected.at !== undefined && !err.includes(expected.at))
      complaints.push(`error is not at ${expected.at}`);
  }
  return complaints;
}

function parsed(text: string): RawCase | undefined {
  try {
    return JSON.parse(text) as RawCase;
  } catch {
    return undefined;
  }
}

async function check(item: RawCase): Promise<Outcome> {
  using scratch = scratchFolder("rules");
  const home = join(scratch.path, "home");
  const cwd = join(scratch.path, "parent", "cwd");
  for (const folder of [home, cwd]) mkdirSync(folder, { recursive: true });
  const names: Readonly<Record<string, string>> = { CWD: cwd, PARENT: dirname(cwd), HOME: home };
  const fill = (text: string): string =>
    text.replace(/\$(CWD|PARENT|HOME)/g, (_, name: string) => names[name]!);
  const files = [item["rules"], ...((item["extra_rules"] as readonly string[] | undefined) ?? [])];
  const options = files.flatMap((rules, index) => {
    const path = join(scratch.path, index === 0 ? "t.rules" : `t${index + 1}.rules`);
    writeFileSync(path, fill(String(rules)));
    return ["--rules", path];
  });
  const command = (item["argv"] as readonly string[]).map(fill);
  const argv = [
    "execpolicy",
    "check",
    ...options,
    ...((item["flags"] as readonly string[]) ?? []),
    ...(command.length > 0 ? ["--", ...command] : []),
  ];
  const { status, out, err } = await runCli(argv, {
    cwd,
    env: { PATH: process.env["PATH"], HOME: home, PADDOCK_HOME: join(home, ".paddock") },
  });
  const expected = JSON.parse(fill(JSON.stringify(item["expect"]))) as Expected;
  return judged(String(item["id"]), complaintsOf(expected, status, out, err));
}

/** Rule files against recorded verdicts, through `paddock execpolicy check`. */
export const rulesSuite: Suite = {
  name: "rules",
  cases: "rules.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    if (!hasCommand("execpolicy")) throw new Error("paddock has no command `execpolicy check` yet");
    for (const item of cases) yield await check(item);
  },
};
