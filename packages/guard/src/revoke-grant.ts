import { changeLastingGrants } from "./lasting-grants.ts";
import { record, type Session } from "./session.ts";

/**
 * Takes a grant back at once for this session; one that outlives it is removed from disk too, which closing the guard
 * waits for. False when there is no such grant.
 */
export function revokeGrant(session: Session, id: string): boolean {
  const { found, lasting } = session.grants.revoke(id);
  if (!found) return false;
  const work = async (): Promise<void> => {
    await record(session, {
      name: "grant.revoked",
      attributes: { grant: id, by: "user", reason: "taken back" },
    });
    if (lasting)
      await changeLastingGrants(session.boundary.home, (kept) => kept.filter((grant) => grant.id !== id));
  };
  const done = work()
    .catch((error: unknown) =>
      record(session, {
        name: "config.notice",
        attributes: {
          code: "grants.not-removed",
          text: `the grant ${id} is still on disk: ${(error as Error).message}`,
        },
        severity: "error",
      }),
    )
    .finally(() => session.flights.delete(done));
  done.catch(() => undefined);
  session.flights.add(done);
  return true;
}
