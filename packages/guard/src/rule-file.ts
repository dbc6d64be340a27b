import { checkAmendment } from "@paddock/approvals";
import { type Amendment, type Command, loadRules, type RuleSet } from "@paddock/rules";
import { editRuleFile, type RuleEdit } from "@paddock/rules/files";
import { GuardError } from "./guard-error.ts";
import { guarded } from "./with-lock.ts";

/** Where rules from an answer go. */
export interface RuleTarget {
  readonly file: string;
  readonly layer: "project" | "user";
  readonly compat?: "codex";
}

/** Rules that allow a command, to be written because of an answer. */
export interface RuleToAdd extends RuleTarget {
  readonly amendments: readonly Amendment[];
  /** The command that was asked about; the rules must answer it. */
  readonly command: Command;
  readonly cwd: string;
  readonly commands: readonly (readonly string[])[];
}

/**
 * Writes rules to a file, under its lock: each must begin like the command that was asked about and be narrow enough,
 * the file must be sound before and after, and the rules must allow exactly what was asked. Lines that are there
 * already are not repeated. Returns the lines that were added.
 *
 * @throws {GuardError} `bad-answer` when a rule must not be written; nothing is changed then.
 */
export async function addRules(rule: RuleToAdd): Promise<readonly string[]> {
  for (const { prefix } of rule.amendments) {
    const refusal = checkAmendment(prefix, rule.commands);
    if (refusal) throw new GuardError("bad-answer", `no rule is written: ${refusal.text}`);
  }
  const lines = rule.amendments.map((amendment) => amendment.line);
  return await addRuleLines(rule, lines, (rules) => {
    const { decision } = rules.check(rule.command, { cwd: rule.cwd });
    return decision === "allow" ? undefined : `the command would still be judged ${decision}`;
  });
}

/**
 * Writes lines to a rule file, under its lock. The file must be sound before and after; `missed` says what the lines do
 * not bring about that they should, and then nothing is written.
 *
 * @throws {GuardError} `bad-answer` for a file that is a link or broken, and where something is missed.
 */
export async function addRuleLines(
  target: RuleTarget,
  lines: readonly string[],
  missed: (rules: RuleSet) => string | undefined,
): Promise<readonly string[]> {
  const edit = await guarded(() =>
    editRuleFile(target.file, (before) => withLines(before, target, lines, missed)),
  );
  return edit.kind === "changed" ? edit.lines : [];
}

/** The text with the lines that it lacks. */
function withLines(
  before: string,
  { file, layer, compat }: RuleTarget,
  wanted: readonly string[],
  missed: (rules: RuleSet) => string | undefined,
): RuleEdit {
  const known = new Set(before.split("\n"));
  const lines = wanted.filter((line) => !known.has(line));
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  const text = lines.length === 0 ? before : `${before}${gap}${lines.join("\n")}\n`;
  const rules = loadRules([{ path: file, text, layer }], compat ? { compat } : {});
  const [problem] = rules.problems;
  if (problem) {
    const { path, line, column, message } = problem;
    throw new GuardError("bad-answer", `no rule is written: ${path}:${line}:${column}: ${message}`);
  }
  const without = missed(rules);
  if (without !== undefined) throw new GuardError("bad-answer", `no rule is written: with it ${without}`);
  if (lines.length === 0) return { kind: "unchanged", why: "the lines are there already" };
  return { kind: "changed", text, lines };
}
