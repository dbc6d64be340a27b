import { resolve } from "node:path";
import {
  type ActionFacts,
  type Evaluation,
  type EvaluationInput,
  explain,
  type Grant,
  type Need,
  type PathStep,
} from "@paddock/approvals";
import { evaluate as evaluateNetwork } from "@paddock/network";
import type { Command, RuleSet, Verdict } from "@paddock/rules";
import type { SandboxPlan } from "@paddock/sandbox";
import { bindingDigest } from "./binding.ts";
import { type Boundary, mcpMode } from "./boundary.ts";
import { dependsOnRoot } from "./in-root.ts";
import { networkPolicyOf } from "./network-policy.ts";
import type { NormalAction } from "./normalise.ts";
import { parsePatch } from "./patch/parse-patch.ts";
import { isDelicate, readStanding, writeStanding } from "./placement.ts";
import { coveringGrants } from "./prefix-grants.ts";
import { resolveProgram, searchPath } from "./program.ts";

/** Everything a judgement is made from. Pure but for looking at links and programs on disk. */
export interface JudgeContext {
  readonly boundary: Boundary;
  readonly plan: SandboxPlan;
  readonly rules: RuleSet;
  readonly grants: readonly Grant[];
  /** PATH of the commands, for finding programs. */
  readonly path: string;
  /** `all`: every command is reviewed before it runs. */
  readonly review?: "questions" | "all";
  /** Ids of running commands that are not confined. */
  readonly outside?: ReadonlySet<string>;
}

/** What the packages say about one action. */
export interface Judgement {
  readonly evaluation: Evaluation;
  readonly facts: ActionFacts;
  readonly verdict?: Verdict;
  /**
   * sha-256 hex of the exact action and what it refers to, as they are when it is first called for; with `states`, as
   * those files were when they were read.
   */
  readonly digest: (states?: ReadonlyMap<string, string>) => string;
  /** Parts of the boundary that the action asks to cross, in words. */
  readonly crosses: readonly string[];
  /** What a grant would have to cover; empty unless there is a question. */
  readonly needs: readonly Need[];
  /** The rows of the decision table that were tried. */
  readonly path: readonly PathStep[];
}

/**
 * What the rules allow, they allow as it stands: an environment that the action brings along (a loader variable, a PATH)
 * can make another program of it, so an allow does not cover that and no rule is offered. Ask and deny count all the same.
 */
function withoutAllow(verdict: Verdict): Verdict {
  const { placement: _placement, ...rest } = verdict;
  const segments = verdict.segments.map(({ knownSafe: _safe, ...segment }) =>
    segment.decision === "allow" ? { ...segment, decision: "none" as const } : segment,
  );
  const decision = verdict.decision === "allow" ? "none" : verdict.decision;
  return { ...rest, decision, segments, amendments: [] };
}

function commandFacts(
  action: Extract<NormalAction, { kind: "command" }>,
  context: JudgeContext,
): { facts: ActionFacts; verdict: Verdict; grants: readonly Grant[] } {
  const path = searchPath(action, context.path);
  const find = (name: string): string | undefined => resolveProgram(name, path, action.cwd);
  const roots = context.plan.entries.filter((entry) => entry.access === "write").map((entry) => entry.path);
  const command: Command =
    action.script === undefined
      ? { kind: "argv", argv: action.argv ?? [] }
      : { kind: "script", text: action.script };
  const options = { cwd: action.cwd, resolveProgram: find, writableRoots: roots };
  const checked = context.rules.check(command, options);
  const plain = Object.keys(action.env ?? {}).length === 0;
  const verdict = plain ? checked : withoutAllow(checked);
  // Segments of the wide reading are what else might run; the strict ones are what does.
  const strict = verdict.segments.filter((segment) => segment.reading === "strict");
  // Only a question about leaving the sandbox needs it, and finding out looks at the disk.
  const wish = action.escalation ?? { kind: "none" };
  const outside = wish.kind === "outside";
  const delicate = wish.kind === "widen" && isDelicate(context.plan, wish.write ?? []);
  return {
    verdict,
    grants: outside ? coveringGrants(context.grants, command, options) : context.grants,
    facts: {
      kind: "command",
      argv: action.argv ?? ["bash", "-c", action.script ?? ""],
      ...(action.script === undefined ? {} : { script: action.script }),
      cwd: action.cwd,
      verdict,
      escalation: delicate ? { ...wish, delicate } : wish,
      // No prefix grant speaks for an environment; without segments only an exact one counts.
      ...(!plain
        ? { segments: [] }
        : action.script !== undefined && verdict.opaque.length === 0
          ? { segments: strict.map((segment) => segment.argv) }
          : {}),
      ...(outside ? { inRoot: dependsOnRoot(verdict, action, roots, find) } : {}),
    },
  };
}

function patchFacts(action: Extract<NormalAction, { kind: "patch" }>, context: JudgeContext): ActionFacts {
  const parsed = parsePatch(action.patch);
  const paths = parsed.ok
    ? parsed.operations.flatMap((operation) => [
        operation.path,
        ...(operation.kind === "update" && operation.moveTo !== undefined ? [operation.moveTo] : []),
      ])
    : [];
  return {
    kind: "patch",
    files: paths.map((given) => {
      const path = resolve(action.cwd, given);
      return { path, within: writeStanding(context.plan, path) };
    }),
  };
}

/** What the packages say about an action, and the grants that may speak for it; all that are active where none is said. */
interface Facts {
  readonly facts: ActionFacts;
  readonly verdict?: Verdict;
  readonly grants?: readonly Grant[];
}

function factsOf(action: NormalAction, context: JudgeContext): Facts {
  switch (action.kind) {
    case "command":
      return commandFacts(action, context);
    case "read":
    case "list":
    case "search":
      return {
        facts: {
          kind: action.kind,
          path: action.path ?? action.cwd,
          within: readStanding(context.plan, action.path ?? action.cwd),
        },
      };
    case "write":
      return {
        facts: { kind: "write", path: action.path, within: writeStanding(context.plan, action.path) },
      };
    case "patch":
      return { facts: patchFacts(action, context) };
    case "network": {
      const { host, port, protocol, method } = action;
      const decision = evaluateNetwork(networkPolicyOf(context.boundary, context.rules), {
        host,
        port,
        protocol,
        ...(method === undefined ? {} : { method }),
      });
      return {
        facts: {
          kind: "network",
          host: decision.host,
          port,
          protocol,
          decision: decision.decision,
          ...(decision.reason === undefined ? {} : { reason: decision.reason }),
          ...(decision.origin ? { origin: decision.origin } : {}),
        },
      };
    }
    case "mcp":
      return {
        facts: {
          kind: "mcp",
          server: action.server,
          tool: action.tool,
          mode: mcpMode(context.boundary.mcp, action.server, action.tool),
          ...(action.readOnlyHint === undefined ? {} : { readOnlyHint: action.readOnlyHint }),
          ...(action.destructiveHint === undefined ? {} : { destructiveHint: action.destructiveHint }),
          ...(action.openWorldHint === undefined ? {} : { openWorldHint: action.openWorldHint }),
        },
      };
    case "tool":
      return { facts: { kind: "tool", name: action.name, effects: action.effects } };
    case "stdin":
      return {
        facts: {
          kind: "stdin",
          execution: action.execution,
          outside: context.outside?.has(action.execution) ?? false,
          empty: action.data === "",
        },
      };
    case "permissions":
      return {
        facts: {
          kind: "permissions",
          ...(action.write ? { write: action.write } : {}),
          ...(action.read ? { read: action.read } : {}),
          ...(action.hosts ? { hosts: action.hosts } : {}),
          ...(isDelicate(context.plan, action.write ?? []) ? { delicate: true } : {}),
        },
      };
    case "credential":
      return {
        facts: {
          kind: "credential",
          name: action.name,
          ...(action.host === undefined ? {} : { host: action.host }),
        },
      };
  }
}

function crossesOf(facts: ActionFacts): readonly string[] {
  switch (facts.kind) {
    case "command": {
      const wanted = facts.escalation;
      if (wanted.kind === "outside") return ["the sandbox: it asks to run without one"];
      if (wanted.kind === "none") return [];
      return [
        ...(wanted.write ?? []).map((path) => `files: write ${path}`),
        ...(wanted.read ?? []).map((path) => `files: read ${path}`),
        ...(wanted.hosts ?? []).map((host) => `network: ${host}`),
      ];
    }
    case "write":
      return facts.within === "writable" ? [] : [`files: ${facts.path} is ${WHERE[facts.within]}`];
    case "patch":
      return facts.files
        .filter((file) => file.within !== "writable")
        .map((file) => `files: ${file.path} is ${WHERE[file.within]}`);
    case "network":
      return facts.decision === "allow" ? [] : [`network: ${facts.host}:${facts.port}`];
    default:
      return [];
  }
}

const WHERE = {
  writable: "inside the workspace",
  protected: "protected",
  "auto-run": "run by editors or tools by themselves",
  outside: "outside the writable roots",
} as const;

/** Judges one action. Starts nothing, writes nothing. */
export function judge(action: NormalAction, context: JudgeContext): Judgement {
  const { facts, verdict, grants = context.grants } = factsOf(action, context);
  const { boundary } = context;
  let known: string | undefined;
  const surroundings = { path: searchPath(action, context.path), policy: boundary.digest };
  const digest = (states?: ReadonlyMap<string, string>): string => {
    if (states !== undefined) return bindingDigest(action, verdict, surroundings, states);
    known ??= bindingDigest(action, verdict, surroundings);
    return known;
  };
  const input: EvaluationInput = {
    policy: boundary.approvalPolicy,
    reviewer: boundary.reviewer,
    mode: context.plan.mode,
    action: facts,
    grants,
    origins: boundary.origins,
    policyMoved: boundary.policyMoved,
    // What somebody hid on purpose stays hidden; the secrets that are hidden by default are the plan's own business.
    deniedReads: boundary.profile.entries.some((entry) => entry.access === "deny"),
    ...(boundary.compat ? { compat: boundary.compat } : {}),
    ...(context.review ? { review: context.review } : {}),
  };
  const exact = grants.some((grant) => grant.covers.some((cover) => cover.kind === "exact"));
  let explained = explain(input);
  // Only a question can be answered by an exact grant, and only then is it worth hashing what the action refers to.
  if (exact && explained.evaluation.decision === "ask") explained = explain({ ...input, digest: digest() });
  const { evaluation, needs, path } = explained;
  return {
    evaluation,
    needs,
    path,
    facts,
    digest,
    crosses: crossesOf(facts),
    ...(verdict ? { verdict } : {}),
  };
}
