import type { ActionFacts } from "../facts.ts";
import { commandTable } from "./command.ts";
import { readTable, writeTable } from "./files.ts";
import { mcpTable } from "./mcp.ts";
import { networkTable } from "./network.ts";
import { credentialTable, permissionsTable, stdinTable, toolTable } from "./rest.ts";
import type { Step, Table } from "./step.ts";

type Tables = {
  readonly [K in ActionFacts["kind"]]: Table<Extract<ActionFacts, { kind: K }>>;
};

/** The whole decision table, by kind of action. */
export const tables: Tables = {
  command: commandTable,
  read: readTable,
  list: readTable,
  search: readTable,
  write: writeTable,
  patch: writeTable,
  network: networkTable,
  mcp: mcpTable,
  tool: toolTable,
  stdin: stdinTable,
  permissions: permissionsTable,
  credential: credentialTable,
};

/** The rows that judge an action. Each table holds rows for its own kind, so the widening is sound. */
export function rowsFor(action: ActionFacts): readonly Step<ActionFacts>[] {
  return tables[action.kind] as Table<ActionFacts>;
}
