import assert from "node:assert/strict";
import { test } from "node:test";
import { parseArgs } from "node:util";
import type { Command } from "./command.ts";
import { readArguments } from "./read-arguments.ts";
import { UsageError } from "./usage-error.ts";

const flags: Command["flags"] = {
  mode: { type: "string", short: "m", help: "one word" },
  root: { type: "string", multiple: true, help: "many words" },
  all: { type: "boolean", help: "no word" },
};
const read = (args: readonly string[]) => readArguments({ name: "x", flags }, args);

const good: readonly (readonly string[])[] = [
  [],
  ["--mode", "a"],
  ["--mode", "a", "--mode", "b"],
  ["--mode="],
  ["--mode", ""],
  ["--mode=-a"],
  ["-m", "a"],
  ["--root", "a", "--root", "b"],
  ["--all"],
  ["--mode", "a", "--all"],
  ["a", "--mode", "b"],
  ["--mode", "a", "--", "--mode"],
  ["--", "a"],
];
for (const args of good)
  test(`[${args.join(" ")}] is read as Node reads it`, () => {
    const { values, positionals } = parseArgs({ args: [...args], options: flags, allowPositionals: true });
    const found = read(args);
    assert.deepEqual([{ ...found.values }, found.positionals], [{ ...values }, positionals]);
  });

for (const args of [["--mode"], ["--mode", "-a"], ["--mode", "--all"], ["--none", "a"], ["--toString", "a"]])
  test(`[${args.join(" ")}] is a usage error`, () => {
    assert.throws(() => read(args), UsageError);
  });
