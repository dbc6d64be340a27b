import { evaluate } from "./evaluate.ts";
import type { ActionFacts, ApprovalPolicy, Escalation, VerdictFacts } from "./facts.ts";
import type { Mode } from "./input.ts";
import { tables } from "./table/tables.ts";

/** One row of the decision table, as documentation. */
export interface DescribedRow {
  /** The kind of action that the row judges. */
  readonly kind: ActionFacts["kind"];
  /** Stable name, as `explain` prints it. */
  readonly id: string;
  /** What the row says. */
  readonly says: string;
}

/** Lists every row of the table in the order in which rows are tried. */
export function describeTable(): readonly DescribedRow[] {
  return Object.entries(tables).flatMap(([kind, rows]) =>
    rows.map(({ id, says }) => ({ kind: kind as ActionFacts["kind"], id, says })),
  );
}

const origin = { layer: "user" };
const nothing: VerdictFacts = { decision: "none", reasons: [], matches: [] };

function ruled(decision: "allow" | "ask" | "deny", placement?: "inside" | "outside"): VerdictFacts {
  const matches = [{ decision, origin, prefix: ["tool"] }];
  return { decision, reasons: [], matches, ...(placement === undefined ? {} : { placement }) };
}

const danger: VerdictFacts = { ...nothing, danger: { code: "forced-removal", text: "forced removal" } };
const stay: Escalation = { kind: "none" };
const leave: Escalation = { kind: "outside" };
const widen: Escalation = { kind: "widen", write: ["/extra"] };

function command(verdict: VerdictFacts, escalation: Escalation): ActionFacts {
  return { kind: "command", argv: ["tool"], cwd: "/w", verdict, escalation };
}

/** The examples that the printed table is made of. */
export const examples: readonly (readonly [string, ActionFacts])[] = [
  ["command, no rule", command(nothing, stay)],
  ["command, no rule, asks to leave", command(nothing, leave)],
  ["command, no rule, asks to widen", command(nothing, widen)],
  ["command, danger word", command(danger, stay)],
  ["command, danger word, asks to leave", command(danger, leave)],
  ["command, allow rule", command(ruled("allow", "inside"), stay)],
  ["command, allow rule, asks to leave", command(ruled("allow", "inside"), leave)],
  ["command, allow rule that says outside", command(ruled("allow", "outside"), stay)],
  ["command, allow rule that says outside, asks to leave", command(ruled("allow", "outside"), leave)],
  ["command, ask rule", command(ruled("ask"), stay)],
  ["command, ask rule, asks to leave", command(ruled("ask"), leave)],
  ["command, deny rule", command(ruled("deny"), stay)],
  ["read, visible", { kind: "read", path: "/w/a", within: "readable" }],
  ["read, hidden", { kind: "read", path: "/w/a", within: "denied" }],
  ["write in a root", { kind: "write", path: "/w/a", within: "writable" }],
  ["write, protected name", { kind: "write", path: "/w/.git/a", within: "protected" }],
  ["write, name that runs by itself", { kind: "write", path: "/w/.envrc", within: "auto-run" }],
  ["write outside", { kind: "write", path: "/x", within: "outside" }],
  ["host, listed", { kind: "network", host: "h", port: 443, protocol: "https", decision: "allow" }],
  ["host, unlisted", { kind: "network", host: "h", port: 443, protocol: "https", decision: "ask" }],
  ["host, denied", { kind: "network", host: "h", port: 443, protocol: "https", decision: "deny" }],
  ["MCP tool that only reads", { kind: "mcp", server: "s", tool: "t", mode: "auto", readOnlyHint: true }],
  ["MCP tool without hints", { kind: "mcp", server: "s", tool: "t", mode: "auto" }],
  ["own tool that only reads", { kind: "tool", name: "t", effects: ["read"] }],
  ["own tool with effects", { kind: "tool", name: "t", effects: ["write"] }],
  ["input, program inside", { kind: "stdin", execution: "e", outside: false, empty: false }],
  ["input, program outside", { kind: "stdin", execution: "e", outside: true, empty: false }],
  ["wish to widen", { kind: "permissions", write: ["/extra"] }],
  ["secret", { kind: "credential", name: "TOKEN" }],
];

function switches(on: boolean): ApprovalPolicy {
  return {
    kind: "granular",
    sandboxApproval: on,
    rules: on,
    mcpElicitations: on,
    requestPermissions: on,
    skillApproval: on,
  };
}

const policies: readonly (readonly [string, ApprovalPolicy])[] = [
  ["untrusted", { kind: "untrusted" }],
  ["on-request", { kind: "on-request" }],
  ["granular, all on", switches(true)],
  ["granular, all off", switches(false)],
  ["never", { kind: "never" }],
];

const modes: readonly Mode[] = ["read-only", "workspace-write", "danger-full-access"];
const modeNames: Readonly<Record<Mode, string>> = {
  "read-only": "ro",
  "workspace-write": "ww",
  profile: "profile",
  "danger-full-access": "full",
};

function cell(policy: ApprovalPolicy, action: ActionFacts, compat: "codex" | undefined): string {
  const words = modes.map((mode) => {
    const evaluation = evaluate({
      policy,
      reviewer: "user",
      mode,
      action,
      grants: [],
      ...(compat === undefined ? {} : { compat }),
    });
    if (evaluation.decision === "deny") return "deny";
    return evaluation.decision === "ask" ? `ask>${evaluation.placement}` : evaluation.placement;
  });
  if (new Set(words).size === 1) return words[0] as string;
  if (words[0] === words[1]) return `${words[0]}; full: ${words[2]}`;
  return modes.map((mode, index) => `${modeNames[mode]}: ${words[index]}`).join("; ");
}

function grid(compat: "codex" | undefined): string {
  const head = `| action | ${policies.map(([name]) => name).join(" | ")} |`;
  const rule = `| --- |${" --- |".repeat(policies.length)}`;
  const rows = examples.map(
    ([name, action]) =>
      `| ${name} | ${policies.map(([, policy]) => cell(policy, action, compat)).join(" | ")} |`,
  );
  return [head, rule, ...rows].join("\n");
}

/** Writes the whole table as Markdown: what each combination gives, and the rows that say so. */
export function documentTable(): string {
  const rows = new Map<string, string>();
  for (const { id, says } of describeTable()) rows.set(id, says);
  return `# The decision table

Generated from the code that decides; \`npm run table -w @paddock/approvals\` writes it and a test compares it.

\`inside\` and \`outside\` run in and out of the sandbox without a question, \`ask>inside\` runs inside once somebody
says yes, \`deny\` refuses. One word stands for all modes; \`full\` is danger-full-access, \`ro\` and \`ww\` the other two. A
named profile reads like \`ww\`, and the policy \`on-failure\` like on-request; a test holds both to it.

## By default

${grid(undefined)}

## With \`--compat codex\`

${grid("codex")}

## Rows, in the order in which they are tried

The first row that decides wins. A grant then answers a question beforehand (\`grant.covers\`), and where every
command is reviewed one that would run by itself waits for the reviewer (\`review.all\`).

| row | says |
| --- | --- |
${[...rows].map(([id, says]) => `| \`${id}\` | ${says} |`).join("\n")}
`;
}
