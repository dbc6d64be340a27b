import type { GrantScope } from "./facts.ts";

/** What one grant covers: the exact action, or one named widening. Nothing is implied beyond it. */
export type Cover =
  /** The action whose digest this is, and all that it refers to. */
  | { readonly kind: "exact"; readonly digest: string; readonly placement: "inside" | "outside" }
  /** A path and everything below it. Absolute, without `.` or `..`. */
  | { readonly kind: "write" | "read"; readonly path: string }
  /** One host; `port` and `protocol` narrow it. */
  | { readonly kind: "host"; readonly host: string; readonly port?: number; readonly protocol?: string }
  /** Commands whose argument vector starts with these tokens. */
  | {
      readonly kind: "prefix";
      readonly prefix: readonly string[];
      readonly placement: "inside" | "outside";
      /** Only in this working directory. */
      readonly cwd?: string;
    }
  | { readonly kind: "mcp"; readonly server: string; readonly tool: string }
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "credential"; readonly name: string; readonly host?: string }
  /** Covers nothing by itself: the paths and hosts beside it widen every run, not only one that asks. */
  | { readonly kind: "standing" };

/** A permission that an answer made. JSON-safe, so that it can be stored. */
export interface Grant {
  /** Unique within its store. */
  readonly id: string;
  /** How long it counts and for whom. */
  readonly scope: GrantScope;
  /** Any one of these may meet a need. */
  readonly covers: readonly Cover[];
  /** Who gave the answer. */
  readonly by: "user" | "policy" | "reviewer" | "program";
  /** ISO 8601 instants. */
  readonly createdAt: string;
  /** ISO 8601; it no longer counts from then on. */
  readonly expiresAt: string;
  /** The turn, session or project root that the scope binds to. */
  readonly turn?: string;
  /** The session that scopes `once` and `session` bind to. */
  readonly session?: string;
  /** Absolute root that scope `project` binds to. */
  readonly project?: string;
  /** The question that the answer belonged to. */
  readonly request?: string;
  /** One sentence for lists. */
  readonly text: string;
}

/** A thing that an action needs beyond what it may do by itself. */
export type Need =
  | {
      readonly kind: "run";
      readonly placement: "inside" | "outside";
      readonly cwd: string;
      readonly commands?: readonly (readonly string[])[];
    }
  | { readonly kind: "write" | "read"; readonly path: string }
  | { readonly kind: "host"; readonly host: string; readonly port?: number; readonly protocol?: string }
  | { readonly kind: "mcp"; readonly server: string; readonly tool: string }
  | { readonly kind: "tool"; readonly name: string }
  | { readonly kind: "credential"; readonly name: string; readonly host?: string }
  /** Only an answer to this exact action will do. */
  | { readonly kind: "exact"; readonly placement: "inside" | "outside"; readonly personOnly?: boolean };

function below(path: string, root: string): boolean {
  return path === root || root === "/" || path.startsWith(root.endsWith("/") ? root : `${root}/`);
}

function startsWith(argv: readonly string[], prefix: readonly string[]): boolean {
  return prefix.length > 0 && prefix.length <= argv.length && prefix.every((token, i) => token === argv[i]);
}

/** Says whether one cover meets one need. Exact covers are judged by the caller, who knows the digest. */
function meets(cover: Cover, need: Need): boolean {
  switch (need.kind) {
    case "exact":
    case "run":
      return false;
    case "write":
      return cover.kind === "write" && below(need.path, cover.path);
    case "read":
      return (cover.kind === "read" || cover.kind === "write") && below(need.path, cover.path);
    case "host":
      return (
        cover.kind === "host" &&
        cover.host.toLowerCase() === need.host.toLowerCase() &&
        (cover.port === undefined || cover.port === need.port) &&
        (cover.protocol === undefined || cover.protocol === need.protocol)
      );
    case "mcp":
      return cover.kind === "mcp" && cover.server === need.server && cover.tool === need.tool;
    case "tool":
      return cover.kind === "tool" && cover.name === need.name;
    case "credential":
      return (
        cover.kind === "credential" &&
        cover.name === need.name &&
        (cover.host === undefined || cover.host === need.host)
      );
  }
}

function runs(cover: Cover, need: Extract<Need, { kind: "run" }>, argv: readonly string[]): boolean {
  return (
    cover.kind === "prefix" &&
    (cover.placement === "outside" || need.placement === "inside") &&
    (cover.cwd === undefined || cover.cwd === need.cwd) &&
    startsWith(argv, cover.prefix)
  );
}

/** The tests that must each find a cover; undefined when only an exact grant can do. */
function tests(needs: readonly Need[]): readonly ((cover: Cover) => boolean)[] | undefined {
  if (needs.length === 0) return undefined;
  const all: ((cover: Cover) => boolean)[] = [];
  for (const need of needs) {
    if (need.kind === "exact") return undefined;
    if (need.kind !== "run") {
      all.push((cover) => meets(cover, need));
      continue;
    }
    if (need.commands === undefined || need.commands.length === 0) return undefined;
    for (const argv of need.commands) all.push((cover) => runs(cover, need, argv));
  }
  return all;
}

/**
 * Finds the grants that together meet every need: one exact grant whose digest is equal and that reaches the
 * placement, or for each path, host and command some grant that names it. Undefined when anything stays uncovered.
 */
export function findGrants(
  grants: readonly Grant[],
  needs: readonly Need[],
  digest: string | undefined,
): readonly Grant[] | undefined {
  const outside = needs.some((need) => "placement" in need && need.placement === "outside");
  const personOnly = needs.some((need) => need.kind === "exact" && need.personOnly === true);
  const usable = personOnly ? grants.filter((g) => g.by === "user" && g.scope === "once") : grants;
  if (digest !== undefined) {
    const exact = usable.find((grant) =>
      grant.covers.some(
        (cover) =>
          cover.kind === "exact" && cover.digest === digest && (cover.placement === "outside" || !outside),
      ),
    );
    if (exact !== undefined) return [exact];
  }
  const required = tests(needs);
  if (required === undefined) return undefined;
  const used = new Set<Grant>();
  for (const test of required) {
    const grant = usable.find((candidate) => candidate.covers.some(test));
    if (grant === undefined) return undefined;
    used.add(grant);
  }
  return [...used];
}
