import { type Cover, createGrants, type GrantContext, type Grant as StoredGrant } from "@paddock/approvals";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import type { Widening } from "./plan-for.ts";

/** The grants of one guard: what answers made, and what each widens. */
export interface GrantBook {
  /** The grants that count in this turn; the table looks at them. */
  active(turn: string | undefined): readonly StoredGrant[];
  list(): readonly Grant[];
  /** Takes a grant back; says whether it was one that outlives the session. */
  revoke(id: string): { readonly found: boolean; readonly lasting: boolean };
  /** Uses up a grant of scope `once`; false when it is gone already. */
  spend(id: string): boolean;
  /**
   * Keeps what a yes stores. A yes for once is kept only with `once: true`, for a question whose asker has gone.
   * Nothing is kept where the answer wrote a rule instead.
   */
  remember(
    request: ApprovalRequest,
    answer: Answer,
    options?: { readonly once?: boolean },
  ): StoredGrant | undefined;
  /** Standing widenings that apply to every run: answers to `permissions` actions. */
  widenings(turn: string | undefined): readonly Widening[];
  /** Ends the grants of a turn. */
  endTurn(turn: string): void;
  /** Takes over the grants that outlive sessions as they are on disk now; gives back those that were taken back there. */
  follow(lasting: readonly StoredGrant[]): readonly StoredGrant[];
}

/** A grant as hosts see it. */
export function shownGrant(grant: StoredGrant): Grant {
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

/** The part of a grant that widens every run, not only those that ask for it. */
function standing(grant: StoredGrant): Widening | undefined {
  if (!grant.covers.some((cover) => cover.kind === "standing")) return undefined;
  const paths = (kind: "write" | "read"): readonly string[] =>
    grant.covers.flatMap((cover) => (cover.kind === kind ? [cover.path] : []));
  return {
    write: paths("write"),
    read: paths("read"),
    hosts: grant.covers.flatMap((cover) => (cover.kind === "host" ? [cover.host] : [])),
  };
}

function coversOf(request: ApprovalRequest, scope: string): readonly Cover[] | undefined {
  const covers = request.options.find((option) => option.key === scope)?.covers;
  if (covers === undefined || request.action.kind !== "permissions") return covers;
  return [...covers, { kind: "standing" }];
}

/** Makes a book for one session of one project, with the grants that outlived earlier ones. */
export function createGrantBook(options: {
  readonly now: () => Date;
  readonly newId: () => string;
  readonly session: string;
  readonly project: string;
  readonly lasting?: readonly StoredGrant[];
}): GrantBook {
  const { session, project, newId } = options;
  const grants = createGrants({
    clock: { now: () => options.now().getTime() },
    nextId: newId,
    initial: options.lasting ?? [],
  });
  const context = (turn: string | undefined): GrantContext => ({
    session,
    project,
    ...(turn === undefined ? {} : { turn }),
  });
  return {
    active: (turn) => grants.active(context(turn)),
    list: () => grants.list().map(shownGrant),
    revoke(id) {
      const grant = grants.list().find((candidate) => candidate.id === id);
      const lasting = grant?.scope === "project" || grant?.scope === "user";
      return { found: grants.revoke(id), lasting };
    },
    spend: (id) => grants.spend(id),
    remember(request, answer, { once = false } = {}) {
      const scope = answer.scope ?? "once";
      if (answer.decision !== "allow" || (scope === "once" && !once)) return undefined;
      const covers = coversOf(request, scope);
      if (covers === undefined) return undefined;
      return grants.add({
        ...context(scope === "turn" ? request.action.ids?.turn : undefined),
        scope,
        covers,
        by: answer.by,
        text:
          scope === "once"
            ? request.subject
            : (request.options.find(({ key }) => key === scope)?.stores?.text ?? request.subject),
        request: request.id,
      });
    },
    widenings: (turn) => grants.active(context(turn)).flatMap((grant) => standing(grant) ?? []),
    endTurn: (turn) => grants.end({ turn }),
    follow: (lasting) => grants.follow(lasting),
  };
}
