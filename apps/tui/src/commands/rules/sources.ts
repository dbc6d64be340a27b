import { accessSync, constants, readFileSync, realpathSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, isAbsolute, join, resolve } from "node:path";
import { type Effective, loadConfig } from "@paddock/config";
import { paddockHome, resolveBoundary } from "@paddock/guard";
import { type CheckOptions, loadRules, type ManagedRule, type RuleFile, type RuleSet } from "@paddock/rules";
import { decodeRules, readRuleFolder } from "@paddock/rules/files";
import type { CommandContext } from "../../cli/command.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** Rule files named on the command line, or those of the configuration. */
export interface RuleSources {
  readonly files: readonly RuleFile[];
  readonly managed: readonly ManagedRule[];
}

/** Reads the files given with `--rules`; without any, those of every layer of the configuration. */
export async function readSources(context: CommandContext, given: readonly string[]): Promise<RuleSources> {
  if (given.length > 0)
    return { files: given.map((path) => readGiven(path, context.globals.cwd)), managed: [] };
  const effective = await readEffective(context);
  const { folders, managed } = resolveBoundary(effective, {
    paddockHome: paddockHome(context.env),
    ...compatOf(context),
  }).ruleSources;
  const unread = unreadFolder(effective);
  if (unread !== undefined) context.err(unread);
  return { files: folders.flatMap(({ path, layer }) => readRuleFolder(join(path, "rules"), layer)), managed };
}

function compatOf({ globals }: CommandContext): { compat?: "codex" } {
  return globals.compat === undefined ? {} : { compat: globals.compat };
}

/** Loads the configuration that the command line and the environment ask for. */
export function readEffective(context: CommandContext): Promise<Effective> {
  const { globals, env } = context;
  return loadConfig({
    cwd: globals.cwd,
    env,
    set: globals.set,
    strict: globals.strictConfig,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...compatOf(context),
  });
}

/** Says that the rules of a project do not count because nobody has trusted it; undefined where they do, or are none. */
export function unreadFolder({ trust, projectRoot }: Effective): string | undefined {
  if (trust === "trusted") return undefined;
  const folder = join(projectRoot, ".paddock", "rules");
  if (readRuleFolder(folder, "project").length === 0) return undefined;
  return `paddock: the rules in ${folder} do not count: this project is not trusted. Start \`paddock\` here to be asked.\n`;
}

/** Loads the rules of {@link readSources}. */
export async function readRuleSet(context: CommandContext, given: readonly string[]): Promise<RuleSet> {
  return loadSources(context, await readSources(context, given));
}

/** Loads rules that were read. */
export function loadSources(context: CommandContext, { files, managed }: RuleSources): RuleSet {
  return loadRules(files, { managed, ...compatOf(context) });
}

function readGiven(path: string, cwd: string): RuleFile {
  try {
    return { path, layer: "command line", text: decodeRules(readFileSync(resolve(cwd, path)), path) };
  } catch (cause) {
    throw new UsageError(`cannot read the rule file ${path}: ${(cause as Error).message}`);
  }
}

/** Codex's report of a rule file that cannot be read; undefined for one that can. */
export function unreadableRules(path: string, cwd: string): string | undefined {
  try {
    decodeRules(readFileSync(resolve(cwd, path)), path);
    return undefined;
  } catch (cause) {
    const known: Readonly<Record<string, string>> = {
      ENOENT: "No such file or directory (os error 2)",
      EISDIR: "Is a directory (os error 21)",
      EACCES: "Permission denied (os error 13)",
    };
    const why = known[(cause as NodeJS.ErrnoException).code ?? ""] ?? "stream did not contain valid UTF-8";
    return `Error: failed to read policy at ${path}\n\nCaused by:\n    ${why}\n`;
  }
}

/** What a check on this machine may know: folders, and how PATH resolves names. */
export function surroundings({ globals, env }: CommandContext): CheckOptions {
  return {
    cwd: globals.cwd,
    home: env["HOME"] ?? homedir(),
    writableRoots: [globals.cwd],
    resolveProgram: (name) => resolveProgram(name, env["PATH"] ?? ""),
  };
}

function resolveProgram(name: string, path: string): string | undefined {
  const candidates = isAbsolute(name)
    ? [name]
    : path
        .split(delimiter)
        // No command that runs has the others on its PATH.
        .filter(isAbsolute)
        .map((folder) => join(folder, name));
  for (const candidate of candidates) {
    try {
      accessSync(candidate, constants.X_OK);
      if (statSync(candidate).isFile()) return realpathSync(candidate);
    } catch {
      // Not there, or not ours to run: the next folder of PATH counts.
    }
  }
  return undefined;
}
