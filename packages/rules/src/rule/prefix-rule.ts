import type { Origin } from "../verdict.ts";
import { canonicalForm } from "./canonical.ts";

/** What a rule decides, in the words of rule files. */
export type RuleWord = "allow" | "prompt" | "prompt-user" | "forbidden";

/** One rule: its first token is a single word, later positions may have alternatives. */
export interface PrefixRule {
  /** The program. */
  readonly first: string;
  /** The alternatives of each later position. */
  readonly rest: readonly (readonly string[])[];
  /** What the rule decides. */
  readonly decision: RuleWord;
  /** Why, in the words of its author. */
  readonly justification?: string;
  /** Tokens compare under Unicode case folding and canonical equivalence. */
  readonly canonical: boolean;
  /** Where it was written. */
  readonly origin: Origin;
  /** Position among all rules; matches are listed in this order. */
  readonly order: number;
  /** First token and alternatives in the form in which they compare. */
  readonly keys: { readonly first: string; readonly rest: readonly ReadonlySet<string>[] };
}

/** Makes a rule; `order` is its place among all rules. */
export function makeRule(fields: Omit<PrefixRule, "keys">): PrefixRule {
  const form = fields.canonical ? canonicalForm : (token: string): string => token;
  return {
    ...fields,
    keys: { first: form(fields.first), rest: fields.rest.map((tokens) => new Set(tokens.map(form))) },
  };
}

/** Number of tokens that a rule asks for. */
export function ruleLength(rule: PrefixRule): number {
  return rule.rest.length + 1;
}

/** Says whether a rule matches the start of an argv. */
export function ruleMatches(rule: PrefixRule, argv: readonly string[]): boolean {
  const { keys } = rule;
  if (argv.length < keys.rest.length + 1) return false;
  const form = rule.canonical ? canonicalForm : undefined;
  if ((form === undefined ? argv[0] : form(argv[0]!)) !== keys.first) return false;
  for (let at = 0; at < keys.rest.length; at += 1) {
    const token = argv[at + 1]!;
    if (!keys.rest[at]!.has(form === undefined ? token : form(token))) return false;
  }
  return true;
}

/** Shows a rule's pattern as rule files write it. */
export function showPattern(rule: Pick<PrefixRule, "first" | "rest">): string {
  const token = (tokens: readonly string[]): string =>
    tokens.length === 1
      ? JSON.stringify(tokens[0])
      : `[${tokens.map((one) => JSON.stringify(one)).join(", ")}]`;
  return `[${[[rule.first], ...rule.rest].map(token).join(", ")}]`;
}
