import { checkExamples } from "../rule/check-examples.ts";
import type { HostExecutables } from "../rule/host-executable.ts";
import type { PrefixRule, RuleWord } from "../rule/prefix-rule.ts";
import { matchExactly, matchResolved, type ResolvedMatch } from "../rule/resolve-match.ts";
import { asStarlarkError, type RuleFile, readRuleFile } from "../rule/rule-file.ts";
import { RuleIndex } from "../rule/rule-index.ts";
import type { StarlarkError } from "../starlark/mod.ts";
import { exampleMessage } from "./example-message.ts";
import { explainStarlarkError } from "./starlark-report.ts";

/** One matched rule in the shape of `codex execpolicy check`. */
export interface CodexMatch {
  /** The match. */
  readonly prefixRuleMatch: {
    readonly matchedPrefix: readonly string[];
    readonly decision: "allow" | "prompt" | "prompt-user" | "forbidden";
    readonly resolvedProgram?: string;
    readonly justification?: string;
  };
}

/** The JSON of `codex execpolicy check`; `decision` is absent where nothing matches. */
export interface CodexResult {
  /** Every rule that matches, in order of declaration. */
  readonly matchedRules: readonly CodexMatch[];
  /** The strictest decision of them. */
  readonly decision?: "allow" | "prompt" | "prompt-user" | "forbidden";
}

/** What `codex execpolicy check` does: prints a result, or fails with a text on standard error. */
export type CodexOutcome =
  | { readonly kind: "result"; readonly result: CodexResult }
  | {
      readonly kind: "error";
      /** The line that tools look for. */
      readonly message: string;
      /** The whole text for standard error. */
      readonly text: string;
      readonly error?: StarlarkError;
      readonly at?: { readonly path: string; readonly line: number; readonly column: number };
    };

/** Options of {@link checkArgv}. */
export interface CheckArgvOptions {
  /** `--resolve-host-executables`. */
  readonly resolveHostExecutables?: boolean;
  /** The checker's folder; relative programs are resolved against it. */
  readonly cwd: string;
  /** Home folder, for programs that start with `~/`. */
  readonly home?: string | undefined;
}

const SEVERITY: Readonly<Record<RuleWord, number>> = { allow: 0, prompt: 1, "prompt-user": 2, forbidden: 3 };

/**
 * Judges one argv under rule files exactly as `codex execpolicy check` of 0.169.0 does; the first broken file
 * fails the whole check. Paths in messages are the paths of the files as given.
 */
export function checkArgv(
  files: readonly RuleFile[],
  argv: readonly string[],
  options: CheckArgvOptions,
): CodexOutcome {
  const rules: PrefixRule[] = [];
  const hosts = new Map<string, ReadonlySet<string>>();
  for (const file of files) {
    try {
      const content = readRuleFile(file, rules.length);
      for (const [name, paths] of content.hostExecutables) hosts.set(name, paths);
      const failure = checkExamples(content.declarations, hosts, { cwd: "", home: options.home });
      if (failure !== undefined) return fail(file, exampleMessage(failure));
      for (const declaration of content.declarations) rules.push(...declaration.rules);
    } catch (cause) {
      const error = asStarlarkError(cause);
      return { ...fail(file, error.message, explainStarlarkError(error, file.text)), error, at: error.at };
    }
  }
  return { kind: "result", result: judge(new RuleIndex(rules), hosts, argv, options) };
}

function judge(
  index: RuleIndex,
  hosts: HostExecutables,
  argv: readonly string[],
  options: CheckArgvOptions,
): CodexResult {
  const matches = options.resolveHostExecutables
    ? matchResolved(index, hosts, argv, options)
    : matchExactly(index, argv);
  const matchedRules = matches.map(codexMatch);
  const words = matches.map(({ rule }) => rule.decision);
  const [first, ...rest] = words;
  if (first === undefined) return { matchedRules };
  return { matchedRules, decision: rest.reduce((a, b) => (SEVERITY[b] > SEVERITY[a] ? b : a), first) };
}

/** Shapes a match as Codex prints it; the order of the keys is part of the format. */
export function codexMatch({ rule, prefix, resolvedProgram }: ResolvedMatch): CodexMatch {
  return {
    prefixRuleMatch: {
      matchedPrefix: prefix,
      decision: rule.decision,
      ...(resolvedProgram === undefined ? {} : { resolvedProgram }),
      ...(rule.justification === undefined ? {} : { justification: rule.justification }),
    },
  };
}

function fail(
  file: RuleFile,
  message: string,
  report = `    ${message}`,
): Extract<CodexOutcome, { kind: "error" }> {
  return {
    kind: "error",
    message,
    text: `Error: failed to parse policy at ${file.path}\n\nCaused by:\n${report}\n`,
  };
}
