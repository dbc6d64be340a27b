import type { QueryRow } from "../query/query-index.ts";
import { number, text } from "./cells.ts";

/** A question that keeps being asked, and the rule that would answer it. */
export interface Repeated {
  /** What was asked about. */
  readonly subject: string;
  /** How often. */
  readonly asked: number;
  /** How often the answer was yes. */
  readonly allowed: number;
  /** Milliseconds people spent on it. */
  readonly waited: number;
  /** A rule line that would remove the question; absent where an answer was no, the risk was high, or no rule can say it. */
  readonly rule?: string;
}

/** A rule that would have answered questions, all of which were answered yes. */
export interface SuggestedRule {
  /** The line for a rule file. It keeps the sandbox: what it allows runs inside. */
  readonly rule: string;
  /** Questions that it would have answered. */
  readonly asked: number;
  /** Milliseconds that people spent on them. */
  readonly waited: number;
  /** What was asked about, the most frequent first. */
  readonly subjects: readonly string[];
}

/** What was asked most, and what rules would change about it. */
export interface Questions {
  readonly repeated: readonly Repeated[];
  readonly rules: readonly SuggestedRule[];
}

/** Programs that run what they are given: a prefix of theirs says nothing about what would run. */
const runners =
  /^(?:sudo|doas|env|sh|bash|zsh|fish|dash|ksh|python\d?|node|deno|ruby|perl|php|xargs|find|ssh|docker|podman|npx|bunx|uvx|eval|exec|nohup|time|timeout|watch|rm|dd)$/;
/** Programs whose first word names a group of commands, so that two words make one command. */
const grouped =
  /^(?:npm run|pnpm run|yarn run|bun run|gh \w+|aws \w+|gcloud \w+|az \w+|kubectl (?:rollout|config)|git (?:remote|stash|worktree|submodule|config)|go mod|cargo [+]\w+|make|just)\b/;

/** The words that a rule for a command line would begin with; undefined where no rule should say it. */
export function rulePrefix(subject: string): readonly string[] | undefined {
  if (/[|&;<>()$`\\"'*?\n{}~#=]/.test(subject)) return undefined;
  const [program = "", ...rest] = subject.trim().split(/\s+/);
  if (runners.test(program) || program.includes("/") || program === "") return undefined;
  const plain = rest.findIndex((word) => word.startsWith("-"));
  const words = (plain < 0 ? rest : rest.slice(0, plain)).slice(0, grouped.test(subject.trim()) ? 2 : 1);
  return words.length === 0 ? undefined : [program, ...words];
}

/** Proposes the rule that would have answered a question: program and subcommand, nothing that runs other programs. */
export function ruleFor(subject: string, kind: string): string | undefined {
  const prefix = kind === "command" || kind === "" ? rulePrefix(subject) : undefined;
  return prefix === undefined
    ? undefined
    : `prefix_rule(pattern=[${prefix.map((word) => JSON.stringify(word)).join(", ")}], decision="allow")`;
}

interface Asked extends Repeated {
  /** Every answer was yes and no risk was high. */
  readonly harmless: boolean;
}

/** Rules of which every question that they cover, the rare ones included, was harmless and answered yes. */
function suggest(all: readonly Asked[]): readonly SuggestedRule[] {
  const byRule = new Map<string, Asked[]>();
  for (const question of all)
    if (question.rule !== undefined)
      byRule.set(question.rule, [...(byRule.get(question.rule) ?? []), question]);
  return [...byRule]
    .filter(([, covered]) => covered.every(({ harmless }) => harmless))
    .map(([rule, covered]) => ({
      rule,
      asked: covered.reduce((sum, { asked }) => sum + asked, 0),
      waited: covered.reduce((sum, { waited }) => sum + waited, 0),
      subjects: covered.map(({ subject }) => subject).slice(0, 5),
    }))
    .filter(({ asked }) => asked >= 2)
    .sort((a, b) => b.asked - a.asked || a.rule.localeCompare(b.rule));
}

/** Reads what was asked, how it was answered, and which rules would have answered it. */
export function readQuestions(rows: (sql: string) => readonly QueryRow[]): Questions {
  const found =
    rows(`WITH asked AS (SELECT approval, session, subject, kind, json_extract(attributes, '$.risk') = 'high' AS risky FROM records JOIN bodies USING (row) WHERE name = 'approval.requested' AND subject IS NOT NULL AND IN_RANGE),
      answered AS (SELECT approval, session, decision, wait_ms FROM records WHERE name = 'approval.answered' AND IN_RANGE)
    SELECT asked.subject, max(asked.kind) AS kind, max(coalesce(asked.risky, 0)) AS risky, count(*) AS n, coalesce(sum(answered.decision = 'allow'), 0) AS allowed, coalesce(sum(answered.wait_ms), 0) AS waited
    FROM asked LEFT JOIN answered ON answered.approval = asked.approval AND answered.session = asked.session
    GROUP BY 1 ORDER BY n DESC, 1`);
  const all = found.map((row): Asked => {
    const [asked, allowed, subject] = [number(row["n"]), number(row["allowed"]), text(row["subject"])];
    const rule = ruleFor(subject, text(row["kind"]));
    return {
      subject,
      asked,
      allowed,
      waited: number(row["waited"]),
      harmless: asked === allowed && number(row["risky"]) === 0,
      ...(rule === undefined ? {} : { rule }),
    };
  });
  const rules = suggest(all);
  const good = new Set(rules.map(({ rule }) => rule));
  return {
    repeated: all.slice(0, 10).map(({ harmless: _, rule, ...question }) => ({
      ...question,
      ...(rule !== undefined && good.has(rule) ? { rule } : {}),
    })),
    rules: rules.slice(0, 10),
  };
}
