import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { interpreterOf, scriptOperand, shellWords } from "./shell-script.ts";

test("interpreterOf() reads the first line as the kernel and env do", () => {
  const cases: readonly [string, ReturnType<typeof interpreterOf>][] = [
    ["#!/bin/sh\necho", { program: "/bin/sh", options: [] }],
    ["#! /bin/bash -eu\n", { program: "/bin/bash", options: ["-eu"] }],
    ["#!/bin/bash -e -u\n", { program: "/bin/bash", options: ["-e -u"] }],
    ["#!/usr/bin/env bash\n", { program: "bash", options: [] }],
    ["#!/usr/bin/env -S bash -e\n", { program: "bash", options: ["-e"] }],
    ["#!/usr/bin/env bash -e\n", undefined],
    ["#!/usr/bin/env -i bash\n", undefined],
    ["#!/usr/bin/env A=1 bash\n", undefined],
    ["#!\n", undefined],
    ["echo\n", undefined],
    ["\x7fELF", undefined],
  ];
  for (const [text, expected] of cases) assert.deepEqual(interpreterOf(text), expected, text);
});

test("scriptOperand() finds the script behind plain options only", () => {
  const cases: readonly [string, number | undefined][] = [
    ["bash x.sh", 1],
    ["bash -ex x.sh a", 2],
    ["bash --norc +e x.sh", 3],
    ["bash -c x.sh", undefined],
    ["bash -ec x.sh", undefined],
    ["bash -o errexit x.sh", undefined],
    ["bash -s x.sh", undefined],
    ["bash --rcfile a x.sh", undefined],
    ["bash -- x.sh", undefined],
    ["bash", undefined],
  ];
  for (const [line, expected] of cases) assert.equal(scriptOperand(line.split(" ")), expected, line);
});

test("shellWords() keeps name, arguments, lines, status and the place of the script", () => {
  const text = [
    "#!/bin/bash",
    "set -u",
    'echo "$0|$1|$2|$#|$LINENO"',
    'echo "$(dirname "${BASH_SOURCE[0]}")"',
    '[[ "${BASH_SOURCE[0]}" == "$0" ]] && echo main',
    'where() { echo "${BASH_SOURCE[0]}"; }; where',
    "exit 7",
  ].join("\n");
  const [file = "", ...args] = shellWords(["/bin/bash"], text, "./scripts/x.sh", ["a b", ""]) ?? [];
  try {
    execFileSync(file, args, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
    assert.fail("it ends with 7");
  } catch (error) {
    const { status, stdout } = error as { status: number; stdout: string };
    assert.equal(status, 7);
    assert.equal(stdout, "./scripts/x.sh|a b||2|3\n./scripts\nmain\n./scripts/x.sh\n");
  }
});

test("shellWords() refuses what is no argument", () => {
  assert.equal(shellWords(["/bin/sh"], "a\0b", "x", []), undefined);
  assert.equal(shellWords(["/bin/sh"], "x".repeat(200_000), "x", []), undefined);
});
