import assert from "node:assert/strict";
import { test } from "node:test";
import { execCommand } from "./exec-command.ts";
import { patchInCommand } from "./patch-in-command.ts";

const patch = "*** Begin Patch\n*** Add File: a.txt\n+$HOME\n*** End Patch";
const plain = patch.replace("$HOME", "text");

const found: readonly (readonly [string, string, object])[] = [
  ["quoted", `apply_patch <<'EOF'\n${patch}\nEOF`, { patch }],
  ["in double quotes", `apply_patch <<"END"\n${patch}\nEND\n`, { patch }],
  ["without quotes and nothing to expand", `apply_patch <<EOF\n${plain}\nEOF`, { patch: plain }],
  ["after a change of folder", `cd sub/dir && apply_patch <<'EOF'\n${patch}\nEOF`, { patch, cwd: "sub/dir" }],
  ["after a quoted folder", `cd 'a b' && apply_patch <<'EOF'\n${patch}\nEOF`, { patch, cwd: "a b" }],
];
for (const [name, script, expected] of found) {
  test(`a patch is found: ${name}`, () => assert.deepEqual(patchInCommand(script), expected));
}

const commands: readonly (readonly [string, string])[] = [
  ["an expansion", `apply_patch <<EOF\n${patch}\nEOF`],
  ["a further command", `apply_patch <<'EOF'\n${patch}\nEOF\nrm x`],
  ["a command before", `rm x; apply_patch <<'EOF'\n${patch}\nEOF`],
  ["a folder that expands", `cd $X && apply_patch <<'EOF'\n${patch}\nEOF`],
  ["another program", `cat <<'EOF'\n${patch}\nEOF`],
  ["no patch", "apply_patch <<'EOF'\nhello\nEOF"],
  ["a pipe", `apply_patch <<'EOF' | tee log\n${patch}\nEOF`],
];
for (const [name, script] of commands) {
  test(`it stays a command: ${name}`, () => assert.equal(patchInCommand(script), undefined));
}

test("the command tool proposes such a patch as a patch, in the folder that it names", () => {
  const cmd = `cd sub && apply_patch <<'EOF'\n${patch}\nEOF`;
  const proposed = (input: Record<string, unknown>) => execCommand.propose(input).next().value;
  assert.deepEqual(proposed({ cmd, workdir: "pkg" }), { kind: "patch", patch, cwd: "pkg/sub" });
  assert.deepEqual(proposed({ cmd: cmd.replace("sub", "/abs") }), { kind: "patch", patch, cwd: "/abs" });
  const outside = proposed({ cmd, sandbox_permissions: "require_escalated" });
  assert.equal(outside?.kind, "command");
});
