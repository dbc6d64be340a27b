import type { ActionFacts } from "../facts.ts";
import { allow, ask, type Context, neverWithFullAccess, type Outcome, reason, type Table } from "./step.ts";

type McpFacts = Extract<ActionFacts, { kind: "mcp" }>;

/** Hints are claims of the server. A tool that claims to read only and to destroy is taken to destroy. */
function readsOnly(action: McpFacts, context: Context): boolean {
  if (action.readOnlyHint !== true) return false;
  return context.codex || action.destructiveHint !== true;
}

/** Missing hints count as destructive and open. */
function harmless(action: McpFacts, context: Context): boolean {
  return readsOnly(action, context) || (action.destructiveHint === false && action.openWorldHint === false);
}

const needsApproval: Readonly<Record<McpFacts["mode"], (action: McpFacts, context: Context) => boolean>> = {
  auto: (action, context) => !harmless(action, context),
  writes: (action, context) => !readsOnly(action, context),
  prompt: () => true,
  approve: () => false,
};

/** The rows for calls of MCP tools. `outside` means that the call is made: a server never runs in a command's sandbox. */
export const mcpTable: Table<McpFacts> = [
  {
    id: "mcp.approved",
    says: "A call that the tool's approval mode lets through is made.",
    apply: (action, context): Outcome | undefined =>
      needsApproval[action.mode](action, context)
        ? undefined
        : allow(
            "outside",
            reason(
              `mcp.${action.mode}`,
              `${action.server}/${action.tool} needs no approval in mode ${action.mode}.`,
            ),
          ),
  },
  {
    id: "mcp.never-full-access",
    says: "Full access together with a chosen never policy calls every tool; a never that requirements put there does not.",
    apply: (_action, context): Outcome | undefined => neverWithFullAccess(context),
  },
  {
    id: "mcp.ask",
    says: "Every other call makes a question.",
    apply: (action, context): Outcome =>
      ask(context, {
        topic: "mcp",
        placement: "outside",
        reasons: [
          reason(
            `mcp.${action.mode}`,
            `${action.server}/${action.tool} needs approval in mode ${action.mode}; its hints do not say that it only reads.`,
          ),
        ],
        needs:
          action.mode === "prompt"
            ? [{ kind: "exact", placement: "outside" }]
            : [{ kind: "mcp", server: action.server, tool: action.tool }],
        scopes: action.mode === "prompt" ? ["once"] : ["once", "turn", "session", "project", "user"],
        alternative: "Use a tool that only reads.",
      }),
  },
];
