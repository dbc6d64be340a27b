import { proposeAmendments } from "@paddock/approvals";
import { codexQuote } from "./codex-quote.ts";
import type { CommandFacts } from "./command-facts.ts";

type Facts = Extract<CommandFacts, { kind: "facts" }>;

/** The reason of a question as Codex words it: the rule's, else the model's own, else none. */
export function codexReason({ verdict, action }: Facts, justification: string | undefined): string | null {
  if (verdict.decision !== "ask") return justification ?? null;
  const line = `\`${codexQuote(action.argv)}\``;
  const why = verdict.matches.find((match) => match.decision === "ask" && match.justification !== undefined);
  return why === undefined
    ? `${line} requires approval by policy`
    : `${line} requires approval: ${why.justification}`;
}

/**
 * The rule that Codex would propose with the question. `everyOne` says that each command without a rule makes the
 * question, not only the dangerous ones.
 */
export function codexAmendment(
  { verdict, action, rules }: Facts,
  call: { readonly everyOne: boolean; readonly suggested?: readonly string[] | undefined },
): readonly string[] | null {
  const strict = verdict.segments.filter((segment) => segment.reading === "strict");
  const opaque = verdict.opaque.length > 0 || strict.length === 0;
  const segments = opaque
    ? [{ argv: action.argv, ruled: verdict.matches.length > 0, asks: true }]
    : strict.map(({ argv, matches }) => ({
        argv,
        ruled: matches.length > 0,
        asks: call.everyOne || rules.check({ kind: "argv", argv }).danger !== undefined,
      }));
  const [first] = proposeAmendments(
    {
      segments,
      askedByRule: verdict.decision === "ask",
      ...(call.suggested === undefined ? {} : { suggested: call.suggested }),
    },
    "codex",
  );
  return first ?? null;
}
