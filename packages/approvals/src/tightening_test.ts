import { test } from "node:test";
import type { ActionFacts, ApprovalPolicy, Evaluation } from "./facts.ts";
import type { Cover, Grant } from "./grant.ts";
import type { EvaluationInput, Mode } from "./input.ts";
import type { ApprovalRequirements } from "./requirements.ts";
import {
  actions,
  command,
  commands,
  danger,
  decide,
  escalations,
  everywhere,
  granular,
  modes,
  nothing,
  notLooser,
  policies,
  rule,
  verdicts,
} from "./testdata/table-space.ts";

test("a stricter verdict never loosens", () => {
  for (const policy of policies) {
    for (const mode of modes) {
      for (const escalation of escalations) {
        const found = verdicts.map((verdict) =>
          decide({ policy, mode, action: command(verdict, escalation) }),
        );
        found.forEach((loose, index) => {
          for (const strict of found.slice(0, index)) notLooser(strict, loose, { policy, mode, escalation });
        });
        const dangerous = decide({ policy, mode, action: command(danger, escalation) });
        const plain = decide({ policy, mode, action: command(nothing, escalation) });
        notLooser(dangerous, plain, { policy, mode, escalation });
      }
    }
  }
});

test("a stricter mode never loosens", () => {
  for (const policy of policies) {
    for (const action of actions) {
      const found = (["read-only", "workspace-write", "danger-full-access"] as const).map((mode) =>
        decide({ policy, mode, action }),
      );
      notLooser(found[0] as Evaluation, found[1] as Evaluation, { policy, action });
      notLooser(found[1] as Evaluation, found[2] as Evaluation, { policy, action });
    }
  }
});

test("switching a granular key off never loosens", () => {
  const keys = ["sandboxApproval", "rules", "mcpElicitations", "requestPermissions"] as const;
  for (const policy of granular) {
    if (policy.kind !== "granular") continue;
    for (const key of keys) {
      for (const mode of modes) {
        for (const action of actions) {
          notLooser(
            decide({ policy: { ...policy, [key]: false }, mode, action }),
            decide({ policy, mode, action }),
            { policy, key, mode, action },
          );
        }
      }
    }
  }
});

test("untrusted lets the least run without a human", () => {
  for (const policy of policies) {
    for (const mode of modes) {
      for (const action of actions) {
        const strict = decide({ policy: { kind: "untrusted" }, mode, action });
        // Switching questions off refuses; asking is the stricter answer only for what would run by itself.
        notLooser(strict, decide({ policy, mode, action }), { policy, mode, action }, true);
      }
    }
  }
});

test("requirements never loosen what runs without a human", () => {
  everywhere((over) => {
    if (over.requirements === undefined || over.compat === "codex") return;
    const { requirements: _, ...free } = over;
    notLooser(decide(over), decide(free), over, true);
  });
});

test("asking for more never lets more run by itself", () => {
  for (const policy of policies) {
    for (const mode of modes) {
      for (const verdict of [...verdicts, danger]) {
        const found = escalations.map((wish) => decide({ policy, mode, action: command(verdict, wish) }));
        for (const wider of found.slice(1))
          notLooser(wider, found[0] as Evaluation, { policy, mode, verdict }, true);
      }
    }
  }
});

/** Ladders of facts, strictest first: each step may let happen at most what the next one does. */
const ladders: Record<string, readonly ActionFacts[]> = {
  read: (["denied", "readable"] as const).map((within) => ({ kind: "read", path: "/a", within })),
  write: (["outside", "writable"] as const).map((within) => ({ kind: "write", path: "/a", within })),
  "a protected write": (["protected", "writable"] as const).map((within) => ({
    kind: "write",
    path: "/a",
    within,
  })),
  "a write that runs by itself": (["auto-run", "writable"] as const).map((within) => ({
    kind: "write",
    path: "/a",
    within,
  })),
  "a patch of more files": [
    {
      kind: "patch",
      files: [
        { path: "/a", within: "writable" },
        { path: "/b", within: "outside" },
      ],
    },
    { kind: "patch", files: [{ path: "/a", within: "writable" }] },
  ],
  network: (["deny", "ask", "allow"] as const).map((decision) => ({
    kind: "network",
    host: "h",
    port: 1,
    protocol: "http",
    decision,
  })),
  "an own tool": ([["read", "write"], ["read"]] as const).map((effects) => ({
    kind: "tool",
    name: "t",
    effects,
  })),
  "empty stdin": ([false, true] as const).map((empty) => ({
    kind: "stdin",
    execution: "e",
    outside: true,
    empty,
  })),
};
const approvalModes = ["prompt", "writes", "auto", "approve"] as const;
const claims = [
  { readOnlyHint: false, destructiveHint: true, openWorldHint: true },
  { readOnlyHint: false, destructiveHint: false, openWorldHint: true },
  { readOnlyHint: false, destructiveHint: false, openWorldHint: false },
  { readOnlyHint: true, destructiveHint: false, openWorldHint: false },
];
for (const claim of claims) {
  ladders[`MCP modes with ${JSON.stringify(claim)}`] = approvalModes.map((mode) => ({
    kind: "mcp",
    server: "s",
    tool: "t",
    mode,
    ...claim,
  }));
}
for (const mode of approvalModes) {
  ladders[`MCP hints in mode ${mode}`] = claims.map((claim) => ({
    kind: "mcp",
    server: "s",
    tool: "t",
    mode,
    ...claim,
  }));
}

for (const [name, ladder] of Object.entries(ladders)) {
  test(`stricter facts never loosen: ${name}`, () => {
    for (const policy of policies) {
      for (const mode of modes) {
        for (const compat of [undefined, "codex"] as const) {
          const found = ladder.map((action) =>
            decide({ policy, mode, action, ...(compat ? { compat } : {}) }),
          );
          // What is asked about runs no further than what runs by itself: a tool call has one place only.
          for (let at = 1; at < found.length; at++) {
            notLooser(found[at - 1] as Evaluation, found[at] as Evaluation, { policy, mode, compat }, true);
          }
        }
      }
    }
  });
}

/** Flags of the input that only tighten. */
const flags: readonly Partial<EvaluationInput>[] = [
  { deniedReads: true },
  { person: false },
  { review: "all" },
  { policyMoved: true },
];

test("a flag that tightens never loosens, alone or with a yes", () => {
  everywhere((over) => {
    for (const flag of flags) notLooser(decide({ ...over, ...flag }), decide(over), { over, flag });
  });
});

test("a rule that only a person may answer is no looser than one that anybody may", () => {
  for (const policy of policies) {
    for (const mode of modes) {
      for (const wish of escalations) {
        for (const person of [true, false]) {
          const only = rule("ask", {
            matches: [{ decision: "ask", origin: { layer: "user" }, prefix: ["tool"], personOnly: true }],
          });
          const strict = decide({ policy, mode, person, action: command(only, wish) });
          notLooser(strict, decide({ policy, mode, person, action: command(rule("ask"), wish) }), {
            policy,
            mode,
          });
        }
      }
    }
  }
});

test("a command that the agent can rewrite is no looser than one that it cannot, whatever was granted", () => {
  const grant = (cover: Cover): Grant => ({
    id: "g",
    scope: "session",
    covers: [cover],
    by: "user",
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-02T00:00:00.000Z",
    text: "t",
  });
  const held: readonly Grant[][] = [
    [],
    [grant({ kind: "prefix", prefix: ["tool"], placement: "outside" })],
    [grant({ kind: "prefix", prefix: ["tool"], placement: "inside" })],
    [grant({ kind: "write", path: "/" })],
  ];
  for (const policy of policies) {
    for (const mode of modes) {
      for (const action of commands) {
        if (action.kind !== "command") continue;
        for (const grants of held) {
          const strict = decide({ policy, mode, grants, action: { ...action, inRoot: true } });
          notLooser(strict, decide({ policy, mode, grants, action }), { policy, mode, action, grants });
        }
      }
    }
  }
});

/** Every way to leave out some of a list, the empty one included. */
function subsets<T>(list: readonly T[]): readonly (readonly T[])[] {
  return Array.from({ length: 2 ** list.length }, (_, bits) => list.filter((_item, at) => (bits >> at) & 1));
}

test("taking a value out of the requirements never lets more run by itself", () => {
  const words = ["untrusted", "on-request", "granular", "never"] as const;
  const samples = actions.filter((_, at) => at % 3 === 0);
  const check = (
    policy: ApprovalPolicy,
    mode: Mode,
    all: ApprovalRequirements,
    less: ApprovalRequirements,
  ): void => {
    for (const action of samples) {
      const strict = decide({ policy, mode, action, requirements: less });
      notLooser(
        strict,
        decide({ policy, mode, action, requirements: all }),
        { policy, mode, all, less, action },
        true,
      );
    }
  };
  for (const policy of policies) {
    for (const mode of modes) {
      for (const allowedModes of subsets(modes)) {
        for (const gone of allowedModes) {
          check(policy, mode, { allowedModes }, { allowedModes: allowedModes.filter((one) => one !== gone) });
        }
      }
      for (const allowedPolicies of subsets(words)) {
        for (const gone of allowedPolicies) {
          const less = allowedPolicies.filter((one) => one !== gone);
          check(policy, mode, { allowedPolicies }, { allowedPolicies: less });
        }
      }
    }
  }
});
