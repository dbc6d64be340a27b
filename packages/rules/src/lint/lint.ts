import { bannedPrefix } from "../amend/banned.ts";
import { canonicalForm } from "../rule/canonical.ts";
import { type PrefixRule, ruleLength, showPattern } from "../rule/prefix-rule.ts";
import { RuleIndex } from "../rule/rule-index.ts";
import type { RuleSet } from "../rule-set.ts";
import type { Origin } from "../verdict.ts";

/** One thing to look at in a set of rules. */
export interface LintFinding {
  /** Kind of the finding. */
  readonly code:
    | "broken"
    | "unreachable"
    | "redundant"
    | "duplicate-alternative"
    | "banned"
    | "host-executable"
    | "relative-program";
  /** An error disarms a file, a warning deserves a change, a note informs. */
  readonly level: "error" | "warning" | "note";
  /** The finding in a sentence. */
  readonly text: string;
  /** The rule or file that it is about. */
  readonly origin: Origin;
}

const SEVERITY: Readonly<Record<PrefixRule["decision"], number>> = {
  allow: 0,
  prompt: 1,
  "prompt-user": 2,
  forbidden: 3,
};

const MAXIMUM_PREFIXES = 200;

/** Looks for rules that can never decide anything, that allow any program, or that lack a list of paths. */
export function lintRules(rules: RuleSet): readonly LintFinding[] {
  const findings: LintFinding[] = rules.problems.map(({ path, layer, line, column, message }) => ({
    code: "broken",
    level: "error",
    text: `the file cannot be read, so none of its rules is in force: ${message}`,
    origin: { layer, file: path, line, column },
  }));
  const index = new RuleIndex(rules.rules);
  const asked = new Set<string>();
  for (const rule of rules.rules) {
    findings.push(...shadows(index, rule), ...alternatives(rule));
    if (rule.decision !== "allow") continue;
    const ban = prefixesOf(rule).map(bannedPrefix).find(Boolean);
    if (ban !== undefined)
      findings.push(
        finding(rule, "banned", "warning", `${showPattern(rule)} allows more than it names: ${ban.text}`),
      );
    if (rule.first.includes("/") && !rule.first.startsWith("/")) {
      findings.push(
        finding(
          rule,
          "relative-program",
          "warning",
          `${JSON.stringify(rule.first)} is whatever file has that name in the working directory`,
        ),
      );
    }
    if (!rule.first.includes("/") && !rules.hostExecutables.has(rule.first) && !asked.has(rule.first)) {
      asked.add(rule.first);
      findings.push(
        finding(
          rule,
          "host-executable",
          "note",
          `no host_executable says where ${rule.first} lives, so the system's program folders count`,
        ),
      );
    }
  }
  return findings;
}

/** The prefixes that a rule stands for, one for each choice of its alternatives; the first ones where they are many. */
function prefixesOf(rule: PrefixRule): readonly (readonly string[])[] {
  return rule.rest.reduce<readonly (readonly string[])[]>(
    (prefixes, tokens) =>
      prefixes.flatMap((prefix) => tokens.map((token) => [...prefix, token])).slice(0, MAXIMUM_PREFIXES),
    [[rule.first]],
  );
}

function finding(
  rule: PrefixRule,
  code: LintFinding["code"],
  level: LintFinding["level"],
  text: string,
): LintFinding {
  return { code, level, text, origin: rule.origin };
}

function shadows(index: RuleIndex, rule: PrefixRule): readonly LintFinding[] {
  const others = index.withFirst(rule.first).filter((other) => other !== rule && covers(other, rule));
  const stricter = others.find((other) => SEVERITY[other.decision] > SEVERITY[rule.decision]);
  if (stricter !== undefined) {
    const level = rule.decision === "allow" ? "warning" : "note";
    return [
      finding(
        rule,
        "unreachable",
        level,
        `${showPattern(rule)} never decides: ${showPattern(stricter)} at ${place(stricter.origin)} says ${stricter.decision} for all that it matches`,
      ),
    ];
  }
  const same = others.find(
    (other) => other.decision === rule.decision && (other.order < rule.order || !covers(rule, other)),
  );
  if (same === undefined) return [];
  return [
    finding(
      rule,
      "redundant",
      "note",
      `${showPattern(rule)} adds nothing to ${showPattern(same)} at ${place(same.origin)}`,
    ),
  ];
}

/** Says whether one rule matches everything that another matches. */
function covers(wide: PrefixRule, narrow: PrefixRule): boolean {
  if (ruleLength(wide) > ruleLength(narrow) || (narrow.canonical && !wide.canonical)) return false;
  const form = wide.canonical ? canonicalForm : (token: string): string => token;
  if (form(narrow.first) !== wide.keys.first) return false;
  return wide.keys.rest.every((tokens, at) => narrow.rest[at]!.every((token) => tokens.has(form(token))));
}

function alternatives(rule: PrefixRule): readonly LintFinding[] {
  const repeated = rule.rest.find((tokens) => new Set(tokens).size < tokens.length);
  return repeated === undefined
    ? []
    : [
        finding(
          rule,
          "duplicate-alternative",
          "note",
          `${showPattern(rule)} lists the same alternative twice`,
        ),
      ];
}

function place({ file, layer, line }: Origin): string {
  return file === undefined ? layer : `${file}:${line}`;
}
