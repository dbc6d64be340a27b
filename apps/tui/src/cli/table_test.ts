import assert from "node:assert/strict";
import { test } from "node:test";
import type { Command } from "./command.ts";
import { commandHelp, programHelp } from "./help.ts";
import { commandTable } from "./table.ts";

function everyCommand(commands: readonly Command[]): readonly Command[] {
  return commands.flatMap((command) => [command, ...everyCommand(command.commands ?? [])]);
}

for (const entry of commandTable) {
  test(`${entry.name}: the table and the command agree`, async () => {
    const command = await entry.load();
    assert.equal(command.name, entry.name);
    assert.equal(command.summary, entry.summary);
    for (const one of everyCommand([command])) {
      assert.ok(one.usage.length > 0, `${one.name} shows no usage`);
      assert.doesNotMatch(one.summary, /\.$/, `${one.name}: a summary has no full stop`);
      for (const [name, flag] of Object.entries(one.flags)) {
        assert.ok(flag.help, `--${name} of ${one.name} has no help`);
      }
    }
  });
}

test("no line of help is wider than 120 columns", async () => {
  const commands = await Promise.all(commandTable.map(({ load }) => load()));
  const pages = [
    programHelp(commandTable),
    ...everyCommand(commands).map((command) => commandHelp([command])),
  ];
  // A usage line is for copying, so it is not broken.
  for (const line of pages.join("\n").split("\n"))
    assert.ok(line.length <= 120 || line.startsWith("  paddock "), line);
});
