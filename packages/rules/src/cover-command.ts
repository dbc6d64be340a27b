import type { CheckOptions } from "./check-options.ts";
import { type FiredGuard, findGuards, isInert } from "./guard/find-guards.ts";
import { operandGuards } from "./guard/operand-guards.ts";
import { type Neighbours, onlyMoves, orderGuards } from "./guard/order-guards.ts";
import { trustProgram } from "./guard/path-trust.ts";
import { plainForm } from "./guard/plain-form.ts";
import { takenBackGuards } from "./guard/taken-back.ts";
import type { HostExecutables } from "./rule/host-executable.ts";
import { ruleLength } from "./rule/prefix-rule.ts";
import type { RuleIndex } from "./rule/rule-index.ts";
import type { StrictCommand } from "./shell/strict.ts";
import { isKnownSafe } from "./table/known-safe.ts";
import type { RuleMatch, Segment } from "./verdict.ts";

/** Judges one plain command by the allow rules: it is covered when a rule matches and no guard fires. */
export function coverCommand(
  rules: { readonly allow: RuleIndex; readonly hosts: HostExecutables },
  command: StrictCommand,
  options: CheckOptions,
  neighbours: Neighbours,
): Segment {
  const argv = command.words.map(({ text }) => text);
  const segment = { argv, span: command.span, reading: "strict" as const };
  const [program] = argv;
  if (program === undefined) return { ...segment, decision: "none", matches: [], guards: [] };

  const exact = rules.allow
    .matching(argv)
    .filter((rule) => rule.first.includes("/") || !program.includes("/"));
  const trust = trustProgram(program, { ...options, hosts: rules.hosts });
  const bare = trust.kind === "trusted" ? trust.name : program;
  const named = trust.kind === "trusted" ? [bare, ...argv.slice(1)] : argv;
  const plain = plainForm(named, bare, options.cwd);
  const dropped = named.length - plain.length;
  const written = trust.kind === "trusted" ? exact : exact.filter(({ first }) => first.includes("/"));
  const others =
    trust.kind === "trusted" ? rules.allow.matching(plain).filter((rule) => !written.includes(rule)) : [];
  const matching = [...written, ...others];
  const resolved = trust.kind === "trusted" && program.includes("/") ? { resolvedProgram: program } : {};
  const matches = matching.map(
    (rule): RuleMatch => ({
      decision: "allow",
      prefix: (written.includes(rule) ? named : plain).slice(0, ruleLength(rule)),
      origin: rule.origin,
      ...(rule.justification === undefined ? {} : { justification: rule.justification }),
      ...(rule.first.includes("/") ? {} : resolved),
    }),
  );

  const guards: FiredGuard[] = [];
  if (
    trust.kind === "untrusted" &&
    rules.allow.withFirst(program.slice(program.lastIndexOf("/") + 1)).length > 0
  )
    guards.push(trust.guard);
  for (const shell of command.shells ?? []) {
    const outer = trustProgram(shell, { ...options, hosts: rules.hosts });
    if (outer.kind === "untrusted") guards.push(outer.guard);
  }
  // How many words of the plain form, and of the command as it is written, the rules name.
  const lengths = written.map(ruleLength);
  const inPlain = lengths.map((length) => (length > 1 ? length - dropped : length));
  const spelled = Math.max(0, ...inPlain, ...others.map(ruleLength));
  const wordsSpelled = Math.max(0, ...lengths, ...others.map((rule) => ruleLength(rule) + dropped));
  if (options.guards !== "off") {
    guards.push(...findGuards(plain, spelled, options.cwd));
    if (!isInert(bare)) guards.push(...takenBackGuards(plain, spelled));
    guards.push(...operandGuards(command, bare, wordsSpelled));
    guards.push(...orderGuards(bare, neighbours, options.cwd));
  }
  const safe =
    options.knownSafe === true &&
    trust.kind === "trusted" &&
    isKnownSafe(plain) &&
    command.words.every(({ kind }) => kind === "literal" || isInert(bare));
  const moves = options.guards !== "off" && onlyMoves(command, neighbours);
  const covered = (matching.length > 0 || safe || moves) && guards.length === 0;
  return {
    ...segment,
    decision: covered ? "allow" : "none",
    matches,
    guards,
    ...(safe ? { knownSafe: true } : {}),
  };
}
