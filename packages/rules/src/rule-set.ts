import type { CheckOptions } from "./check-options.ts";
import { checkByReadings } from "./check-script.ts";
import { checkAsCodex } from "./codex/check-command.ts";
import { exampleMessage } from "./codex/example-message.ts";
import { checkExamples } from "./rule/check-examples.ts";
import type { ManagedRule } from "./rule/managed-rule.ts";
import { readManagedRules } from "./rule/managed-rule.ts";
import type { NetworkRule } from "./rule/network-rule.ts";
import type { PrefixRule } from "./rule/prefix-rule.ts";
import { asStarlarkError, type Declaration, type RuleFile, readRuleFile } from "./rule/rule-file.ts";
import { RuleIndex } from "./rule/rule-index.ts";
import type { Limits } from "./starlark/mod.ts";
import type { Command, Reason, Verdict } from "./verdict.ts";

/** A mistake in a rule file: nothing of that file is in force. */
export interface RuleProblem {
  /** Path of the file. */
  readonly path: string;
  /** Configuration layer of the file. */
  readonly layer: string;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in code points. */
  readonly column: number;
  /** What is wrong. */
  readonly message: string;
}

/** Options of {@link loadRules}. */
export interface LoadOptions {
  /** Gives rules Codex's meaning: one broken file drops every file, allow rules leave the sandbox, no guards. */
  readonly compat?: "codex";
  /** An administrator's rules; they are added last and nothing weakens them. */
  readonly managed?: readonly ManagedRule[];
  /** Bounds of the evaluation of each file. */
  readonly limits?: Partial<Limits>;
}

/** Rules in force, with what is wrong in the files that are not. */
export class RuleSet {
  /** Mistakes in rule files, one for each broken file. */
  readonly problems: readonly RuleProblem[];
  /** Every rule in force, in order: files as given, then managed rules. */
  readonly rules: readonly PrefixRule[];
  /** Network rules of the files, for the network policy. */
  readonly networkRules: readonly NetworkRule[];
  /** Where the programs of bare names may live. */
  readonly hostExecutables: ReadonlyMap<string, ReadonlySet<string>>;
  /** Whose meaning the rules have. */
  readonly compat: "codex" | undefined;
  /** One entry for each `prefix_rule` call, for lint and listings. */
  readonly declarations: readonly Declaration[];
  #all: RuleIndex | undefined;
  #allow: RuleIndex | undefined;
  #strict: RuleIndex | undefined;

  /** Use {@link loadRules}. */
  constructor(fields: {
    readonly problems: readonly RuleProblem[];
    readonly declarations: readonly Declaration[];
    readonly managed: readonly PrefixRule[];
    readonly networkRules: readonly NetworkRule[];
    readonly hostExecutables: ReadonlyMap<string, ReadonlySet<string>>;
    readonly compat: "codex" | undefined;
  }) {
    this.problems = fields.problems;
    this.declarations = fields.declarations;
    this.rules = [...fields.declarations.flatMap(({ rules }) => rules), ...fields.managed];
    this.networkRules = fields.networkRules;
    this.hostExecutables = fields.hostExecutables;
    this.compat = fields.compat;
  }

  /**
   * Judges a command. An allow needs the strict reading, a rule for every command, and no guard; an ask or a deny
   * needs one match of the wide reading. `none` means that no rule speaks: the approval policy decides.
   *
   * Security: a broken file makes the answer `ask` at least, and so do bytes that terminals and shells read
   * differently. Under `compat` the meaning is that of Codex 0.169.0, which is looser.
   */
  check(command: Command, options: CheckOptions = {}): Verdict {
    if (this.compat === "codex") {
      this.#all ??= new RuleIndex(this.rules);
      return checkAsCodex(this.#all, this.hostExecutables, command, options);
    }
    this.#allow ??= new RuleIndex(this.rules.filter(({ decision }) => decision === "allow"));
    this.#strict ??= new RuleIndex(this.rules.filter(({ decision }) => decision !== "allow"));
    const broken = this.problems.map(
      ({ path, layer, line, column, message }): Reason => ({
        code: "broken-rules",
        text: `The rule file ${path} cannot be read (${message}), so nothing is allowed by rule until it is mended.`,
        origin: { layer, file: path, line, column },
      }),
    );
    return checkByReadings(
      { allow: this.#allow, strict: this.#strict, hosts: this.hostExecutables, broken },
      command,
      options,
    );
  }
}

/**
 * Loads rule files, lowest layer first. A bad file is a problem of the set and no throw: its rules are not in
 * force, all other files keep theirs, and nothing is allowed by rule until it is mended.
 *
 * @throws RulesError with code `managed-rule` where an administrator's rule is not understood.
 *
 * @example
 * ```ts
 * import { loadRules } from "@paddock/rules";
 *
 * const rules = loadRules([
 *   { path: "team.rules", layer: "project", text: 'prefix_rule(pattern=["git", "push"], decision="forbidden")' },
 * ]);
 * const verdict = rules.check({ kind: "script", text: "X=1 'git' push >/dev/null" });
 * console.log(verdict.decision); // deny
 * ```
 */
export function loadRules(files: readonly RuleFile[], options: LoadOptions = {}): RuleSet {
  const problems: RuleProblem[] = [];
  const declarations: Declaration[] = [];
  const networkRules: NetworkRule[] = [];
  const hostExecutables = new Map<string, ReadonlySet<string>>();
  let order = 0;
  for (const file of files) {
    try {
      const content = readRuleFile(file, order, options.limits);
      const hosts = new Map([...hostExecutables, ...content.hostExecutables]);
      const failure = checkExamples(content.declarations, hosts, { cwd: "" });
      if (failure !== undefined) {
        const { line, column } = failure.declaration.at;
        problems.push({ path: file.path, layer: file.layer, line, column, message: exampleMessage(failure) });
        continue;
      }
      declarations.push(...content.declarations);
      networkRules.push(...content.networkRules);
      for (const [name, paths] of content.hostExecutables) hostExecutables.set(name, paths);
      order += content.declarations.reduce((sum, { rules }) => sum + rules.length, 0);
    } catch (cause) {
      const { message, at } = asStarlarkError(cause);
      problems.push({ path: file.path, layer: file.layer, line: at.line, column: at.column, message });
    }
  }
  const managed = readManagedRules(options.managed ?? [], order);
  const dropped = options.compat === "codex" && problems.length > 0;
  return new RuleSet({
    problems,
    declarations: dropped ? [] : declarations,
    managed,
    networkRules: dropped ? [] : networkRules,
    hostExecutables: dropped ? new Map() : hostExecutables,
    compat: options.compat,
  });
}
