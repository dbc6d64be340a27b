import { canonicalForm } from "./canonical.ts";
import type { HostExecutables } from "./host-executable.ts";
import { absolutePath, baseName } from "./path.ts";
import { type PrefixRule, ruleLength } from "./prefix-rule.ts";

/** A rule that matches, with the tokens that it matched. */
export interface ResolvedMatch {
  readonly rule: PrefixRule;
  readonly prefix: readonly string[];
  readonly resolvedProgram?: string;
}

/** Finds the rules that match an argv: an index, or a list. */
export interface RuleFinder {
  readonly matching: (argv: readonly string[]) => readonly PrefixRule[];
}

/** How `./x` and `~/x` become absolute. */
export interface Place {
  readonly cwd: string;
  readonly home?: string | undefined;
}

/** Matches by the words alone. */
export function matchExactly(index: RuleFinder, argv: readonly string[]): readonly ResolvedMatch[] {
  return index.matching(argv).map((rule) => ({ rule, prefix: argv.slice(0, ruleLength(rule)) }));
}

/**
 * Matches as Codex does at run time: by the words; and if nothing matches, by the file name of the program, where
 * `host_executable` does not list other paths. Relative paths count, which is why this is for compatibility only.
 */
export function matchResolved(
  index: RuleFinder,
  hosts: HostExecutables,
  argv: readonly string[],
  place: Place,
): readonly ResolvedMatch[] {
  const exact = matchExactly(index, argv);
  const [program] = argv;
  if (exact.length > 0 || program === undefined) return exact;
  const absolute = absolutePath(program, place.cwd, place.home);
  const name = baseName(absolute);
  if (name === "" || name === program) return [];
  const renamed = [name, ...argv.slice(1)];
  const matching = index.matching(renamed).filter((rule) => {
    const listed = hosts.get(name) ?? (rule.canonical ? listedCanonically(hosts, name) : undefined);
    return listed === undefined || listed.has(absolute);
  });
  return matching.map((rule) => ({
    rule,
    prefix: renamed.slice(0, ruleLength(rule)),
    resolvedProgram: absolute,
  }));
}

/** A canonical rule is bound by the list of any name that compares equal. */
export function listedCanonically(hosts: HostExecutables, name: string): ReadonlySet<string> | undefined {
  const form = canonicalForm(name);
  for (const [other, paths] of hosts) if (canonicalForm(other) === form) return paths;
  return undefined;
}
