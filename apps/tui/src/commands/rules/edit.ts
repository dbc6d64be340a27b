import { join, resolve } from "node:path";
import { carryTrust, type Effective } from "@paddock/config";
import { paddockHome } from "@paddock/guard";
import { addRuleLine, bannedPrefix, type RuleEdit, removeRule, ruleLine } from "@paddock/rules";
import { editRuleFile, undoRuleEdit } from "@paddock/rules/files";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { readEffective, unreadFolder } from "./sources.ts";
import { splitTrailing } from "./split-trailing.ts";

const FILE: Command["flags"] = {
  file: { type: "string", value: "FILE", help: "the rule file to edit" },
  user: { type: "boolean", help: "edit the user's rules instead of this project's" },
};

/** `paddock rules add`: one rule at the end of a file. */
export const addCommand: Command = {
  name: "add",
  summary: "Add a rule for a command prefix to this project's rules",
  usage: [
    "rules add [--decision allow|prompt|forbidden] [--user | --file FILE] [--justification TEXT] [--force] -- PREFIX...",
  ],
  flags: {
    ...FILE,
    decision: { type: "string", value: "WORD", help: "allow, prompt or forbidden; default allow" },
    justification: { type: "string", value: "TEXT", help: "why; shown with every question and refusal" },
    force: {
      type: "boolean",
      help: "also where the prefix allows any program at all, or its program has a blank",
    },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitTrailing(context.args, addCommand.flags);
    const { values } = readArguments(addCommand, flags);
    if (argv.length === 0) throw new UsageError("`paddock rules add` needs the words of a prefix after `--`");
    // A newcomer's quotes: the rule would speak about a program with a blank in its name.
    if (/\s/.test(argv[0]!) && values["force"] !== true)
      throw new UsageError(
        `${JSON.stringify(argv[0])} is one word; write each word of the prefix by itself, without quotes around all, or use --force`,
      );
    const decision = values["decision"] ?? "allow";
    if (decision !== "allow" && decision !== "prompt" && decision !== "forbidden")
      throw new UsageError("--decision is allow, prompt or forbidden");
    const ban = decision === "allow" ? bannedPrefix(argv) : undefined;
    if (ban !== undefined && values["force"] !== true) {
      context.err(`paddock: no rule is added: ${ban.text} Use a longer prefix, or --force.\n`);
      return exitCode.failed;
    }
    const justification = values["justification"];
    const line = ruleLine(argv, decision, typeof justification === "string" ? justification : undefined);
    const place = await target(context, values);
    const { path } = place;
    const edit = await trusting(context, place, () =>
      editRuleFile(path, (text) => addRuleLine(path, text, line)),
    );
    const status = report(context, path, edit, "added");
    const ours = values["user"] !== true && values["file"] === undefined;
    // Read again: whether the project is trusted may depend on what was written.
    const unread = ours && edit.kind !== "refused" ? unreadFolder(await readEffective(context)) : undefined;
    if (unread !== undefined) context.err(unread);
    return status;
  },
};

/** `paddock rules remove`: the rule of exactly these words, or the one on a line. */
export const removeCommand: Command = {
  name: "remove",
  summary: "Remove the rule of a prefix, or the rule on a line",
  usage: ["rules remove [--user | --file FILE] -- PREFIX...", "rules remove [--user | --file FILE] --line N"],
  flags: { ...FILE, line: { type: "string", value: "N", help: "remove the rule on this line" } },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitTrailing(context.args, removeCommand.flags);
    const { values } = readArguments(removeCommand, flags);
    const line = values["line"] === undefined ? undefined : Number(values["line"]);
    if ((line === undefined) === (argv.length === 0))
      throw new UsageError(
        "`paddock rules remove` needs either --line N or the words of a prefix after `--`",
      );
    if (line !== undefined && (!Number.isInteger(line) || line < 1))
      throw new UsageError("--line is a whole number from 1");
    const place = await target(context, values);
    const { path } = place;
    const which = line === undefined ? { words: argv } : { line };
    return report(
      context,
      path,
      await trusting(context, place, () => editRuleFile(path, (text) => removeRule(path, text, which))),
      "removed",
    );
  },
};

/** `paddock rules undo`: takes back the last edit. */
export const undoCommand: Command = {
  name: "undo",
  summary: "Take back the last change that `rules add` or `rules remove` made",
  usage: ["rules undo [--user | --file FILE]"],
  flags: FILE,
  async run(context) {
    const { values } = readArguments(undoCommand, context.args);
    const place = await target(context, values);
    const { path } = place;
    return report(context, path, await trusting(context, place, () => undoRuleEdit(path)), "restored");
  },
};

/** A rule file to edit; with the configuration where the file may be the project's. */
interface Place {
  readonly path: string;
  readonly effective?: Effective;
}

/** The named file, the user's, or that of the project as a whole, wherever in it the command runs. */
async function target(context: CommandContext, values: Readonly<Record<string, unknown>>): Promise<Place> {
  const { file, user } = values;
  if (typeof file !== "string" && user === true)
    return { path: join(paddockHome(context.env), "rules", "default.rules") };
  const effective = await readEffective(context);
  const path =
    typeof file === "string"
      ? resolve(context.globals.cwd, file)
      : join(effective.projectRoot, ".paddock", "rules", "default.rules");
  return { path, effective };
}

/** Edits a file; where it is the project's, the project stays as trusted as it was. */
async function trusting<T>(
  context: CommandContext,
  { path: file, effective }: Place,
  edit: () => Promise<T>,
): Promise<T> {
  if (effective === undefined) return await edit();
  const { projectRoot: root } = effective;
  return await carryTrust({ root, cwd: context.globals.cwd, home: paddockHome(context.env), file }, edit);
}

function report(context: CommandContext, path: string, edit: RuleEdit, done: string): number {
  if (edit.kind === "refused") {
    context.err(`paddock: ${edit.why}\n`);
    return exitCode.failed;
  }
  if (context.globals.json)
    context.out(
      `${JSON.stringify({ path, ...(edit.kind === "changed" ? { lines: edit.lines } : { unchanged: edit.why }) })}\n`,
    );
  else if (edit.kind === "unchanged") context.out(`${path}: ${edit.why}\n`);
  else
    context.out(
      [`${path}: ${done}`, ...edit.lines.map((line) => `  ${line}`)].map((line) => `${line}\n`).join(""),
    );
  return exitCode.ok;
}
