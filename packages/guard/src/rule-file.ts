import { checkAmendment } from "@paddock/approvals";
import { type Amendment, type Command, loadRules } from "@paddock/rules";
import { editRuleFile, type RuleEdit } from "@paddock/rules/files";
import { GuardError } from "./guard-error.ts";
import { guarded } from "./with-lock.ts";

/** A rule to be written because of an answer. */
export interface RuleToAdd {
  readonly file: string;
  readonly layer: "project" | "user";
  readonly amendments: readonly Amendment[];
  /** The command that was asked about; the rules must answer it. */
  readonly command: Command;
  readonly cwd: string;
  readonly commands: readonly (readonly string[])[];
  readonly compat?: "codex";
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
  const edit = await guarded(() => editRuleFile(rule.file, (before) => withRules(before, rule)));
  return edit.kind === "changed" ? edit.lines : [];
}

/** The text with the rules that it lacks. */
function withRules(before: string, rule: RuleToAdd): RuleEdit {
  const known = new Set(before.split("\n"));
  const lines = rule.amendments.map((amendment) => amendment.line).filter((line) => !known.has(line));
  if (lines.length === 0) return { kind: "unchanged", why: "the lines are there already" };
  const gap = before === "" || before.endsWith("\n") ? "" : "\n";
  const text = `${before}${gap}${lines.join("\n")}\n`;
  const rules = loadRules([{ path: rule.file, text, layer: rule.layer }], {
    ...(rule.compat ? { compat: rule.compat } : {}),
  });
  const [problem] = rules.problems;
  if (problem) {
    const { path, line, column, message } = problem;
    throw new GuardError("bad-answer", `no rule is written: ${path}:${line}:${column}: ${message}`);
  }
  const { decision } = rules.check(rule.command, { cwd: rule.cwd });
  if (decision !== "allow") {
    throw new GuardError(
      "bad-answer",
      `no rule is written: with it the command would still be judged ${decision}`,
    );
  }
  return { kind: "changed", text, lines };
}
