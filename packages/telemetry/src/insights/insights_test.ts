import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { openQueryIndex } from "../query/query-index.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { gatherInsights, type Insights } from "./insights.ts";
import { insightsHtml } from "./insights-html.ts";
import { bar, insightsText, spark } from "./insights-text.ts";
import { everyDay, roundUp } from "./report/day-chart.ts";
import { ruleFor } from "./suggested-rules.ts";

async function someInsights(): Promise<Insights> {
  return withFolder(async (directory) => {
    for (const [session, day] of [
      ["s1", 1],
      ["s2", 2],
      ["s3", 2],
    ] as const) {
      const now = Date.UTC(2026, 10, day, 12);
      const trail = await openTrail({
        directory,
        session,
        env: {},
        clock: () => now,
        monotonic: () => now,
        retention: false,
        user: "ann",
      });
      await appendFullSession(trail);
      for (let index = 0; index < 2; index += 1) {
        const ids = { approval: `ask-${index}` };
        await trail.append({
          name: "approval.requested",
          ids,
          attributes: { kind: "command", subject: "npm run build" },
        });
        await trail.append({
          name: "approval.answered",
          ids,
          attributes: { decision: "allow", by: "user", wait_ms: 1_000 },
        });
      }
      await trail.append({
        name: "tool.called",
        attributes: { subject: "<script>alert(1)</script>\u001b[31m" },
      });
      await trail.append({
        name: "approval.requested",
        ids: { approval: "x" },
        attributes: { subject: "<script>alert(1)</script>\u001b[31m" },
      });
      await trail.close();
    }
    using index = await openQueryIndex(directory);
    return gatherInsights(index);
  });
}

const plain = (_: string, text: string): string => text;

describe("insights", () => {
  it("count what happened", async () => {
    const insights = await someInsights();
    assert.deepEqual(
      { ...insights.totals, records: 0 },
      {
        records: 0,
        sessions: 3,
        users: 1,
        turns: 3,
        calls: 27,
        decisions: 24,
        refused: 15,
        asked: 15,
        inputTokens: 3_003,
        outputTokens: 150,
      },
    );
    assert.deepEqual(insights.days, [
      { day: "2026-11-01", sessions: 1, calls: 9, refused: 5, asked: 5 },
      { day: "2026-11-02", sessions: 2, calls: 18, refused: 10, asked: 10 },
    ]);
    assert.deepEqual(insights.refusedBy, [
      { name: "policy", count: 3 },
      { name: "rule", count: 3 },
      { name: "user", count: 3 },
      { name: "sandbox", count: 3 },
      { name: "network", count: 3 },
    ]);
    assert.deepEqual(insights.refusedHosts, [{ name: "unknown.example", count: 3 }]);
    assert.deepEqual(insights.refusedObjects, [{ name: "/etc/hosts", count: 3 }]);
    const shell = insights.tools.find(({ tool }) => tool === "exec_command");
    assert.deepEqual(shell, {
      tool: "exec_command",
      server: "",
      calls: 21,
      failed: 3,
      refused: 12,
      p50: 41,
      p95: 41,
    });
    assert.equal(insights.tools.find(({ server }) => server === "tickets")?.refused, 3);
    assert.deepEqual(insights.wait, { p50: 1_000, p95: 4_210, total: 21_330 });
  });

  it("name the rule that would remove a question, only where every answer was yes", async () => {
    const { repeated } = await someInsights();
    assert.deepEqual(
      repeated.find(({ subject }) => subject === "npm run build"),
      {
        subject: "npm run build",
        asked: 6,
        allowed: 6,
        waited: 6_000,
        rule: 'prefix_rule(pattern=["npm", "run", "build"], decision="allow")',
      },
    );
    assert.equal(repeated.find(({ subject }) => subject === "sleep 60")?.rule, undefined);
  });

  it("suggest no rule where one question that it covers was answered no", () =>
    withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s", env: {} });
      const ask = async (subject: string, decision: string, id: string): Promise<void> => {
        const ids = { approval: id };
        await trail.append({ name: "approval.requested", ids, attributes: { kind: "command", subject } });
        await trail.append({ name: "approval.answered", ids, attributes: { decision, by: "user" } });
      };
      for (const [index, subject] of ["git fetch a", "git fetch b", "git fetch b"].entries())
        await ask(subject, "allow", `f${index}`);
      for (const [index, decision] of ["allow", "allow", "deny"].entries())
        await ask(`git push ${decision}`, decision, `p${index}`);
      await trail.close();
      using index = await openQueryIndex(directory);
      const { rules, repeated, flow } = gatherInsights(index);
      assert.deepEqual(rules, [
        {
          rule: 'prefix_rule(pattern=["git", "fetch"], decision="allow")',
          asked: 3,
          waited: 0,
          subjects: ["git fetch b", "git fetch a"],
        },
      ]);
      assert.equal(repeated.find(({ subject }) => subject === "git push allow")?.rule, undefined);
      assert.deepEqual(flow, { free: 0, asked: 0, blocked: 0, refused: 0 });
    }));

  it("tell what became of the calls, by whom, and with which servers", async () => {
    const { flow, people, servers, waits } = await someInsights();
    assert.deepEqual(flow, { free: 6, asked: 3, blocked: 6, refused: 9 });
    assert.deepEqual(people, [{ name: "ann", count: 3 }]);
    assert.deepEqual(servers, [{ server: "tickets", tools: 1, calls: 3, failed: 0, refused: 3 }]);
    assert.deepEqual(
      waits.map(({ name, count }) => [name, count]),
      [
        ["under 2 s", 9],
        ["2 to 5 s", 3],
      ],
    );
  });

  for (const [subject, rule] of [
    ["gh pr create --fill", 'prefix_rule(pattern=["gh", "pr", "create"], decision="allow")'],
    ["git push origin main", 'prefix_rule(pattern=["git", "push"], decision="allow")'],
    ["git push && rm x", undefined],
    ["sudo reboot", undefined],
    ["python3 x.py", undefined],
    ["./run.sh now", undefined],
    ["ls", undefined],
    ["curl -fsSL https://x", undefined],
    ["npm run test --watch", 'prefix_rule(pattern=["npm", "run", "test"], decision="allow")'],
    ["echo $HOME", undefined],
  ] as const)
    it(`propose ${rule ?? "no rule"} for ${subject}`, () => assert.equal(ruleFor(subject, "command"), rule));

  it("print for a terminal without letting recorded text speak to it", async () => {
    const text = insightsText(await someInsights(), plain, 80);
    assert.match(text, /3 sessions, 3 turns, 27 calls by 1 user/);
    assert.match(text, /Who said no/);
    assert.match(text, /prefix_rule\(pattern=\["npm", "run", "build"\]/);
    assert.ok(!text.includes("\u001b"));
    assert.ok(text.split("\n").every((line) => line.length <= 100));
  });

  it("print one HTML file that loads nothing and runs nothing", async () => {
    const html = insightsHtml(await someInsights());
    assert.ok(!/<script|\son\w+=|src=|href=|url\(|@import/i.test(html), "nothing to load or to run");
    assert.ok(html.includes("&#60;script&#62;alert(1)"));
    assert.ok((html.match(/class="bars"/g)?.length ?? 0) >= 7, "bars");
    assert.match(html, /aria-label="Use by day"/);
    assert.match(html, /1 rule would have answered 6 of 15 questions/);
    assert.ok(!html.includes("NaN") && !html.includes("undefined"));
  });

  it("have nothing to say about an empty trail, without failing", () =>
    withFolder(async (directory) => {
      await (await openTrail({ directory, session: "s", env: {} })).close();
      using index = await openQueryIndex(directory);
      const insights = gatherInsights(index, { since: "2999" });
      assert.equal(insights.totals.records, 0);
      assert.ok(insightsText(insights, plain).length > 0);
      assert.ok(!insightsHtml(insights).includes("NaN"));
    }));
});

describe("the days of the report", () => {
  it("leave none out, at most 92 of them, and end at a round number", () => {
    const day = (text: string) => ({ day: text, sessions: 1, calls: 3, refused: 0, asked: 0 });
    assert.deepEqual(
      everyDay([day("2026-02-27"), day("2026-03-02")]).map(({ day: text, calls }) => [text, calls]),
      [
        ["2026-02-27", 3],
        ["2026-02-28", 0],
        ["2026-03-01", 0],
        ["2026-03-02", 3],
      ],
    );
    assert.equal(everyDay([day("2020-01-01"), day("2026-03-02")]).length, 92);
    assert.deepEqual([0, 1, 3, 10, 11, 83, 501].map(roundUp), [1, 1, 5, 10, 20, 100, 1_000]);
  });
});

describe("a bar and a spark line", () => {
  it("show shares", () => {
    assert.deepEqual([bar(1, 4), bar(0.5, 4), bar(0, 4), bar(0.001, 4)], ["████", "██", "", "▏"]);
    assert.deepEqual([spark([0, 1, 8]), spark([])], [" ▁█", ""]);
  });
});
