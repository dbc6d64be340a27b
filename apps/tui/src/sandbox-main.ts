// The same program with `paddock sandbox` loaded already, which other programs start again and again.
import { commandTable } from "./cli/table.ts";
import { sandboxCommand } from "./commands/sandbox.ts";
import { runProgram } from "./program.ts";

void runProgram(
  commandTable.map((entry) =>
    entry.name === sandboxCommand.name ? { ...entry, load: async () => sandboxCommand } : entry,
  ),
);
