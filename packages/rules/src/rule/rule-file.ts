import {
  builtin,
  evaluate,
  Failure,
  type Limits,
  type Position,
  type StarlarkBuiltin,
  StarlarkError,
  type StarlarkList,
  TYPES,
} from "../starlark/mod.ts";
import type { Origin } from "../verdict.ts";
import { readExample } from "./example.ts";
import { type HostExecutables, readHostExecutable } from "./host-executable.ts";
import { type NetworkRule, readHost, readNetworkDecision, readProtocol } from "./network-rule.ts";
import { readPattern } from "./pattern.ts";
import { makeRule, type PrefixRule, type RuleWord } from "./prefix-rule.ts";

/** One file of rules, as text. */
export interface RuleFile {
  /** Path shown in messages. */
  readonly path: string;
  /** The text of the file. */
  readonly text: string;
  /** Name of the configuration layer that the file belongs to, e.g. `user`. */
  readonly layer: string;
}

/** One `prefix_rule` call: its rules, and the examples to check at the end of the file. */
export interface Declaration {
  /** One rule for each alternative of the first token. */
  readonly rules: readonly PrefixRule[];
  /** Commands that one of the rules must match. */
  readonly match: readonly (readonly string[])[];
  /** Commands that none of the rules may match. */
  readonly notMatch: readonly (readonly string[])[];
  /** Place of the call. */
  readonly at: Position;
}

/** What one file declares. */
export interface RuleFileContent {
  readonly declarations: readonly Declaration[];
  readonly networkRules: readonly NetworkRule[];
  readonly hostExecutables: HostExecutables;
}

const DECISIONS: ReadonlySet<string> = new Set(["allow", "prompt", "forbidden"]);

/** Runs a rule file; `firstOrder` numbers its rules. Throws a StarlarkError at the first mistake. */
export function readRuleFile(
  file: RuleFile,
  firstOrder: number,
  limits: Partial<Limits> = {},
): RuleFileContent {
  const declarations: Declaration[] = [];
  const networkRules: NetworkRule[] = [];
  const hostExecutables = new Map<string, ReadonlySet<string>>();
  let order = firstOrder;

  const originOf = (at: Position): Origin => ({
    layer: file.layer,
    file: file.path,
    line: at.line,
    column: at.column,
  });
  const prefixRule = builtin(
    "prefix_rule",
    [
      { name: "pattern", type: TYPES.list },
      { name: "decision", type: TYPES.str, optional: true },
      { name: "match", type: TYPES.list, optional: true },
      { name: "not_match", type: TYPES.list, optional: true },
      { name: "justification", type: TYPES.str, optional: true },
      { name: "canonical_matching", type: TYPES.bool, optional: true },
    ],
    ([pattern, decision = "allow", match, notMatch, justification, canonical], runtime) => {
      if (!DECISIONS.has(decision as string)) throw new Failure("host", `invalid decision: ${decision}`);
      const reason = readJustification(justification as string | undefined);
      const [first, ...rest] = readPattern(pattern as StarlarkList);
      const at = runtime.position();
      const rules = first!.map((token) => {
        const rule = makeRule({
          first: token,
          rest,
          decision: decision as RuleWord,
          canonical: canonical === true,
          origin: originOf(at),
          order,
          ...reason,
        });
        order += 1;
        return rule;
      });
      const examples = (list: unknown): readonly (readonly string[])[] =>
        list === undefined ? [] : (list as StarlarkList).items.map(readExample);
      declarations.push({ rules, match: examples(match), notMatch: examples(notMatch), at });
      return null;
    },
  );
  const networkRule = builtin(
    "network_rule",
    [
      { name: "host", type: TYPES.str },
      { name: "protocol", type: TYPES.str },
      { name: "decision", type: TYPES.str },
      { name: "justification", type: TYPES.str, optional: true },
    ],
    ([host, protocol, decision, justification], runtime) => {
      networkRules.push({
        protocol: readProtocol(protocol as string),
        decision: readNetworkDecision(decision as string),
        ...readJustification(justification as string | undefined),
        host: readHost(host as string),
        origin: originOf(runtime.position()),
      });
      return null;
    },
  );
  const hostExecutable = builtin(
    "host_executable",
    [
      { name: "name", type: TYPES.str },
      { name: "paths", type: TYPES.list },
    ],
    ([name, paths]) => {
      hostExecutables.set(name as string, readHostExecutable(name as string, (paths as StarlarkList).items));
      return null;
    },
  );
  const builtins: readonly StarlarkBuiltin[] = [prefixRule, networkRule, hostExecutable];
  evaluate(file.path, file.text, { builtins, limits });
  return { declarations, networkRules, hostExecutables };
}

function readJustification(text: string | undefined): { justification?: string } {
  if (text === undefined) return {};
  if (/^\p{White_Space}*$/u.test(text))
    throw new Failure("host", "invalid rule: justification cannot be empty");
  return { justification: text };
}

/** Turns an error of {@link readRuleFile} into its parts, or throws it on. */
export function asStarlarkError(cause: unknown): StarlarkError {
  if (cause instanceof StarlarkError) return cause;
  throw cause;
}
