import type { ApprovalPolicy, Origin, Reason } from "./facts.ts";
import { mayAsk, policyKey } from "./policy.ts";

/** Which program or address a managed entry expects behind a server's name. */
export interface ServerIdentity {
  /** The program of a server on standard input and output, as configured. */
  readonly command?: string;
  /** The address of a server over HTTP, as configured. */
  readonly url?: string;
  /** Where the administrator wrote it. */
  readonly origin?: Origin;
}

/** An MCP server as configured. */
export interface ServerFacts {
  /** The name in the configuration. */
  readonly name: string;
  /** Its program, if it has one. */
  readonly command?: string;
  /** Its address, if it has one. */
  readonly url?: string;
}

/** Whether something may be used at all, and why not. */
export type Admission =
  | { readonly admitted: true }
  | { readonly admitted: false; readonly code: string; readonly reasons: readonly Reason[] };

const yes: Admission = { admitted: true };

function no(code: string, text: string, origin?: Origin): Admission {
  return {
    admitted: false,
    code,
    reasons: [{ code, text, ...(origin === undefined ? {} : { origin }) }],
  };
}

/**
 * Says whether managed requirements let a server start. Without a table every server may; an empty table admits
 * none. Name and identity must both match.
 */
export function admitServer(
  allowed: Readonly<Record<string, ServerIdentity>> | undefined,
  server: ServerFacts,
): Admission {
  if (allowed === undefined) return yes;
  const entry = Object.hasOwn(allowed, server.name) ? allowed[server.name] : undefined;
  if (entry === undefined)
    return no("requirement.mcp-server", `Requirements do not list the server ${server.name}.`);
  const named = entry.command !== undefined || entry.url !== undefined;
  if (!named || entry.command !== server.command || entry.url !== server.url) {
    return no(
      "requirement.mcp-identity",
      `The server ${server.name} is not the one that the requirements name.`,
      entry.origin,
    );
  }
  return yes;
}

/** Says whether a tool is shown to the model: first the list of enabled tools, then the list of disabled ones. */
export function admitTool(
  tool: string,
  lists: { readonly enabled?: readonly string[]; readonly disabled?: readonly string[] },
): Admission {
  if (lists.enabled !== undefined && !lists.enabled.includes(tool)) {
    return no("mcp.not-enabled", `enabled_tools does not list ${tool}.`);
  }
  if (lists.disabled?.includes(tool) === true) return no("mcp.disabled", `disabled_tools lists ${tool}.`);
  return yes;
}

/** Says whether a question from a server reaches the person; otherwise it is declined without one. */
export function admitElicitation(policy: ApprovalPolicy): Admission {
  return mayAsk(policy, "elicitation")
    ? yes
    : no("policy.elicitation", `${policyKey(policy, "elicitation")} lets no server ask questions.`);
}
