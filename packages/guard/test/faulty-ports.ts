import type { Trail, TrailEvent, TrailRecord } from "@paddock/telemetry";
import type { Fault } from "./faulty-trail.ts";

/** Everything that a guard waits for goes through one of these; the call with this number (from 0) fails. */
export interface FaultyPorts {
  /** Passes a call of a port on, or lets it fail: `throw`, `late` (done, then thrown), `delay`, `hang`. */
  through<T>(name: string, work: () => T | Promise<T>): Promise<T>;
  /** Names of the calls so far. */
  readonly calls: readonly string[];
  /** A trail in memory whose appends go through here. */
  readonly trail: Trail & { readonly kept: readonly TrailRecord[] };
}

/** A fault that also covers work that was done before its caller was told that it failed. */
export type PortFault = Fault | "late";

/** Ports of which one call fails. */
export function faultyPorts(at: number, fault: PortFault): FaultyPorts {
  const calls: string[] = [];
  const kept: TrailRecord[] = [];
  const through: FaultyPorts["through"] = async (name, work) => {
    const index = calls.push(name) - 1;
    if (index !== at) return await work();
    if (fault === "throw") throw new Error(`${name} failed`);
    if (fault === "hang") await new Promise(() => undefined);
    if (fault === "delay") await new Promise((resolve) => setTimeout(resolve, 5));
    const value = await work();
    if (fault === "late") throw new Error(`${name} failed at its end`);
    return value;
  };
  const append = (event: TrailEvent): Promise<TrailRecord> =>
    through(`append ${event.name}`, () => {
      const record = {
        v: 1,
        seq: kept.length,
        time: "2026-01-01T00:00:00.000Z",
        id: String(kept.length),
        name: event.name,
        severity: event.severity ?? "info",
        ids: { session: "s", ...event.ids },
        attributes: event.attributes ?? {},
      } as TrailRecord;
      kept.push(record);
      return record;
    });
  const nothing = async (): Promise<void> => undefined;
  return {
    through,
    calls,
    trail: {
      session: "s",
      directory: "/memory",
      kept,
      append,
      close: nothing,
      [Symbol.asyncDispose]: nothing,
    },
  };
}
