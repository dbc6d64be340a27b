import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "./command.ts";
import { splitProgram } from "./split-program.ts";

const flags: Command["flags"] = {
  permissions: { type: "string", short: "P", help: "" },
  learn: { type: "boolean", help: "" },
};

const cases: readonly [args: readonly string[], flags: readonly string[], argv: readonly string[]][] = [
  [["--", "ls", "-l"], [], ["ls", "-l"]],
  [["ls", "--learn"], [], ["ls", "--learn"]],
  [["-P", "dev", "ls"], ["-P", "dev"], ["ls"]],
  [["-Pdev", "ls"], ["-Pdev"], ["ls"]],
  [
    ["--permissions", "dev", "--learn", "ls", "--", "x"],
    ["--permissions", "dev", "--learn"],
    ["ls", "--", "x"],
  ],
  [["--permissions=dev", "--", "--learn"], ["--permissions=dev"], ["--learn"]],
  [["--learn"], ["--learn"], []],
  [["--unknown", "ls"], ["--unknown"], ["ls"]],
  [["-P"], ["-P"], []],
];
for (const [args, own, argv] of cases) {
  test(`${JSON.stringify(args)} runs ${JSON.stringify(argv)}`, () =>
    assert.deepEqual(splitProgram(args, flags), { flags: own, argv }));
}
