import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inYard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import type { Hook, HookVerdict } from "./hook.ts";

// Whatever hooks say, return, throw or do to what they are shown: an action ends at least as strictly as without them.

const actions: readonly Action[] = [
  { kind: "command", script: "echo x" },
  { kind: "command", argv: ["/bin/true"], escalation: { kind: "outside" } },
  { kind: "command", script: "rm -rf x" },
  { kind: "command", script: "true", escalation: { kind: "widen", write: ["/opt/x"] } },
  { kind: "write", path: "a", content: "x" },
  { kind: "write", path: "/etc/paddock-x", content: "x" },
  { kind: "network", host: "example.com", port: 443, protocol: "https" },
  { kind: "mcp", server: "s", tool: "t", input: {} },
  { kind: "read", path: "a" },
];

type Says = (proposed: { readonly decision: unknown; readonly action: unknown }) => unknown;

/** Makes what it is shown say allow, as far as that can be done. */
const tamper: Says = ({ decision, action }) => {
  for (const shown of [decision, action]) {
    try {
      Object.assign(shown as object, {
        decision: "allow",
        placement: "outside",
        kind: "read",
        argv: ["evil"],
      });
      const { request } = shown as { readonly request?: object };
      if (request !== undefined) Object.assign(request, { placement: "inside", digest: "0", options: [] });
    } catch {
      // It is frozen.
    }
  }
  return undefined;
};

const says = fc.constantFrom<Says>(
  () => undefined,
  () => ({ decision: "ask", reason: "look" }),
  () => ({ decision: "deny", reason: "no" }),
  () => ({ decision: "allow", reason: "fine" }),
  () => ({ decision: "ask" }),
  () => "allow",
  () => true,
  () => null,
  () => ({}),
  () => Promise.reject(new Error("boom")),
  () => {
    throw new Error("boom");
  },
  tamper,
);

interface End {
  /** 0 ran unasked, 1 ran after a yes, 2 did not run. */
  readonly strictness: number;
  readonly placements: readonly string[];
}

async function endOf(
  action: Action,
  policy: string,
  hooks: readonly Hook[],
  answer: "allow" | "deny",
): Promise<End> {
  let end: End | undefined;
  await inYard(async ({ guard: make, run, records }) => {
    let asked = 0;
    await using guard = await make({
      hooks,
      set: [`approval_policy="${policy}"`],
      onAsk: async () => {
        asked++;
        return { decision: answer, by: "user" };
      },
    });
    const { outcome } = await run(guard, action);
    const ran = outcome !== "denied" && outcome !== "stopped";
    const made = records.filter(({ name }) => name === "decision.made");
    end = {
      strictness: ran ? (asked > 0 ? 1 : 0) : 2,
      placements: made.map(({ attributes }) => String(attributes["placement"])),
    };
  });
  return end as End;
}

test("hooks only tighten", async () => {
  const without = new Map<string, Promise<End>>();
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom(...actions.keys()),
      fc.constantFrom("on-request", "never", "untrusted"),
      fc.constantFrom("allow" as const, "deny" as const),
      fc.array(says, { minLength: 1, maxLength: 3 }),
      async (index, policy, answer, said) => {
        const action = actions[index] as Action;
        const hooks = said.map(
          (say, n): Hook => ({
            name: `h${n}`,
            before: (proposed) => say(proposed) as HookVerdict,
          }),
        );
        const key = `${index} ${policy} ${answer}`;
        if (!without.has(key)) without.set(key, endOf(structuredClone(action), policy, [], answer));
        const plain = (await without.get(key)) as End;
        const hooked = await endOf(structuredClone(action), policy, hooks, answer);
        assert.ok(
          hooked.strictness >= plain.strictness,
          `${key}: ${plain.strictness} became ${hooked.strictness}`,
        );
        if (!plain.placements.includes("outside")) assert.equal(hooked.placements.includes("outside"), false);
      },
    ),
    { numRuns: 120 },
  );
});
