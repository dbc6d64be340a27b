import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { checkArgv } from "../../src/codex/check-argv.ts";
import { Random } from "../fuzz/random.ts";
import { makeRuleCases, type RuleCase } from "./rule-maker.ts";

/** `CODEX_BIN=codex node run.ts [COUNT] [SEED]`: compares `codex execpolicy check` with ours on generated rule files. */
const binary = process.env["CODEX_BIN"];
if (binary === undefined) throw new Error("set CODEX_BIN to a codex binary");
const count = Number(process.argv[2] ?? 1000);
const seed = Number(process.argv[3] ?? 1);
const SHOWN = 40;
const SIDE_BY_SIDE = 2;

interface Answer {
  readonly status: number;
  readonly out: string;
  /** The message, and the place where one is given. */
  readonly message: string;
  readonly at: string;
}

const folder = mkdtempSync(join(tmpdir(), "rules-codex-"));

function askCodex(item: RuleCase, name: string): Promise<Answer> {
  const path = join(folder, name);
  writeFileSync(path, item.text);
  const { RUST_BACKTRACE: _, ...rest } = process.env;
  const env = { ...rest, RUST_BACKTRACE: "0", CODEX_HOME: folder };
  const child = spawn(binary!, ["execpolicy", "check", "--rules", name, "--", ...item.argv], {
    env,
    cwd: folder,
  });
  let out = "";
  let err = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    out += chunk;
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
    err += chunk;
  });
  return new Promise((resolve) => {
    child.on("close", (status) => {
      const text = err.slice(Math.max(0, err.indexOf("Caused by:")));
      resolve({ status: status ?? -1, out: out.trim(), ...readError(text.replaceAll(name, "t.rules")) });
    });
  });
}

function askOurs(item: RuleCase): Answer {
  const outcome = checkArgv([{ path: "t.rules", text: item.text, layer: "user" }], item.argv, { cwd: "/w" });
  if (outcome.kind === "result")
    return { status: 0, out: JSON.stringify(outcome.result), message: "", at: "" };
  return { status: 1, out: "", ...readError(outcome.text.slice(outcome.text.indexOf("Caused by:"))) };
}

function readError(text: string): { readonly message: string; readonly at: string } {
  const at = /--> (t\.rules:\d+:\d+)/.exec(text)?.[1] ?? "";
  const marked = /error: (?!Traceback)([\s\S]*?)\n\s*-->/.exec(
    text.replace("starlark error: ", "error: ").replace("error: error: ", "error: "),
  )?.[1];
  const message = marked ?? text.replace("Caused by:", "").trim().split("\n\n")[0]!;
  return {
    message: message
      .replace(/^(?:starlark )?error: /, "")
      .replace(/\n\s*/g, " ")
      .trim(),
    at,
  };
}

const cases = makeRuleCases(new Random(seed), count);
const found = { status: 0, output: 0, message: 0, place: 0 };
let errors = 0;
let shown = 0;
let next = 0;
async function work(worker: number): Promise<void> {
  for (let at = next; at < cases.length; at = next) {
    next += 1;
    const item = cases[at]!;
    const theirs = await askCodex(item, `${worker}.rules`);
    const ours = askOurs(item);
    if (theirs.status !== 0) errors += 1;
    const kind =
      theirs.status !== ours.status
        ? "status"
        : theirs.out !== ours.out
          ? "output"
          : ours.status === 0
            ? undefined
            : theirs.message !== ours.message
              ? "message"
              : theirs.at !== ours.at
                ? "place"
                : undefined;
    if (kind === undefined) continue;
    found[kind] += 1;
    shown += 1;
    if (shown <= SHOWN) console.log(JSON.stringify({ kind, ...item, theirs, ours }));
  }
}
await Promise.all(Array.from({ length: SIDE_BY_SIDE }, (_, worker) => work(worker)));
rmSync(folder, { recursive: true });
console.log(
  `${count} rule files, ${errors} of them with an error, differences ${JSON.stringify(found)}, seed ${seed}`,
);
