import type { HostExecutables } from "./host-executable.ts";
import { ruleMatches } from "./prefix-rule.ts";
import { matchResolved, type ResolvedMatch, type RuleFinder } from "./resolve-match.ts";
import type { Declaration } from "./rule-file.ts";

/** An example that its own rule contradicts. */
export type ExampleFailure =
  | {
      readonly kind: "unmatched";
      readonly declaration: Declaration;
      readonly examples: readonly (readonly string[])[];
    }
  | {
      readonly kind: "matched";
      readonly declaration: Declaration;
      readonly example: readonly string[];
      readonly match: ResolvedMatch;
    };

/** Checks the examples of each declaration against its own rules; returns the first failure. */
export function checkExamples(
  declarations: readonly Declaration[],
  hosts: HostExecutables,
  place: { readonly cwd: string; readonly home?: string | undefined },
): ExampleFailure | undefined {
  for (const declaration of declarations) {
    if (declaration.match.length === 0 && declaration.notMatch.length === 0) continue;
    const index: RuleFinder = {
      matching: (argv) => declaration.rules.filter((rule) => ruleMatches(rule, argv)),
    };
    for (const example of declaration.notMatch) {
      const [match] = matchResolved(index, hosts, example, place);
      if (match !== undefined) return { kind: "matched", declaration, example, match };
    }
    const examples = declaration.match.filter(
      (example) => matchResolved(index, hosts, example, place).length === 0,
    );
    if (examples.length > 0) return { kind: "unmatched", declaration, examples };
  }
  return undefined;
}
