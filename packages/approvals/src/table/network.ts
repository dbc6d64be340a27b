import type { ActionFacts } from "../facts.ts";
import { allow, ask, deny, fullAccess, type Outcome, reason, type Table } from "./step.ts";

type NetworkFacts = Extract<ActionFacts, { kind: "network" }>;

function where(action: NetworkFacts): string {
  return `${action.host}:${action.port}`;
}

/** The rows for one destination. The network policy has judged it before; this decides whether to ask. */
export const networkTable: Table<NetworkFacts> = [
  {
    id: "network.codex-full-access",
    says: "In Codex nothing stands between a command with full access and the network.",
    apply: (_action, context): Outcome | undefined => (context.codex ? fullAccess(context) : undefined),
  },
  {
    id: "network.deny",
    says: "A destination that the network policy denies is refused; no question opens it.",
    apply: (action): Outcome | undefined =>
      action.decision === "deny"
        ? deny("network-denied", [
            reason(
              `network.${action.reason ?? "denied"}`,
              `The network policy denies ${where(action)}.`,
              action.origin,
            ),
          ])
        : undefined,
  },
  {
    id: "network.full-access",
    says: "With full access there is no boundary, so the connection is made.",
    apply: (_action, context): Outcome | undefined => fullAccess(context),
  },
  {
    id: "network.allow",
    says: "A destination that the network policy allows is reached through the proxy.",
    apply: (action): Outcome | undefined =>
      action.decision === "allow"
        ? allow(
            "inside",
            reason("network.allow", `The network policy allows ${where(action)}.`, action.origin),
          )
        : undefined,
  },
  {
    id: "network.unlisted",
    says: "An unlisted destination makes a question about this host and port.",
    apply: (action, context): Outcome =>
      ask(context, {
        topic: "network",
        placement: "inside",
        reasons: [
          reason(`network.${action.reason ?? "unlisted"}`, `No entry lists ${where(action)}.`, action.origin),
        ],
        needs: [{ kind: "host", host: action.host, port: action.port, protocol: action.protocol }],
        scopes: ["once", "turn", "session", "project", "user"],
        widen: { hosts: [action.host] },
        alternative: "Work without this host, or use one that the policy lists.",
      }),
  },
];
