import assert from "node:assert/strict";
import { tmpdir } from "node:os";
import { test } from "node:test";
import type { Command, CommandContext } from "./command.ts";
import { dispatch } from "./dispatch.ts";
import type { CommandEntry } from "./table.ts";

interface Seen {
  status: number;
  out: string;
  err: string;
  context?: CommandContext;
  command?: string;
}

async function invoke(argv: readonly string[], env: Record<string, string> = {}): Promise<Seen> {
  const seen: Seen = { status: -1, out: "", err: "" };
  const command = (name: string, extra: Partial<Command> = {}): Command => ({
    name,
    summary: `Does ${name}`,
    usage: [`${name} [ARG]...`],
    flags: {},
    async run(context) {
      seen.context = context;
      seen.command = name;
      return 0;
    },
    ...extra,
  });
  const failing =
    (error: Error): Command["run"] =>
    async () => {
      throw error;
    };
  const commands = [
    command("exec", { flags: { "on-ask": { type: "string", help: "asks" } } }),
    command("sandbox", {
      trailing: true,
      flags: { permissions: { type: "string", short: "P", help: "profile" } },
    }),
    command("logs", { commands: [command("show"), command("verify")] }),
    command("broken", {
      run: failing(Object.assign(new Error("config.toml:3:1: no"), { name: "ConfigError" })),
    }),
    command("crash", { run: failing(new Error("it broke")) }),
  ];
  const table: CommandEntry[] = commands.map((one) => ({
    name: one.name,
    summary: one.summary,
    load: async () => one,
  }));
  seen.status = await dispatch({
    argv,
    cwd: tmpdir(),
    env,
    version: "1.2.3",
    table,
    fallback: async () => command("chat"),
    out: (text) => {
      seen.out += text;
    },
    err: (text) => {
      seen.err += text;
    },
    style: (_name, text) => text,
    signal: new AbortController().signal,
  });
  return seen;
}

test("a command gets its own arguments and the global options come apart, wherever they stand", async () => {
  const { context, command } = await invoke([
    "-c",
    "a=1",
    "exec",
    "--json",
    "run",
    "-c",
    "b=2",
    "ls",
    "--on-ask",
    "stop",
  ]);
  assert.equal(command, "exec");
  assert.deepEqual(context?.args, ["run", "ls", "--on-ask", "stop"]);
  assert.deepEqual(context?.globals.set, ["a=1", "b=2"]);
  assert.equal(context?.globals.json, true);
});

test("nothing after -- is an option of ours", async () => {
  const { context } = await invoke(["exec", "--", "--json", "-c", "x"]);
  assert.deepEqual(context?.args, ["--", "--json", "-c", "x"]);
  assert.equal(context?.globals.json, false);
});

test("the value of a command's own flag is never taken for an option", async () => {
  const { context } = await invoke(["exec", "--on-ask", "--json", "x"]);
  assert.deepEqual(context?.args, ["--on-ask", "--json", "x"]);
  assert.equal(context?.globals.json, false);
});

test("a trailing command keeps the other program's arguments untouched", async () => {
  const { context } = await invoke(["sandbox", "-P", "ci", "sh", "-c", "echo --json"]);
  assert.deepEqual(context?.args, ["-P", "ci", "sh", "-c", "echo --json"]);
  assert.deepEqual(context?.globals.set, []);
});

test("nested commands are found", async () => {
  const { command, context } = await invoke(["logs", "verify", "x"]);
  assert.equal(command, "verify");
  assert.deepEqual(context?.args, ["x"]);
});

test("words that name no command are a prompt", async () => {
  const { command, context } = await invoke(["run the tests"]);
  assert.equal(command, "chat");
  assert.deepEqual(context?.args, ["run the tests"]);
});

const refusals: readonly (readonly [string, readonly string[], number, RegExp])[] = [
  ["a misspelt command", ["sandbx"], 2, /did you mean `paddock sandbox`/],
  ["a misspelt nested command", ["logs", "verfy"], 2, /did you mean "verify"/],
  ["help for an unknown command", ["help", "lgos"], 2, /did you mean `paddock help logs`/],
  ["a -c without =", ["-c", "x", "exec"], 2, /-c x has no "="/],
  ["a missing value", ["exec", "-c"], 2, /-c needs a value/],
  ["an unknown compat", ["--compat", "other"], 2, /knows only "codex"/],
  ["a folder that is not there", ["-C", "nowhere-at-all", "exec"], 2, /no such folder/],
  ["an unknown colour word", ["--color", "pink", "exec"], 2, /--color is auto, always or never/],
  ["a configuration error", ["broken"], 3, /config\.toml:3:1/],
  ["any other error", ["crash"], 1, /^paddock: it broke\n$/],
];
for (const [what, argv, status, text] of refusals) {
  test(`${what} ends with status ${status} and a clear line`, async () => {
    const seen = await invoke(argv);
    assert.equal(seen.status, status);
    assert.match(seen.err, text);
    assert.equal(seen.out, "");
  });
}

test("--version, --help and help COMMAND print and succeed", async () => {
  assert.equal((await invoke(["--version"])).out, "paddock 1.2.3\n");
  assert.match((await invoke(["--help"])).out, /Commands:\n {2}exec/);
  assert.match((await invoke(["help", "exec"])).out, /--on-ask VALUE/);
  assert.match((await invoke(["logs", "show", "--help"])).out, /paddock show/);
});

test("PADDOCK_COMPAT stands in for --compat and is checked the same way", async () => {
  assert.equal((await invoke(["exec"], { PADDOCK_COMPAT: "codex" })).context?.globals.compat, "codex");
  assert.equal((await invoke(["exec"], { PADDOCK_COMPAT: "x" })).status, 2);
});
