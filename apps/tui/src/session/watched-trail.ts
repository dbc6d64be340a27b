import type { Trail, TrailRecord } from "@paddock/telemetry";

/** A trail that tells listeners of each record once it is written. */
export interface WatchedTrail {
  readonly trail: Trail;
  onRecord(listener: (record: TrailRecord) => void): () => void;
}

/** Wraps a trail. A listener is told after the append has resolved, so nothing is shown that is not on disk. */
export function watchTrail(trail: Trail): WatchedTrail {
  const listeners = new Set<(record: TrailRecord) => void>();
  const seen: TrailRecord[] = [];
  return {
    trail: {
      session: trail.session,
      directory: trail.directory,
      async append(event) {
        const record = await trail.append(event);
        if (listeners.size === 0) seen.push(record);
        for (const listener of listeners) listener(record);
        return record;
      },
      close: () => trail.close(),
      [Symbol.asyncDispose]: () => trail.close(),
    },
    onRecord(listener) {
      // Records from before the first listener (the start of the session) are not lost on it.
      for (const record of seen.splice(0)) listener(record);
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
