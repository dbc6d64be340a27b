import type { Trail, TrailEvent, TrailRecord } from "@paddock/telemetry";

/** What goes wrong at the append with this number (from 0). */
export type Fault = "throw" | "delay" | "hang";

/** A trail in memory that fails at one append, and tells what was really kept. */
export interface FaultyTrail extends Trail {
  readonly kept: readonly TrailRecord[];
  readonly appends: number;
}

/** Makes a trail whose n-th append throws, comes late, or never ends. */
export function faultyTrail(at: number, fault: Fault): FaultyTrail {
  const kept: TrailRecord[] = [];
  let appends = 0;
  return {
    session: "s",
    directory: "/memory",
    kept,
    get appends() {
      return appends;
    },
    async append(event: TrailEvent): Promise<TrailRecord> {
      const record = {
        v: 1,
        seq: appends,
        time: "2026-01-01T00:00:00.000Z",
        id: String(appends),
        name: event.name,
        severity: event.severity ?? "info",
        ids: { session: "s", ...event.ids },
        attributes: event.attributes ?? {},
      } as TrailRecord;
      if (appends++ === at) {
        if (fault === "throw") throw new Error("no space left on device");
        if (fault === "hang") await new Promise(() => undefined);
        await new Promise((resolve) => setImmediate(resolve));
      }
      kept.push(record);
      return record;
    },
    close: async () => undefined,
    [Symbol.asyncDispose]: async () => undefined,
  };
}
