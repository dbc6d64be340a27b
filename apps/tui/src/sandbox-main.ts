// The same program with `paddock sandbox` loaded already, which other programs start again and again.
import { commandTable } from "./cli/table.ts";
import { afterwardsCommand, sandboxCommand } from "./commands/sandbox.ts";
import { runProgram } from "./program.ts";

const loaded = new Map([sandboxCommand, afterwardsCommand].map((command) => [command.name, command]));

void runProgram(
  commandTable.map((entry) => {
    const command = loaded.get(entry.name);
    return command === undefined ? entry : { ...entry, load: async () => command };
  }),
);
