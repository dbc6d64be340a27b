import { readLastingGrants } from "./lasting-grants.ts";
import { record, type Session } from "./session.ts";

/** Takes over what another session, or `paddock grants`, has granted or taken back meanwhile, and records what is gone. */
export async function followGrants(session: Session, home: string): Promise<void> {
  for (const { id } of session.grants.follow(readLastingGrants(home))) {
    const attributes = { grant: id, by: "user", reason: "taken back elsewhere" };
    await record(session, { name: "grant.revoked", attributes });
  }
}
