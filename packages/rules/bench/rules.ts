import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parse } from "unbash";
import { loadRules, readStrictly, readWidely } from "../src/mod.ts";

/**
 * `node --conditions=paddock-source bench/rules.ts`: times the rules against tree-sitter-bash and, with CODEX_BIN set, against
 * one `codex execpolicy check` process. Prints ratios; both sides are measured in turn.
 */
const ROUNDS = 15;
const LINES = [
  "git status && git diff --stat | head -50",
  "rg -n 'foo|bar' src --glob '*.ts' | sort -u",
  'find . -type f -name "*.md" -not -path "./node_modules/*"',
  "npm test -- --reporter=dot 2>&1 | tail -40",
];

/** Median processor time of one call in microseconds, so that a busy machine does not count; `wall` for processes. */
function time(work: () => unknown, calls: number, wall = false): number {
  const now = (): number => (wall ? performance.now() * 1000 : process.cpuUsage().user);
  const samples: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const started = now();
    for (let call = 0; call < calls; call += 1) work();
    samples.push((now() - started) / calls);
  }
  return samples.sort((a, b) => a - b)[Math.floor(ROUNDS / 2)]!;
}

function ruleText(count: number): string {
  return Array.from(
    { length: count },
    (_, at) =>
      `prefix_rule(pattern = ["tool${at}", ["one", "two"]], decision = "allow", match = ["tool${at} one"])`,
  ).join("\n");
}

function print(name: string, microseconds: number, against?: readonly [string, number]): void {
  const ratio = against === undefined ? "" : `   ${(microseconds / against[1]).toFixed(3)} x ${against[0]}`;
  console.log(`${name.padEnd(44)} ${microseconds.toFixed(2).padStart(10)} us${ratio}`);
}

async function treeSitter(): Promise<((text: string) => unknown) | undefined> {
  try {
    const require = createRequire(import.meta.url);
    const { Parser, Language } = await import("web-tree-sitter");
    await Parser.init();
    const parser = new Parser();
    parser.setLanguage(
      await Language.load(readFileSync(require.resolve("tree-sitter-bash/tree-sitter-bash.wasm"))),
    );
    return (text) => {
      const tree = parser.parse(text);
      const broken = tree?.rootNode.hasError;
      tree?.delete();
      return broken;
    };
  } catch {
    return undefined;
  }
}

const grammar = await treeSitter();
const four = (work: (line: string) => unknown) => () => {
  for (const line of LINES) work(line);
};
const both =
  time(
    four((line) => [readStrictly(line), readWidely(line)]),
    400,
  ) / LINES.length;
const tree = grammar === undefined ? undefined : time(four(grammar), 200) / LINES.length;
const ast = time(four(parse), 400) / LINES.length;
print(
  "both readings of a typical line",
  both,
  tree === undefined ? undefined : ["tree-sitter-bash parse", tree],
);
print("unbash parse of it", ast);
if (tree !== undefined) print("tree-sitter-bash parse of it", tree);

const rules = loadRules([
  {
    path: "bench.rules",
    layer: "bench",
    text: `${ruleText(1000)}\nprefix_rule(pattern=["git"])\nprefix_rule(pattern=["head"])`,
  },
]);
print(
  "whole verdict of a line, 1,000 rules",
  time(() => rules.check({ kind: "script", text: LINES[0]! }), 400),
);
for (const count of [10, 1000, 10_000]) {
  const set = loadRules([{ path: "bench.rules", layer: "bench", text: ruleText(count) }]);
  const argv = [`tool${count - 1}`, "two", "x"];
  print(
    `whole verdict of an argv, ${count} rules`,
    time(() => set.check({ kind: "argv", argv }), 2000),
  );
}
const codexSet = loadRules([{ path: "bench.rules", layer: "bench", text: ruleText(1000) }], {
  compat: "codex",
});
const argvCheck = time(() => codexSet.check({ kind: "argv", argv: ["tool999", "two", "x"] }), 5000);
print("argv check, 1,000 rules, Codex's meaning", argvCheck);

const thousand = ruleText(1000);
const load = time(() => loadRules([{ path: "bench.rules", layer: "bench", text: thousand }]), 5);
print("load of 1,000 rules with examples", load);

const binary = process.env["CODEX_BIN"];
if (binary !== undefined) {
  const folder = mkdtempSync(join(tmpdir(), "rules-bench-"));
  const file = join(folder, "bench.rules");
  writeFileSync(file, thousand);
  const once = time(
    () => spawnSync(binary, ["execpolicy", "check", "--rules", file, "tool999", "two"], { stdio: "ignore" }),
    3,
    true,
  );
  print("one codex execpolicy check process", once);
  print("load and check in this process", load + argvCheck, ["that process", once]);
  rmSync(folder, { recursive: true });
}
