import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { TrailVerification } from "@paddock/telemetry";
import { createAgent } from "../agent.ts";
import type { AgentEvent } from "../event.ts";
import { offlineGuide } from "../guide/offline-guide.ts";
import { type ScriptedGuard, scriptedGuard } from "../testing/scripted-guard.ts";
import { playTour, type TourOptions } from "./play-tour.ts";
import { tourSteps } from "./tour-steps.ts";

const GOOD: TrailVerification = { ok: true, segments: 1, records: 42, problems: [], unanchored: 0 };

interface Tour {
  readonly options: TourOptions;
  readonly guard: ScriptedGuard;
  readonly seen: { dir: string; rules: string; mode: number; closed: boolean };
}

function tour(found: TrailVerification = GOOD, part: Partial<TourOptions> = {}): Tour {
  const seen = { dir: "", rules: "", mode: 0, closed: false };
  const scripted = scriptedGuard((action) =>
    action.kind === "command" && action.script === "rm note.txt"
      ? { ask: "Remove it?", result: {} }
      : { result: {} },
  );
  const close = (): Promise<void> => {
    seen.closed = true;
    return Promise.resolve();
  };
  const guard: ScriptedGuard = Object.assign(scripted, { close });
  const options: TourOptions = {
    openGuard: ({ dir }) => {
      Object.assign(seen, {
        dir,
        rules: readFileSync(join(dir, ".paddock/rules/tour.rules"), "utf8"),
        mode: statSync(dir).mode & 0o777,
      });
      return Promise.resolve(guard);
    },
    verify: (session) => {
      assert.equal(session, "scripted");
      assert.ok(seen.closed, "the trail is verified after the guard is closed");
      return Promise.resolve(found);
    },
    onAsk: () => ({ decision: "deny", by: "policy" }),
    ...part,
  };
  return { options, guard, seen };
}

async function collect(events: AsyncIterable<AgentEvent>): Promise<readonly AgentEvent[]> {
  const all: AgentEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
}

function turns(events: readonly AgentEvent[]): readonly string[] {
  return events.flatMap((event) => (event.kind === "turn" ? [event.phase] : []));
}

function said(events: readonly AgentEvent[]): string {
  return events.flatMap((event) => (event.kind === "text-done" ? [event.text] : [])).join("\n");
}

test("the tour sends every step through the guard in a workspace of its own, then verifies the trail", async () => {
  const { options, guard, seen } = tour();
  const events = await collect(playTour(options));
  assert.deepEqual(turns(events), ["started", "completed"]);
  assert.equal(guard.actions.length, tourSteps.length);
  assert.deepEqual(
    guard.actions.map((action) => action.kind),
    ["command", "write", "command", "command", "command", "command"],
  );
  assert.equal(events.filter((event) => event.kind === "ask").length, 1);
  assert.match(said(events), /The trail holds 42 records; the chain of their hashes is whole\./);
  assert.equal(seen.mode, 0o700);
  assert.match(seen.rules, /decision = "forbidden"[\s\S]*decision = "prompt"/);
  assert.ok(!existsSync(seen.dir), "the workspace is gone");
});

test("a trail that does not verify fails the tour", async () => {
  const problems = [{ file: "0001.jsonl", line: 3, code: "hash", text: "the hash does not match" }];
  const events = await collect(playTour(tour({ ...GOOD, ok: false, problems }).options));
  assert.deepEqual(turns(events), ["started", "failed"]);
  assert.match(said(events), /does not verify: the hash does not match \(0001\.jsonl:3\)/);
});

test("a guard that cannot be opened ends the tour with its reason, and the workspace is gone", async () => {
  let dir = "";
  const openGuard: TourOptions["openGuard"] = (workspace) => {
    dir = workspace.dir;
    return Promise.reject(new Error("no user namespaces here"));
  };
  const events = await collect(playTour(tour(GOOD, { openGuard }).options));
  const end = events.at(-1);
  assert.ok(end?.kind === "turn" && end.phase === "failed" && end.error === "no user namespaces here");
  assert.ok(dir !== "" && !existsSync(dir));
});

test("stopping the tour early removes the workspace and closes the guard", async () => {
  const { options, seen } = tour();
  for await (const event of playTour(options)) if (event.kind === "call") break;
  assert.ok(seen.closed && !existsSync(seen.dir));
});

test("a person asks the guide for the tour, a model does not", async () => {
  const { options } = tour();
  const events = await collect(
    createAgent({
      guard: scriptedGuard(() => ({ result: {} })),
      provider: offlineGuide(),
      tour: () => playTour(options),
    }).send("Tour!"),
  );
  assert.deepEqual(turns(events), ["started", "completed"]);
});
