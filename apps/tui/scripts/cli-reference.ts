// Writes docs/cli.md from the command table: node --conditions=paddock-source apps/tui/scripts/cli-reference.ts
import { writeFileSync } from "node:fs";
import { cliReference } from "../src/cli/reference.ts";
import { commandTable } from "../src/cli/table.ts";

writeFileSync(new URL("../docs/cli.md", import.meta.url), await cliReference(commandTable));
