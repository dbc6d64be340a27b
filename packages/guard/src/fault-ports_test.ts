import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { ReviewModel } from "@paddock/approvals";
import { openConfig } from "@paddock/config";
import { type FaultyPorts, faultyPorts, type PortFault } from "../test/faulty-ports.ts";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { GuardOptions } from "./create-guard.ts";
import type { Answer } from "./decision.ts";
import { defineTool } from "./define-tool.ts";
import type { Hook } from "./hook.ts";

// At everything that the guard waits for (configuration, trail, backend, person, reviewer, hooks, schemas, tools), in each
// scenario, one call after the other: it throws, throws after its work was done, comes late, or never ends. Whatever
// happens, nothing is executed whose decision is not in the trail, and nothing is done that was refused.

type Scenario = (
  ports: FaultyPorts,
  workspace: string,
) => { readonly action: Action; readonly options: Partial<GuardOptions> };

const outside = (workspace: string): Action => ({
  kind: "command",
  argv: ["/bin/sh", "-c", `echo x > ${join(workspace, "made")}`],
  escalation: { kind: "outside" },
});

const person = (ports: FaultyPorts, answer: Answer): Pick<GuardOptions, "onAsk"> => ({
  onAsk: () => ports.through("onAsk", () => answer),
});

const yes: Answer = { decision: "allow", by: "user" };

const model = (ports: FaultyPorts): ReviewModel => ({
  name: "fake",
  complete: () =>
    ports.through("model", () => ({
      kind: "answer",
      text: '{"risk_level":"low","user_authorization":"high","outcome":"allow","rationale":""}',
    })),
});

const hook = (ports: FaultyPorts): Hook => ({
  name: "watch",
  before: () => ports.through("before", () => undefined),
  after: () => ports.through("after", () => undefined),
});

const scenarios: Readonly<Record<string, Scenario>> = {
  "a command": () => ({ action: { kind: "command", script: "echo x" }, options: {} }),
  "a read": () => ({ action: { kind: "read", path: "a" }, options: {} }),
  "a patch": () => ({
    action: { kind: "patch", patch: "*** Begin Patch\n*** Add File: made\n+x\n*** End Patch" },
    options: {},
  }),
  "a question about leaving the sandbox": (ports, workspace) => ({
    action: outside(workspace),
    options: person(ports, yes),
  }),
  "a question that is answered with no": (ports, workspace) => ({
    action: outside(workspace),
    options: person(ports, { decision: "deny", by: "user" }),
  }),
  "an answer that is kept for the user": (ports) => ({
    action: { kind: "write", path: "/opt/paddock-test/a", content: "x" },
    options: person(ports, { ...yes, scope: "user" }),
  }),
  "a review": (ports, workspace) => ({
    action: outside(workspace),
    options: { set: ['approvals_reviewer="auto_review"'], reviewer: { model: model(ports) } },
  }),
  "a hook": (ports) => ({ action: { kind: "command", script: "echo x" }, options: { hooks: [hook(ports)] } }),
  "a tool": (ports) => ({
    action: { kind: "tool", name: "touch", input: {}, effects: ["read"] },
    options: {
      tools: [
        defineTool({
          name: "touch",
          description: "",
          effects: ["read"],
          input: {
            "~standard": {
              version: 1,
              vendor: "t",
              validate: (value) => ports.through("schema", () => ({ value })),
            },
          },
          run: () => ports.through("run tool", () => "done"),
        }),
      ],
    },
  }),
};

/** The end of the work; undefined once it is stuck and everything else had time to go on. */
async function untilStuck<T>(work: Promise<T>, stuck: () => boolean): Promise<T | Error | undefined> {
  let done = false;
  const ended = work
    .catch((error: unknown) => error as Error)
    .finally(() => {
      done = true;
    });
  const waiting = (async () => {
    while (!done && !stuck()) await new Promise((resolve) => setTimeout(resolve, 1));
    for (let n = 0; n < 20 && !done; n++) await new Promise((resolve) => setTimeout(resolve, 1));
    return done ? await ended : undefined;
  })();
  return await Promise.race([ended, waiting]);
}

for (const [name, scenario] of Object.entries(scenarios)) {
  for (const fault of ["throw", "late", "delay", "hang"] as const satisfies readonly PortFault[]) {
    test(`${name}: whatever ${fault}s, nothing is executed before its decision is kept`, async () => {
      let tried = 0;
      for (let at = 0, reached = false; !reached; at++) {
        assert.ok(at < 60, "the scenario never ends");
        await inYard(async ({ guard: make, workspace, home, backend }) => {
          const ports = faultyPorts(at, fault);
          const { action, options } = scenario(ports, workspace);
          const allowed = (): boolean =>
            ports.trail.kept.some(
              (record) => record.name === "decision.made" && record.attributes["decision"] === "allow",
            );
          const happened = (): boolean =>
            backend.runs.length > 0 || backend.disk.size > 0 || existsSync(join(workspace, "made"));
          const executed = (call: string): void =>
            assert.ok(allowed(), `${call} without a kept decision (call ${at}: ${ports.calls[at]})`);
          const watched = {
            ...backend,
            probe: (...args: Parameters<typeof backend.probe>) =>
              ports.through("probe", () => backend.probe(...args)),
            spawn: (...args: Parameters<typeof backend.spawn>) =>
              ports.through("spawn", () => {
                executed("spawn");
                return backend.spawn(...args);
              }),
            files: (...args: Parameters<typeof backend.files>) =>
              ports.through("files", () => {
                executed("files");
                return backend.files(...args);
              }),
          };
          const live = await openConfig({
            cwd: workspace,
            env: { HOME: home, PADDOCK_HOME: home },
            trust: "trusted",
            ...(options.set ? { set: [...options.set] } : {}),
          });
          const followed = {
            get current() {
              return live.current;
            },
            refresh: () => ports.through("refresh", () => live.refresh()),
          };
          const stuck = (): boolean => fault === "hang" && ports.calls.length > at;
          const made = make({ ...options, trail: ports.trail, backends: [watched], live: followed });
          const guard = await untilStuck(made, stuck);
          if (guard === undefined || guard instanceof Error) {
            assert.equal(happened(), false);
            tried++;
            return;
          }
          const result = await untilStuck(guard.run(action).result, stuck);
          if (happened()) executed("it");
          if (result !== undefined && !(result instanceof Error)) {
            const refused = result.outcome === "denied" || result.outcome === "stopped";
            if (refused) assert.equal(happened(), false, `it was refused and done (call ${at})`);
          }
          reached = ports.calls.length <= at;
          if (!reached) tried++;
          // Not waited for: what hangs would hang here too.
          guard.close().catch(() => undefined);
        });
      }
      assert.ok(tried > 5, `only ${tried} calls were tried`);
    });
  }
}
