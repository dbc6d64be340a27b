// The program as it is started for everything but `paddock sandbox`.
import { commandTable } from "./cli/table.ts";
import { runProgram } from "./program.ts";

void runProgram(commandTable);
