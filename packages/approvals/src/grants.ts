import { ApprovalsError } from "./errors.ts";
import type { GrantScope } from "./facts.ts";
import { type Cover, findGrants, type Grant, type Need } from "./grant.ts";
import { BOUND, checkGrant } from "./read-grant.ts";

/** A source of the time, in milliseconds since the epoch. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number;
}

/** Longest life of a grant by scope, in milliseconds. A turn or session that ends earlier ends its grants too. */
export const GRANT_LIFETIME: Readonly<Record<GrantScope, number>> = {
  once: 15 * 60_000,
  turn: 24 * 3_600_000,
  session: 24 * 3_600_000,
  project: 90 * 24 * 3_600_000,
  user: 90 * 24 * 3_600_000,
};

/** Where the session stands: grants of another turn, session or project do not count. */
export interface GrantContext {
  /** Id of the turn. */
  readonly turn?: string;
  /** Id of the session. */
  readonly session?: string;
  /** Absolute root of the project. */
  readonly project?: string;
}

/** A grant before it has an id and an expiry. */
export interface NewGrant extends GrantContext {
  /** How long it counts; must name the turn, session or project it binds to. */
  readonly scope: GrantScope;
  /** What it covers; at least one. */
  readonly covers: readonly Cover[];
  /** Who gave the answer. */
  readonly by: Grant["by"];
  /** One sentence for lists. */
  readonly text: string;
  /** The question that was answered. */
  readonly request?: string;
  /** Shorter life than {@link GRANT_LIFETIME}, in milliseconds; a longer one is cut. */
  readonly lifetimeMs?: number;
}

/** Options of {@link createGrants}. */
export interface GrantsOptions {
  /** Where the time comes from. */
  readonly clock: Clock;
  /** Makes ids; must not repeat. Default: `g1`, `g2`, ... */
  readonly nextId?: () => string;
  /** Grants kept from before, as `list` gave them. Expired ones are dropped. */
  readonly initial?: readonly Grant[];
}

/** The grants of one session. In memory; what should outlive it is listed and stored by the caller. */
export interface Grants {
  /** Adds one, with an id and an expiry. Throws `bad-grant` for a malformed one. */
  add(grant: NewGrant): Grant;
  /** Every live grant, oldest first. */
  list(): readonly Grant[];
  /** The live grants that count in this turn, session and project. */
  active(context: GrantContext): readonly Grant[];
  /** The grants that together meet every need, without spending them. */
  match(
    needs: readonly Need[],
    digest: string | undefined,
    context: GrantContext,
  ): readonly Grant[] | undefined;
  /** Uses up a grant of scope `once`; false when it is already gone. Others stay and give true. */
  spend(id: string): boolean;
  /** Takes a grant back; false when there is none. */
  revoke(id: string): boolean;
  /**
   * Takes over the grants that outlive sessions as they are stored now: what was granted elsewhere counts, and what was
   * stored and is no more does not. Gives those back.
   */
  follow(lasting: readonly Grant[]): readonly Grant[];
  /** Ends the grants of a turn or a session. */
  end(context: { readonly turn?: string; readonly session?: string }): void;
}

/** A grant counts where it was given. Only one for once may name no session: it waits for whoever proposes its action. */
function counts(grant: Grant, context: GrantContext): boolean {
  const key = BOUND[grant.scope];
  if (key === undefined || grant[key] === context[key]) return true;
  return grant.scope === "once" && grant.session === undefined;
}

/** True for a grant that counts in later sessions too. */
function outlives({ scope }: Grant): boolean {
  return scope === "project" || scope === "user";
}

/** Makes an empty store of grants, or one that continues from an earlier list. */
export function createGrants(options: GrantsOptions): Grants {
  let count = 0;
  const { clock } = options;
  const held = new Map<string, Grant>((options.initial ?? []).map((grant) => [grant.id, grant]));
  let stored: ReadonlySet<string> = new Set((options.initial ?? []).filter(outlives).map(({ id }) => id));
  const nextId =
    options.nextId ??
    ((): string => {
      do count++;
      while (held.has(`g${count}`));
      return `g${count}`;
    });

  function live(): readonly Grant[] {
    const now = clock.now();
    for (const [id, grant] of held) if (!(Date.parse(grant.expiresAt) > now)) held.delete(id);
    return [...held.values()];
  }

  return {
    add(grant: NewGrant): Grant {
      checkGrant(grant);
      const now = clock.now();
      const { lifetimeMs, ...rest } = grant;
      const life = Math.min(lifetimeMs ?? Number.POSITIVE_INFINITY, GRANT_LIFETIME[grant.scope]);
      const made: Grant = {
        ...rest,
        id: nextId(),
        createdAt: new Date(now).toISOString(),
        expiresAt: new Date(now + life).toISOString(),
      };
      if (held.has(made.id)) throw new ApprovalsError("bad-grant", `The grant id ${made.id} is taken.`);
      held.set(made.id, made);
      return made;
    },
    list: live,
    active: (context): readonly Grant[] => live().filter((grant) => counts(grant, context)),
    match(needs, digest, context): readonly Grant[] | undefined {
      return findGrants(
        live().filter((grant) => counts(grant, context)),
        needs,
        digest,
      );
    },
    spend(id): boolean {
      const grant = live().find((candidate) => candidate.id === id);
      if (grant === undefined) return false;
      if (grant.scope === "once") held.delete(id);
      return true;
    },
    revoke: (id): boolean => held.delete(id),
    follow(lasting): readonly Grant[] {
      const now = lasting.filter(outlives);
      const ids = new Set(now.map(({ id }) => id));
      // One that is about to be stored for the first time is not gone.
      const gone = live().filter(({ id }) => stored.has(id) && !ids.has(id));
      for (const { id } of gone) held.delete(id);
      for (const grant of now) held.set(grant.id, grant);
      stored = ids;
      return gone;
    },
    end(context): void {
      for (const [id, grant] of held) {
        const turn = context.turn !== undefined && grant.scope === "turn" && grant.turn === context.turn;
        const session =
          context.session !== undefined &&
          grant.session === context.session &&
          grant.scope !== "project" &&
          grant.scope !== "user";
        if (turn || session) held.delete(id);
      }
    },
  };
}
