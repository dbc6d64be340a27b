import assert from "node:assert/strict";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, it } from "node:test";
import { openTrail } from "@paddock/telemetry";
import { dispatch } from "../cli/dispatch.ts";
import { logsCommand } from "./logs.ts";

const home = mkdtempSync(join(tmpdir(), "paddock-logs-"));
const trail = join(home, "trail");

async function paddock(...argv: readonly string[]): Promise<{ status: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const status = await dispatch({
    argv: ["logs", ...argv],
    cwd: home,
    version: "0",
    table: [{ name: "logs", summary: "", load: () => Promise.resolve(logsCommand) }],
    fallback: () => Promise.reject(new Error("no command was named")),
    env: { PADDOCK_HOME: home, HOME: home, PATH: process.env["PATH"] },
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
    style: (_name, text) => text,
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

describe("paddock logs", () => {
  before(async () => {
    const now = Date.UTC(2026, 10, 20, 10);
    for (const session of ["first", "second"]) {
      const open = await openTrail({
        directory: trail,
        session,
        env: {},
        clock: () => now,
        monotonic: () => now,
        retention: false,
      });
      const note = (
        name: string,
        attributes: Parameters<typeof open.append>[0]["attributes"],
        more: object = {},
      ) => open.append({ name, ids: { turn: `${session}-turn`, ...more }, attributes: attributes ?? {} });
      const call = { call: `${session}-call`, decision: `${session}-decision` };
      await open.append({
        name: "session.started",
        attributes: { mode: "workspace-write", enforcement: "full" },
      });
      await note("prompt.received", { origin: "user", prompt: "x", prompt_length: 1 });
      await note(
        "tool.called",
        { kind: "command", tool: "shell", subject: "git push \u001b[31mred", cwd: home },
        call,
      );
      await note(
        "decision.made",
        { kind: "command", subject: "git push", decision: "allow", by: "rule" },
        call,
      );
      await note(
        "execution.started",
        { argv: ["git", "push"], pid: 4242 },
        { ...call, execution: `${session}-run` },
      );
      await note(
        "network.decided",
        { host: "example.com", port: 443, decision: "deny", text: "not on the list" },
        { ...call, execution: `${session}-run`, connection: "c" },
      );
      await note("tool.completed", { tool: "shell", outcome: "blocked", duration_ms: 12 }, call);
      await open.close();
    }
  });
  after(() => rmSync(home, { recursive: true, force: true }));

  it("show prints the latest session, or one by the start of its id, without letting recorded text speak", async () => {
    const latest = await paddock("show");
    assert.equal(latest.status, 0);
    assert.match(latest.out, /shell git push \\x1b\[31mred/);
    assert.match(latest.out, /- network deny example\.com:443 — not on the list/);
    assert.ok(!latest.out.includes("\u001b"));
    assert.match((await paddock("show", "fir")).out, /session first/);
    assert.equal((await paddock("show", "none")).status, 2);
  });

  it("show --list names every session with its counts", async () => {
    const { out } = await paddock("show", "--list");
    assert.match(
      out,
      /^2026-11-20 10:00 {2}first {2}1 request, 1 call, 0 questions, 1 refusal open or crashed git push \\x1b\[31mred\n/,
    );
    const rows = (await paddock("show", "--list", "--json")).out.trimEnd().split("\n");
    assert.deepEqual(
      rows.map((row) => (JSON.parse(row) as { session: string }).session),
      ["first", "second"],
    );
  });

  it("why answers for a host and for an id", async () => {
    const host = await paddock("why", "example.com");
    assert.match(
      host.out,
      /request[\s\S]*call[\s\S]*decision[\s\S]*execution[\s\S]*> connection deny example\.com/,
    );
    assert.match(host.out, /would change it: an entry for example\.com/);
    assert.match((await paddock("why", "second-run")).out, /in session second/);
    const part = await paddock("why", "xample.co");
    assert.match(part.out, /in session (?:first|second) on 2026-11-20/);
    assert.match(part.out, /1 earlier session speaks of it too/);
    assert.equal((await paddock("why", "nothing-of-the-kind")).status, 2);
  });

  it("a line of query leads to why", async () => {
    const { out } = await paddock("query", "--name", "network.decided");
    const id = /^(\S+) {2}2026-11-20T10:00:00/m.exec(out)?.[1] ?? "";
    assert.match((await paddock("why", id)).out, /> connection deny example\.com:443/);
  });

  it("query takes filters and SQL", async () => {
    const filtered = await paddock("query", "--name", "network.*", "--decision", "deny", "--json");
    assert.equal(filtered.out.trimEnd().split("\n").length, 2);
    assert.match(
      (await paddock("query", "--sql", "SELECT count(*) AS n FROM events WHERE name = 'tool.called'")).out,
      /n\n2/,
    );
    const wrong = await paddock("query", "--sql", "SELEC");
    assert.deepEqual([wrong.status, /the query cannot be run/.test(wrong.err)], [1, true]);
    assert.equal((await paddock("query", "--since", "noon-ish")).status, 2);
    assert.equal((await paddock("query", "--limit", "x")).status, 2);
  });

  it("export prints every format, and writes a file that is its user's alone", async () => {
    for (const format of ["jsonl", "ecs", "ocsf", "otlp"]) {
      const { out, status, err } = await paddock("export", "--format", format, "--session", "first");
      assert.equal(status, 0, err);
      for (const line of out.trimEnd().split("\n")) JSON.parse(line);
    }
    const file = join(home, "out.jsonl");
    assert.equal((await paddock("export", "--out", file)).status, 0);
    assert.equal(readFileSync(file, "utf8").trimEnd().split("\n").length, 16);
    assert.equal((await paddock("export", "--out", file)).status, 2, "a file that exists is not overwritten");
    assert.equal((await paddock("export", "--format", "xml")).status, 2);
    assert.match((await paddock("export", "--send")).err, /no exporter is configured/);
  });

  it("insights prints charts, JSON and HTML", async () => {
    assert.match((await paddock("insights")).out, /2 sessions/);
    assert.equal(
      (JSON.parse((await paddock("insights", "--json")).out) as { totals: { calls: number } }).totals.calls,
      2,
    );
    const file = join(home, "report.html");
    assert.equal((await paddock("insights", "--html", file)).status, 0);
    assert.match(readFileSync(file, "utf8"), /^<!doctype html>/);
  });

  it("triage finds the conversation behind an alert", async () => {
    const file = join(home, "alert.json");
    writeFileSync(
      file,
      JSON.stringify({
        "@timestamp": "2026-11-20T10:00:05Z",
        "process.pid": 4242,
        "destination.domain": "example.com",
      }),
    );
    const { out } = await paddock("triage", file);
    assert.match(out, /^expected: the trail accounts for it\nsession (?:first|second), turn /);
    assert.match(out, /refused by the network policy\. \[[0-9a-f-]{36}\]/);
    writeFileSync(file, "{");
    assert.equal((await paddock("triage", file)).status, 2);
  });

  it("replay shows what another rule file would change", async () => {
    const file = join(home, "new.rules");
    writeFileSync(file, 'prefix_rule(pattern=["git", "push"], decision="forbidden")\n');
    const { out, err } = await paddock("replay", "--policy", file);
    assert.match(out, /allow -> deny {2}git push/, err);
    writeFileSync(file, 'network_rule(host="example.com", protocol="https", decision="allow")\n');
    const net = await paddock(
      ...["replay", "--policy", file, "-c", "sandbox_workspace_write.network_access=true"],
      ...["-c", "features.network_proxy=true", "-c", "sandbox_mode=workspace-write"],
    );
    assert.match(net.out, /deny -> allow {2}.*example\.com/, `${net.out}${net.err}`);
    assert.equal((await paddock("replay", "--policy", join(home, "none.rules"))).status, 2);
    assert.equal((await paddock("replay")).status, 2);
  });

  it("verify finds an edit and fails, also against what a collector kept", async () => {
    const kept = join(home, "kept.jsonl");
    writeFileSync(kept, (await paddock("export", "--format", "otlp")).out);
    assert.match(
      (await paddock("verify", "--anchors", kept)).out,
      /^untouched: 16 records in 2 segments, 0 after the last anchor/,
    );
    const segment = join(trail, "2026-11-20", readdirSync(join(trail, "2026-11-20"))[0] ?? "");
    chmodSync(segment, 0o600);
    writeFileSync(segment, readFileSync(segment, "utf8").replace('"by":"rule"', '"by":"user"'));
    const { status, out } = await paddock("verify");
    assert.equal(status, 1);
    assert.match(out, /^edited 2026-11-20\/first\.0\.jsonl:5: the line's bytes do not match its hash/);
  });

  it("says what is wrong with a command line", async () => {
    assert.equal((await paddock()).status, 2);
    assert.equal((await paddock("verify", "--trail", join(home, "nowhere"))).status, 2);
    const bare = join(home, "bare");
    mkdirSync(bare);
    for (const command of ["verify", "show", "query", "insights"]) {
      const { status, err } = await paddock(command, "--trail", bare);
      assert.deepEqual([status, /there is no record in/.test(err)], [2, true], command);
    }
    assert.deepEqual(readdirSync(bare), [], "looking leaves nothing behind");
  });
});
