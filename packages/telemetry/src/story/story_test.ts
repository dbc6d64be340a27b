import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { TrailRecord } from "../record.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { findRecords } from "./find-records.ts";
import { tellStory } from "./story.ts";
import { storyLines } from "./story-lines.ts";
import { explainRecord } from "./why.ts";

async function sessionRecords(): Promise<readonly TrailRecord[]> {
  return withFolder(async (directory) => {
    const trail = await openTrail({
      directory,
      session: "s1",
      env: {},
      content: { prompts: true, reasoning: true },
    });
    await appendFullSession(trail);
    await trail.close();
    return allRecords(directory, { session: "s1" });
  });
}

describe("the story of a session", () => {
  it("joins a request with every call, question, answer, decision, run, denial, connection and result", async () => {
    const story = tellStory(await sessionRecords());
    assert.equal(story.turns.length, 1);
    const calls = story.turns[0]?.steps.flatMap((step) => (step.kind === "call" ? [step.call] : [])) ?? [];
    assert.deepEqual(
      calls.map((call) => [
        call.id,
        call.questions.length,
        call.answers.length,
        call.decisions.length,
        call.executions.length,
        call.executions.flatMap(({ denials }) => denials).length,
        call.executions.flatMap(({ connections }) => connections).length,
        call.result === undefined ? 0 : 1,
      ]),
      [
        ["call-1", 0, 0, 1, 1, 0, 0, 1],
        ["call-2", 1, 1, 1, 1, 0, 0, 1],
        ["call-3", 0, 0, 1, 1, 0, 0, 1],
        ["call-4", 0, 0, 1, 0, 0, 0, 1],
        ["call-5", 0, 0, 1, 1, 1, 0, 1],
        ["call-6", 0, 0, 1, 1, 0, 1, 1],
        ["call-7", 0, 0, 1, 0, 0, 0, 1],
        ["call-8", 1, 1, 1, 0, 0, 0, 1],
      ],
    );
  });

  it("leaves no record out", async () => {
    const records = await sessionRecords();
    const story = tellStory(records);
    const told = new Set<TrailRecord>();
    const collect = (value: unknown): void => {
      if (Array.isArray(value)) for (const item of value) collect(item);
      else if (typeof value === "object" && value !== null) {
        if ("seq" in value) told.add(value as TrailRecord);
        else for (const item of Object.values(value)) collect(item);
      }
    };
    collect(story);
    assert.deepEqual(
      records.filter((record) => !told.has(record)).map(({ name }) => name),
      ["turn.started"],
    );
  });

  it("reads well", async () => {
    const lines = [...storyLines(tellStory(await sessionRecords()))].map(
      ({ depth, mark, text }) =>
        `${"  ".repeat(depth)}${mark === "bad" ? "!" : mark === "ask" ? "?" : "-"} ${text}`,
    );
    for (const line of [
      "- session s1 (mode workspace-write, approval_policy on-request, network proxy, enforcement full, backend linux, trust trusted)",
      "  - request publish the release notes",
      '    - model gpt-5.5 1001 in, 50 out "Look at the notes first."',
      "    - exec_command cat NOTES.md",
      "      - allowed by rule /srv/app/.paddock/rules/default.rules:3 (project) — A rule allows it.",
      "      ? asked Run outside the sandbox?",
      "      ! reviewer says deny (risk high)",
      "      - user answered allow for session after 4.2 s",
      "      - allowed outside the sandbox by grant",
      "      ! refused by rule /etc/paddock/rules/git.rules:7 (system) — Never force.",
      "        ! sandbox denied write /etc/hosts EACCES",
      "        ! network deny unknown.example:80 — unknown.example is not on the list.",
      "      ! user answered stop after 0.9 s",
      "  ! turn cancelled",
      "- session ended",
    ])
      assert.ok(lines.includes(line), `${line}\nnot in\n${lines.join("\n")}`);
  });
});

describe("why", () => {
  it("walks from every id to the request at the top and back to the record", async () => {
    const records = await sessionRecords();
    const ids = new Set<string>();
    for (const record of records) {
      if (record.ids.turn === undefined) continue;
      ids.add(record.id);
      for (const key of ["call", "approval", "decision", "execution", "connection"] as const)
        if (record.ids[key] !== undefined) ids.add(record.ids[key]);
    }
    assert.ok(ids.size > 60);
    for (const id of ids) {
      const found = findRecords(records, id);
      assert.ok(found.length > 0, id);
      for (const about of found) {
        const { chain } = explainRecord(records, about);
        assert.ok(
          chain.some((link) => link.record === about),
          `${id} is in its own chain`,
        );
        assert.ok(
          about.name === "prompt.received" || chain[0]?.step === "request",
          `${about.name} ${id} leads to the request, not ${chain[0]?.step}`,
        );
        for (const { record } of chain)
          for (const [key, other] of Object.entries(record.ids))
            if (key === "call") assert.ok(findRecords(records, other).includes(record));
      }
    }
  });

  it("answers for a host, a path, and a grant used again", async () => {
    const records = await sessionRecords();
    const about = (wanted: string) => findRecords(records, wanted).at(-1) as TrailRecord;
    const host = explainRecord(records, about("unknown.example"));
    assert.deepEqual(
      host.chain.map(({ step }) => step),
      ["request", "call", "decision", "execution", "execution", "connection", "result"],
    );
    assert.deepEqual(host.change, [
      "an entry for unknown.example in the network policy, or a yes when asked",
    ]);
    const refused = (attributes: Readonly<Record<string, unknown>>) => {
      const record = {
        ...host.about,
        attributes: { ...host.about.attributes, ...attributes },
      } as TrailRecord;
      return explainRecord([record], record).change;
    };
    assert.deepEqual(refused({ source: "decider" }), ["another answer to the question"]);
    const denied = { reason_code: "denied", pattern: "*.example" };
    assert.deepEqual(refused(denied), [
      "another network policy, whose entry *.example refuses unknown.example",
    ]);
    const written = {
      ...denied,
      origin_file: "/h/config.toml",
      origin_line: 4,
      reason: "no",
      origin_layer: "user",
    };
    assert.deepEqual(refused(written), ["another rule or key at /h/config.toml:4 (user)"]);
    assert.match(explainRecord(records, about("/etc/hosts")).change[0] ?? "", /write \/etc\/hosts/);
    assert.equal(about("UNKNOWN.exam").attributes["host"], "unknown.example", "a part is enough");
    const again = explainRecord(records, about("call-3"));
    assert.deepEqual(again.chain.map(({ step }) => step).slice(0, 3), ["request", "grant", "answer"]);
    assert.deepEqual(explainRecord(records, about("call-4")).change, [
      "another rule or key at /etc/paddock/rules/git.rules:7 (system)",
    ]);
  });

  it("keeps apart calls of two turns that the model gave one id", async () => {
    const [first, second] = ["t1", "t2"].map((turn, index): TrailRecord[] =>
      ["tool.called", "decision.made", "tool.completed"].map((name, at) => ({
        v: 1,
        seq: index * 3 + at,
        time: "2026-11-20T10:00:00.000Z",
        id: `${turn}-${name}`,
        name,
        severity: "info",
        ids: { session: "s", turn, call: "call_0", decision: `${turn}-decision` },
        attributes: { decision: "allow" },
      })),
    ) as [TrailRecord[], TrailRecord[]];
    const { chain } = explainRecord([...first, ...second], first[1] as TrailRecord);
    assert.deepEqual(
      chain.map(({ record }) => record.id),
      first.map(({ id }) => id),
    );
  });

  it("gives every reason once, with its place, and names who could change it", () => {
    const record = (name: string, attributes: TrailRecord["attributes"], seq: number): TrailRecord => ({
      v: 1,
      seq,
      time: "2026-11-20T10:00:00.000Z",
      id: `id-${seq}`,
      name,
      severity: "warn",
      ids: { session: "s", turn: "t", call: "c", decision: "d", approval: "a" },
      attributes,
    });
    const reason = { code: "rule.deny", text: "Never.", layer: "user", source: "/r/a.rules:1" };
    const twice = {
      decision: "deny",
      by: "rule",
      reasons: [reason, reason, { ...reason, source: "/r/b.rules:2" }],
    };
    const made = record("decision.made", twice, 1);
    const { chain, change } = explainRecord([made], made);
    assert.deepEqual(chain[0]?.details, ["Never. — /r/a.rules:1 (user)", "Never. — /r/b.rules:2 (user)"]);
    assert.deepEqual(change, ["another rule or key at /r/a.rules:1 (user) and /r/b.rules:2 (user)"]);
    const managed = record("decision.made", { ...twice, reasons: [{ ...reason, layer: "requirements" }] }, 1);
    assert.match(explainRecord([managed], managed).change[0] ?? "", /^an administrator, who wrote/);
    const nobody = record("approval.answered", { decision: "deny", by: "policy" }, 0);
    assert.match(explainRecord([nobody, made], made).change[0] ?? "", /^someone to answer the question/);
    const denied = (object: string, operation: string): string => {
      const denial = record("sandbox.denied", { object, operation }, 2);
      return explainRecord([denial], denial).change[0] ?? "";
    };
    assert.match(denied("/w/.git/hooks/x", "create"), /it is protected/);
    assert.match(denied("10.0.0.1:53", "connect"), /^network access for the command/);
    assert.match(denied("/etc/x", "create"), /writable_roots/);
    assert.doesNotMatch(denied("/etc/x", "read"), /writable_roots/);
  });
});
