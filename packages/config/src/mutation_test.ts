import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkText } from "./check/check-text.ts";

const CONFIG = `# A file as people write it
model = "gpt"
sandbox_mode = "workspace-write"
approval_policy = { granular = { sandbox_approval = true, rules = true, mcp_elicitations = false } }
project_root_markers = [".git", "WORKSPACE"]

[sandbox_workspace_write]
writable_roots = ["~/cache", "../shared"] # two of them
network_access = false

[permissions.mine.filesystem]
":root" = "read"
":workspace_roots" = { "." = "write", "secret" = "deny" }
glob_scan_max_depth = 4

[mcp_servers."docs server"]
command = "docs"
args = ["--port", '80']
env = { A = "1", "b c" = """x
y""" }

[otel]
exporter = { otlp-http = { endpoint = "https://a.test", headers = { k = "v" } } }

[[hooks.Stop]]
hooks = [{ type = "command", command = "x", timeout = 1.5 }]

[projects."/home/me/x y"]
trust_level = "trusted"
`;

const REQUIREMENTS = `allowed_sandbox_modes = ["read-only", "workspace-write"]
allowed_approval_policies = ["on-request", { granular = { sandbox_approval = true, rules = true, mcp_elicitations = true } }]
required_minimum_version = "0.1.0"

[permissions.filesystem]
deny_read = ["~/.ssh", "/srv/**/*.key"]

[experimental_network]
domains = { "*.a.test" = "allow", "b.test" = "deny" }

[mcp_servers.docs.identity.command]
executable = "/usr/bin/docs"
args = [{ match = "exact", value = "--x" }, { match = "regex", expression = "a.*" }]

[[rules.prefix_rules]]
pattern = [{ token = "git" }, { any_of = ["push", "fetch"] }]
decision = "prompt"
justification = "ask first"

[[hooks.PreToolUse]]
matcher = "^Bash$"
hooks = [{ type = "command", command = "/opt/check" }]
`;

/** A small generator of numbers, so that a failure can be repeated from its seed (mulberry32). */
function numbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const PIECES = [
  '"',
  "'",
  "[",
  "]",
  "{",
  "}",
  "=",
  ".",
  "\n",
  "\r",
  "#",
  "\\",
  '"""',
  "[[",
  "\u0000",
  "\ud800",
  "é",
  "nan",
  "1e999",
  "0x",
  "-",
  "__proto__",
  "constructor = 1\n",
  "[a]\n",
  "true",
  "2026-01-01",
  ",",
  "\t",
  "\u2028",
  "inf",
];

function mutate(text: string, next: () => number): string {
  let result = text;
  for (let n = 1 + Math.floor(next() * 4); n > 0; n--) {
    const at = Math.floor(next() * (result.length + 1));
    const size = Math.floor(next() * 12);
    const piece = PIECES[Math.floor(next() * PIECES.length)]!;
    const lines = result.split("\n");
    const line = Math.floor(next() * lines.length);
    switch (Math.floor(next() * 7)) {
      case 0:
        result = result.slice(0, at) + result.slice(at + size);
        break;
      case 1:
        result = result.slice(0, at) + piece + result.slice(at);
        break;
      case 2:
        result = result.slice(0, at) + piece + result.slice(at + size);
        break;
      case 3:
        result = lines.toSpliced(line, 1).join("\n");
        break;
      case 4:
        result = lines.toSpliced(line, 0, lines[Math.floor(next() * lines.length)]!).join("\n");
        break;
      case 5:
        result = result.slice(0, at);
        break;
      default:
        result = result.slice(0, at) + piece.repeat(1 + Math.floor(next() * 200)) + result.slice(at);
    }
  }
  return result;
}

describe("malformed files", () => {
  it("are refused with a place, and never crash or hang the reader", async () => {
    const count = Number(process.env["PADDOCK_RUNS"] ?? 5000);
    const next = numbers(20260101);
    let wrong = 0;
    for (let i = 0; i < count; i++) {
      const kind = i % 2 === 0 ? "config" : "requirements";
      const text = mutate(kind === "config" ? CONFIG : REQUIREMENTS, next);
      const problems = await checkText(text, { kind, file: "/etc/x.toml" });
      const lines = text.split("\n").length;
      for (const problem of problems) {
        assert.equal(problem.file, "/etc/x.toml");
        assert.ok(
          problem.line !== undefined && problem.line >= 1 && problem.line <= lines + 1,
          `${problem.message} at line ${problem.line} of ${lines}`,
        );
        assert.ok(problem.column !== undefined && problem.column >= 1);
        assert.ok(problem.message.length > 0 && problem.message.length < 2000);
      }
      if (problems.some((problem) => problem.severity === "error")) wrong++;
    }
    assert.ok(wrong > count / 2, `only ${wrong} of ${count} were malformed`);
  });

  it("of hostile shapes are refused too", async () => {
    const hostile = [
      `${"[".repeat(100_000)}`,
      `a = ${"[".repeat(50_000)}`,
      `a = ${"{ a = ".repeat(20_000)}`,
      `${"a.".repeat(100_000)}a = 1`,
      `a = "${"\\u0000".repeat(10_000)}`,
      `${"x = 1\n".repeat(2)}`,
      `[a]\n[a.b]\n[a]`,
      "\u0000",
      "=",
    ];
    for (const text of hostile) {
      for (const kind of ["config", "requirements"] as const) {
        const problems = await checkText(text, { kind, file: "/etc/x.toml" });
        assert.ok(
          problems.some((problem) => problem.severity !== "info" && problem.line !== undefined),
          text.slice(0, 40),
        );
      }
    }
  });
});
