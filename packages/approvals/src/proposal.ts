import type { ActionFacts, Evaluation, GrantScope } from "./facts.ts";
import type { Cover, Need } from "./grant.ts";
import { refusePrefix } from "./prefix-class.ts";

/** One grant that would answer a question, from the smallest to the widest. */
export interface Proposal {
  /** How long it would count. */
  readonly scope: GrantScope;
  /** What it would cover. */
  readonly covers: readonly Cover[];
  /** What it would let happen later, as a sentence. */
  readonly text: string;
}

/** What {@link proposeGrants} needs to know about the question. */
export interface ProposalInput {
  /** The action that is asked about. */
  readonly action: ActionFacts;
  /** The question. */
  readonly evaluation: Extract<Evaluation, { decision: "ask" }>;
  /** What the question is about, from `needsOf`. */
  readonly needs: readonly Need[];
  /** sha-256 hex of the exact action. */
  readonly digest: string;
}

/** The shortest prefix of a command that is narrow enough for a grant; undefined when none is. */
export function shortestPrefix(argv: readonly string[]): readonly string[] | undefined {
  for (let length = 1; length <= argv.length; length++) {
    const prefix = argv.slice(0, length);
    // A single bare word would cover every use of the program; two words name one.
    if (length === 1 && argv.length > 1) continue;
    if (refusePrefix(prefix) === undefined) return prefix;
  }
  return undefined;
}

function named(need: Need): { readonly cover: Cover; readonly text: string } | undefined {
  switch (need.kind) {
    case "write":
    case "read":
      return { cover: { kind: need.kind, path: need.path }, text: `${need.kind} ${need.path}` };
    case "host": {
      const port = need.port === undefined ? "" : `:${need.port}`;
      const cover: Cover = {
        kind: "host",
        host: need.host,
        ...(need.port === undefined ? {} : { port: need.port }),
        ...(need.protocol === undefined ? {} : { protocol: need.protocol }),
      };
      return { cover, text: `reach ${need.host}${port}` };
    }
    case "mcp":
      return { cover: need, text: `call ${need.server}/${need.tool}` };
    case "tool":
      return { cover: need, text: `call ${need.name}` };
    case "credential":
      return { cover: need, text: `use the secret ${need.name}` };
    default:
      return undefined;
  }
}

/** The named widening that covers the needs, or undefined when only the exact action can be granted. */
function widening(
  needs: readonly Need[],
): { readonly covers: readonly Cover[]; readonly text: string } | undefined {
  const covers: Cover[] = [];
  const texts: string[] = [];
  for (const need of needs) {
    if (need.kind === "run") {
      if (need.commands === undefined || need.commands.length === 0) return undefined;
      for (const argv of need.commands) {
        const prefix = shortestPrefix(argv);
        if (prefix === undefined) return undefined;
        covers.push({ kind: "prefix", prefix, placement: need.placement, cwd: need.cwd });
        texts.push(`run \`${prefix.join(" ")} ...\` ${need.placement} the sandbox in ${need.cwd}`);
      }
      continue;
    }
    const one = named(need);
    if (one === undefined) return undefined;
    covers.push(one.cover);
    texts.push(one.text);
  }
  return covers.length === 0 ? undefined : { covers, text: texts.join(", ") };
}

/**
 * Lists the grants that would answer a question, smallest first: the exact action once, then wider scopes with a
 * named widening where one exists and with the exact action otherwise. Only scopes that the evaluation offers.
 */
export function proposeGrants(input: ProposalInput): readonly Proposal[] {
  const { evaluation, digest } = input;
  const exact: Cover = { kind: "exact", digest, placement: evaluation.placement };
  const wider = widening(input.needs);
  return evaluation.scopes.map((scope): Proposal => {
    if (scope === "once") return { scope, covers: [exact], text: "exactly this, once" };
    const repeated = scope === "turn" && input.action.kind === "command";
    if (repeated || wider === undefined) {
      return { scope, covers: [exact], text: `exactly this, for the ${scope}` };
    }
    return { scope, covers: wider.covers, text: wider.text };
  });
}
