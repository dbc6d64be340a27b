import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inYard, type Yard } from "../test/yard.ts";
import type { Action } from "./action.ts";
import { answerMeaning } from "./answer-meaning.ts";
import type { Answer, AnswerOption, ApprovalRequest } from "./decision.ts";
import type { Guard } from "./guard-types.ts";

type Destination = Extract<Action, { kind: "network" }>;
type Never = "never-project" | "never-user";

const to = (host: string, port = 443): Destination => ({ kind: "network", host, port, protocol: "https" });
const keys: readonly Never[] = ["never-project", "never-user"];

/** A yard whose network asks about unlisted hosts. */
async function inNetwork(use: (yard: Yard) => Promise<void>): Promise<void> {
  await inYard(async (yard) => {
    writeFileSync(
      join(yard.home, "config.toml"),
      `default_permissions = "web"
[permissions.web.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.web.network]
enabled = true
[permissions.web.network.domains]
"good.example" = "allow"
`,
    );
    await use(yard);
  });
}

const fileOf = (key: Never, { workspace, home }: Yard): string =>
  join(key === "never-project" ? join(workspace, ".paddock") : home, "rules", "approved.rules");

const chosen = (key: AnswerOption["key"]): Answer => ({ ...answerMeaning(key), by: "user" });

function optionsOf(guard: Guard, action: Action): readonly AnswerOption[] {
  const decision = guard.evaluate(action);
  assert.equal(decision.decision, "ask");
  return decision.decision === "ask" ? decision.request.options : [];
}

for (const key of keys) {
  test(`${key} writes one line, refuses from then on with it as the reason, and later sessions have it`, async () => {
    await inNetwork(async (yard) => {
      const file = fileOf(key, yard);
      const asked: ApprovalRequest[] = [];
      {
        await using guard = await yard.guard({
          onAsk: async (request) => {
            asked.push(request);
            return chosen(key);
          },
        });
        const first = await yard.run(guard, to("new.example"));
        assert.equal(first.outcome, "denied");
        assert.deepEqual(first.refusal?.reasons.map(({ origin }) => [origin?.file, origin?.line]).at(-1), [
          file,
          1,
        ]);
        const later = await yard.run(guard, to("new.example", 8443));
        assert.equal(later.refusal?.reasons[0]?.origin?.file, file);
        assert.equal(asked.length, 1);
      }
      assert.equal(
        readFileSync(file, "utf8"),
        'network_rule(host="new.example", protocol="https", decision="deny")\n',
      );
      const option = asked[0]?.options.find((one) => one.key === key);
      assert.deepEqual(
        [option?.stores?.file, `${option?.stores?.text}\n`],
        [file, readFileSync(file, "utf8")],
      );
      assert.match(option?.label ?? "", /^never.*: deny new\.example forever, over every port and protocol$/);
      const named = yard.records.filter(({ name }) => /rule\.added|approval\.answered/.test(name));
      assert.deepEqual(
        named.map(({ name, attributes }) => [name, attributes["scope"]]),
        [
          ["approval.answered", answerMeaning(key).scope],
          ["rule.added", answerMeaning(key).scope],
        ],
      );
      await using again = await yard.guard();
      const decision = again.evaluate(to("new.example"));
      assert.equal(decision.decision, "deny");
      assert.deepEqual([decision.reasons[0]?.origin?.file, decision.reasons[0]?.origin?.line], [file, 1]);
      assert.equal(again.evaluate(to("other.new.example")).decision, "ask");
    });
  });
}

test("the line holds the host as it is judged, so no spelling slips by", async () => {
  for (const [given, host] of [
    ["NEW.Example.", "new.example"],
    ["xn--bcher-kva.example", "xn--bcher-kva.example"],
    ["[2606:4700::1111]", "2606:4700::1111"],
    ["8.8.8.8", "8.8.8.8"],
  ] as const) {
    await inNetwork(async (yard) => {
      await using guard = await yard.guard({ onAsk: async () => chosen("never-user") });
      await yard.run(guard, to(given));
      assert.equal(
        readFileSync(fileOf("never-user", yard), "utf8"),
        `network_rule(host="${host}", protocol="https", decision="deny")\n`,
      );
      assert.equal(guard.evaluate(to(host)).decision, "deny");
    });
  }
});

const offered = (guard: Guard, action: Action): readonly string[] =>
  optionsOf(guard, action)
    .map(({ key }) => key)
    .filter((key) => key.startsWith("never"));

test("it is offered for destinations alone, and for a project only where its rules count", async () => {
  await inNetwork(async ({ guard: make }) => {
    {
      await using guard = await make();
      assert.deepEqual(offered(guard, to("new.example")), keys);
      const outside: Action = { kind: "command", script: "true", escalation: { kind: "outside" } };
      assert.deepEqual(offered(guard, outside), []);
    }
    await using untrusted = await make({ trust: "untrusted" });
    assert.deepEqual(offered(untrusted, to("new.example")), ["never-user"]);
  });
});

test("a project without a folder gets one, and the rule in it counts at once", async () => {
  await inNetwork(async (yard) => {
    rmSync(join(yard.workspace, ".paddock"), { recursive: true });
    await using guard = await yard.guard({ onAsk: async () => chosen("never-project") });
    await yard.run(guard, to("new.example"));
    assert.equal(guard.evaluate(to("new.example")).reasons[0]?.origin?.file, fileOf("never-project", yard));
  });
});

test("under compat the denial goes where Codex keeps rules, and never to a folder that it does not read", async () => {
  await inYard(async (yard) => {
    const set = [
      'sandbox_mode="workspace-write"',
      "sandbox_workspace_write.network_access=true",
      "features.network_proxy=true",
    ];
    const onAsk = async (): Promise<Answer> => chosen("never-user");
    await using guard = await yard.guard({ compat: "codex", set, onAsk });
    assert.deepEqual(offered(guard, to("new.example")), ["never-user"]);
    await yard.run(guard, to("new.example"));
    const file = join(yard.home, "..", ".codex", "rules", "approved.rules");
    assert.equal(guard.evaluate(to("new.example")).reasons[0]?.origin?.file, file);
  });
});

test("a lasting no that the question does not offer is refused", async () => {
  await inNetwork(async ({ guard: make }) => {
    await using guard = await make({
      onAsk: async () => ({ decision: "deny", scope: "session", by: "user" }),
    });
    await assert.rejects(guard.run(to("new.example")).result, /does not offer to deny for the scope session/);
  });
});

test("a rule file that is a link or broken takes no denial and says so", async () => {
  for (const spoil of ["link", "broken"] as const) {
    await inNetwork(async (yard) => {
      const file = fileOf("never-project", yard);
      const elsewhere = join(yard.home, "target");
      mkdirSync(join(yard.workspace, ".paddock", "rules"), { recursive: true });
      await using guard = await yard.guard({
        onAsk: async () => {
          if (spoil === "link") symlinkSync(elsewhere, file);
          else writeFileSync(file, "network_rule(\n");
          return chosen("never-project");
        },
      });
      const message =
        spoil === "link" ? /so it is not edited/ : /no rule is written: .*approved\.rules:\d+:\d+: /;
      await assert.rejects(guard.run(to("new.example")).result, message);
      assert.equal(existsSync(elsewhere), false);
    });
  }
});

test("other open questions about the host end with the rule, and whoever is asked is let go", async () => {
  await inNetwork(async (yard) => {
    const { promise: both, resolve } = Promise.withResolvers<void>();
    const withdrawn: number[] = [];
    let open = 0;
    await using guard = await yard.guard({
      onAsk: async (request, signal) => {
        open += 1;
        if (open === 3) resolve();
        await both;
        const { port, host } = request.action as Destination;
        if (port === 443 && host === "new.example") return chosen("never-project");
        if (host === "else.example") return chosen("no");
        return await new Promise((_, reject) =>
          signal.addEventListener("abort", () => {
            withdrawn.push(port);
            reject(signal.reason as Error);
          }),
        );
      },
    });
    const [first, other, unrelated] = await Promise.all(
      [to("new.example"), to("new.example", 8443), to("else.example")].map((action) =>
        yard.run(guard, action),
      ),
    );
    const file = fileOf("never-project", yard);
    assert.equal(first?.refusal?.by, "user");
    assert.equal(other?.refusal?.reasons.at(-1)?.origin?.file, file);
    assert.deepEqual(withdrawn, [8443]);
    assert.ok(unrelated?.refusal?.reasons.every(({ origin }) => origin?.file !== file));
  });
});
