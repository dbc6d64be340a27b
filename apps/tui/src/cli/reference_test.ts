import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { cliReference } from "./reference.ts";
import { commandTable } from "./table.ts";

test("docs/cli.md is what the command table says", async () => {
  const written = readFileSync(new URL("../../docs/cli.md", import.meta.url), "utf8");
  const advice = "write it anew: node --conditions=paddock-source apps/tui/scripts/cli-reference.ts";
  assert.ok(written === (await cliReference(commandTable)), advice);
});
