import { type Cover, createGrants, type GrantContext, type Grant as StoredGrant } from "@paddock/approvals";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import type { Widening } from "./plan-for.ts";

/** The grants of one guard: what answers made, and what each widens. */
export interface GrantBook {
  /** The grants that count in this turn; the table looks at them. */
  active(turn: string | undefined): readonly StoredGrant[];
  list(): readonly Grant[];
  revoke(id: string): boolean;
  /** Uses up a grant of scope `once`; false when it is gone already. */
  spend(id: string): boolean;
  /** Keeps what a yes stores beyond the one run; nothing for `once`. */
  remember(request: ApprovalRequest, answer: Answer): Grant | undefined;
  /** Standing widenings that apply to every run: answers to `permissions` actions. */
  widenings(turn: string | undefined): readonly Widening[];
}

function coversOf({ action, digest, placement }: ApprovalRequest): readonly Cover[] {
  const exact: Cover = { kind: "exact", digest, placement };
  switch (action.kind) {
    case "write":
      return [exact, { kind: "write", path: action.path }];
    case "network":
      return [exact, { kind: "host", host: action.host, port: action.port, protocol: action.protocol }];
    case "mcp":
      return [exact, { kind: "mcp", server: action.server, tool: action.tool }];
    case "permissions":
      return [
        exact,
        ...(action.write ?? []).map((path): Cover => ({ kind: "write", path })),
        ...(action.read ?? []).map((path): Cover => ({ kind: "read", path })),
        ...(action.hosts ?? []).map((host): Cover => ({ kind: "host", host })),
      ];
    default:
      return [exact];
  }
}

function shown(grant: StoredGrant): Grant {
  const exact = grant.covers.find((cover) => cover.kind === "exact");
  const { id, scope, text, createdAt, expiresAt } = grant;
  return {
    id,
    scope,
    text,
    createdAt,
    expiresAt,
    request: grant.request ?? "",
    ...(exact ? { digest: exact.digest } : {}),
  };
}

/** Makes an empty book for one session of one project. */
export function createGrantBook(options: {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly session: string;
  readonly project: string;
}): GrantBook {
  const { session, project, newId } = options;
  const grants = createGrants({ clock: { now: () => options.now().getTime() }, nextId: newId });
  const standing = new Map<string, Widening>();
  const context = (turn: string | undefined): GrantContext => ({
    session,
    project,
    ...(turn === undefined ? {} : { turn }),
  });
  return {
    active: (turn) => grants.active(context(turn)),
    list: () => grants.list().map(shown),
    revoke(id) {
      standing.delete(id);
      return grants.revoke(id);
    },
    spend: (id) => grants.spend(id),
    remember(request, answer) {
      const scope = answer.scope ?? "once";
      if (answer.decision !== "allow" || scope === "once") return undefined;
      const { action } = request;
      const grant = grants.add({
        ...context(scope === "turn" ? (action.ids?.turn ?? session) : undefined),
        scope,
        covers: coversOf(request),
        by: answer.by,
        text: request.subject,
        request: request.id,
      });
      if (action.kind === "permissions") {
        const { write = [], read = [], hosts = [] } = action;
        standing.set(grant.id, { write, read, hosts });
      }
      return shown(grant);
    },
    widenings: (turn) =>
      grants.active(context(turn)).flatMap((grant) => {
        const widening = standing.get(grant.id);
        return widening ? [widening] : [];
      }),
  };
}
