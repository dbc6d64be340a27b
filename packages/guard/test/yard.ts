import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MemoryBackendOptions, memoryBackend } from "@paddock/sandbox/testing";
import { checkEvent, readTrail, type TrailRecord } from "@paddock/telemetry";
import type { Action } from "../src/action.ts";
import { createGuard, type GuardOptions } from "../src/create-guard.ts";
import type { Answer } from "../src/decision.ts";
import type { Guard } from "../src/guard-types.ts";
import type { RunResult } from "../src/run.ts";

/** Every record that a guard writes in a test is one of the catalogue, with the attributes and ids that it has there. */
async function checkRecords(home: string): Promise<void> {
  const trail = join(home, "trail");
  if (!existsSync(trail)) return;
  for await (const { name, ids, attributes } of readTrail(trail)) {
    const { session: _, ...other } = ids;
    assert.deepEqual(checkEvent({ name, ids: other, attributes }), []);
  }
}

/** A workspace, a home and a backend in memory, for one test. */
export interface Yard {
  readonly workspace: string;
  readonly home: string;
  readonly backend: ReturnType<typeof memoryBackend>;
  readonly records: TrailRecord[];
  guard(options?: Partial<GuardOptions>): Promise<Guard>;
  run(guard: Guard, action: Action, signal?: AbortSignal): Promise<RunResult>;
}

/** Gives a test a yard of its own and clears it up. */
export async function inYard(
  use: (yard: Yard) => Promise<void>,
  script?: MemoryBackendOptions,
): Promise<void> {
  const base = realpathSync(mkdtempSync(join(tmpdir(), "paddock-guard-")));
  const workspace = join(base, "ws");
  const home = join(base, "home");
  mkdirSync(join(workspace, ".paddock", "rules"), { recursive: true });
  mkdirSync(home, { mode: 0o700 });
  const backend = memoryBackend(script ?? {});
  const records: TrailRecord[] = [];
  try {
    await use({
      workspace,
      home,
      backend,
      records,
      guard: (options = {}) =>
        createGuard({
          workspace,
          trust: "trusted",
          backends: [backend],
          env: { HOME: base, PADDOCK_HOME: home, PATH: "/usr/bin:/bin" },
          ...options,
        }),
      async run(guard, action, signal) {
        const run = guard.run(action, signal ? { signal } : {});
        for await (const event of run.events) if (event.kind === "record") records.push(event.record);
        return await run.result;
      },
    });
    await checkRecords(home);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
}

/** Says yes to everything, once. */
export const yes = async (): Promise<Answer> => ({ decision: "allow", by: "user" });
