import { RulesError } from "../rules-error.ts";
import type { Origin } from "../verdict.ts";
import { makeRule, type PrefixRule, type RuleWord } from "./prefix-rule.ts";

/** One rule of an administrator, as `[rules] prefix_rules` of requirements.toml holds it. */
export interface ManagedRule {
  /** The rule as the configuration holds it. */
  readonly rule: unknown;
  /** Where it was written. */
  readonly origin: Origin;
}

const DECISIONS: ReadonlySet<string> = new Set(["prompt", "prompt-user", "forbidden"]);

/** Reads managed rules; throws a RulesError with code `managed-rule`, because a policy that is not understood must stop the start. */
export function readManagedRules(managed: readonly ManagedRule[], firstOrder: number): readonly PrefixRule[] {
  const rules: PrefixRule[] = [];
  for (const { rule, origin } of managed) {
    const fail = (what: string): never => {
      const place = [origin.file ?? origin.layer, origin.line, origin.column]
        .filter((part) => part !== undefined)
        .join(":");
      throw new RulesError("managed-rule", `${place}: managed rule: ${what}`);
    };
    const { pattern, decision, justification, canonical_matching: canonical } = asRecord(rule, fail);
    if (!Array.isArray(pattern) || pattern.length === 0) fail("`pattern` must be a non-empty list of tables");
    const positions = (pattern as unknown[]).map((element) => readToken(element, fail));
    if (decision === undefined) fail("`decision` is missing; use prompt, prompt-user or forbidden");
    if (decision === "allow")
      fail(
        "`allow` has no effect here, because the strictest rule wins; use prompt, prompt-user or forbidden",
      );
    if (typeof decision !== "string" || !DECISIONS.has(decision)) {
      fail(`unknown decision ${JSON.stringify(decision)}; use prompt, prompt-user or forbidden`);
    }
    if (justification !== undefined && (typeof justification !== "string" || justification.trim() === "")) {
      fail("`justification` must be a text that is not blank");
    }
    if (canonical !== undefined && typeof canonical !== "boolean")
      fail("`canonical_matching` must be true or false");
    const [first, ...rest] = positions;
    for (const token of first!) {
      rules.push(
        makeRule({
          first: token,
          rest,
          decision: decision as RuleWord,
          canonical: canonical === true,
          origin,
          order: firstOrder + rules.length,
          ...(typeof justification === "string" ? { justification } : {}),
        }),
      );
    }
  }
  return rules;
}

function asRecord(value: unknown, fail: (what: string) => never): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    return fail("a rule must be a table");
  return value as Readonly<Record<string, unknown>>;
}

function readToken(element: unknown, fail: (what: string) => never): readonly string[] {
  const { token, any_of: anyOf } = asRecord(element, () =>
    fail("each element of `pattern` must be a table with `token` or `any_of`"),
  );
  if ((token === undefined) === (anyOf === undefined))
    return fail("each element of `pattern` needs exactly one of `token` and `any_of`");
  const words = token === undefined ? anyOf : [token];
  if (!Array.isArray(words) || words.length === 0) return fail("`any_of` must be a non-empty list of texts");
  return words.map((word) =>
    typeof word === "string" && word !== "" ? word : fail("a token must be a text that is not empty"),
  );
}
