import { ApprovalsError } from "../errors.ts";
import type { Clock } from "../grants.ts";

/** A user's word that one exact action, which the reviewer denied, may happen once. */
export interface Overrides {
  /** Allows the action with this digest once, within the lifetime. */
  allow(digest: string): void;
  /** Uses the permission up; false when there is none. */
  take(digest: string): boolean;
  /** Takes it back unused. */
  revoke(digest: string): boolean;
}

/** How long an override waits for its action: 15 minutes. */
const lifetimeMs = 15 * 60_000;

/** Makes an empty set of overrides. An override is spent on use, and it never reaches the model. */
export function createOverrides(clock: Clock): Overrides {
  const until = new Map<string, number>();
  return {
    allow(digest): void {
      if (!/^[0-9a-f]{64}$/.test(digest)) {
        throw new ApprovalsError(
          "bad-grant",
          "An override names an action by its digest: 64 hexadecimal digits.",
        );
      }
      until.set(digest, clock.now() + lifetimeMs);
    },
    take(digest): boolean {
      const end = until.get(digest);
      until.delete(digest);
      return end !== undefined && clock.now() < end;
    },
    revoke: (digest): boolean => until.delete(digest),
  };
}
