import { canonicalForm } from "./canonical.ts";
import { type PrefixRule, ruleMatches } from "./prefix-rule.ts";

/** Rules by first token, so that a lookup costs by the command and not by the number of rules. */
export class RuleIndex {
  readonly #exact = new Map<string, PrefixRule[]>();
  readonly #canonical = new Map<string, PrefixRule[]>();
  readonly rules: readonly PrefixRule[];

  constructor(rules: readonly PrefixRule[]) {
    this.rules = rules;
    for (const rule of rules) {
      const table = rule.canonical ? this.#canonical : this.#exact;
      const list = table.get(rule.keys.first);
      if (list === undefined) table.set(rule.keys.first, [rule]);
      else list.push(rule);
    }
  }

  /** Lists the rules whose first token is this one, in order of declaration. */
  withFirst(token: string): readonly PrefixRule[] {
    const exact = this.#exact.get(token) ?? [];
    if (this.#canonical.size === 0) return exact;
    const canonical = this.#canonical.get(canonicalForm(token)) ?? [];
    if (canonical.length === 0) return exact;
    return exact.length === 0 ? canonical : [...exact, ...canonical].sort((a, b) => a.order - b.order);
  }

  /** Lists the rules that match an argv, in order of declaration. */
  matching(argv: readonly string[]): readonly PrefixRule[] {
    const [first] = argv;
    return first === undefined ? [] : this.withFirst(first).filter((rule) => ruleMatches(rule, argv));
  }
}
