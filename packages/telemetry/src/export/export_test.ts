import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { type Collector, startCollector } from "../testing/collector.ts";
import { exported, logsOf, quick, settingsFor, until, writeSession } from "../testing/exporting.ts";
import { type DecodedLog, decodePoints, decodeSpans } from "../testing/otlp-decoder.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";
import { readExportSettings } from "./read-export-settings.ts";
import { startExport, type TrailExport } from "./start-export.ts";

describe("export over OTLP", () => {
  for (const protocol of ["binary", "json"] as const) {
    it(`delivers every record in ${protocol}, as an independent decoder reads it`, () =>
      withFolder(async (directory) => {
        await using collector = await startCollector();
        await writeSession(directory);
        const logs = await exported(directory, collector, protocol);
        const records = await allRecords(directory);
        assert.deepEqual(
          logs.map((log) => log.attributes["event.id"]?.value),
          records.map((record) => record.id),
        );
        for (const [index, record] of records.entries()) {
          const log = logs[index] as DecodedLog;
          assert.equal(log.eventName, `paddock.${record.name}`);
          assert.equal(log.attributes["event.name"]?.value, log.eventName);
          assert.equal(log.timeUnixNano, BigInt(Date.parse(record.time)) * 1_000_000n);
          assert.equal(log.severityText, { info: "INFO", warn: "WARN", error: "ERROR" }[record.severity]);
          assert.equal(log.attributes["conversation.id"]?.value, "s1");
          assert.equal(log.attributes["event.hash"]?.value, record.hash);
          assert.equal(log.traceId.length, record.ids.turn === undefined ? 0 : 32);
          for (const [key, value] of Object.entries(record.attributes))
            assert.deepEqual(log.attributes[`paddock.${key}`]?.value, value, `${record.name}.${key}`);
        }
        const [first] = collector.deliveries;
        assert.equal(first?.headers["x-tenant"], "a");
        assert.equal(logs[0]?.resource["team.name"]?.value, "payments");
        assert.equal(logs[0]?.resource["env"]?.value, "test");
      }));
  }

  it("says under event_prefix codex what Codex says, with its names and types", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      await writeSession(directory);
      const logs = await exported(directory, collector, "binary", { event_prefix: "codex" });
      const shapes = JSON.parse(
        readFileSync(new URL("./testdata/codex-event-shapes.json", import.meta.url), "utf8"),
      ) as Record<string, Record<"always" | "sometimes", Record<string, readonly string[]>>>;
      const seen = new Set<string>();
      for (const log of logs) {
        const shape = shapes[log.eventName + ("input_token_count" in log.attributes ? "#tokens" : "")];
        if (shape === undefined) continue;
        seen.add(log.eventName);
        for (const [key, types] of Object.entries(shape.always))
          assert.ok(
            types.includes(log.attributes[key]?.type ?? "missing"),
            `${log.eventName} ${key}: ${log.attributes[key]?.type}`,
          );
        for (const [key, types] of Object.entries(shape.sometimes))
          if (key in log.attributes)
            assert.ok(types.includes(log.attributes[key]?.type ?? ""), `${log.eventName} ${key}`);
      }
      // Not ours: skills, and the milestones of Codex's own start.
      const apply = Object.keys(shapes).filter((name) => !/skill|startup|#/.test(name));
      assert.deepEqual(
        apply.filter((name) => !seen.has(name)),
        [],
      );
      const calls = logs
        .filter((log) => log.eventName === "codex.tool_result")
        .map((log) => log.attributes["call_id"]?.value);
      assert.deepEqual(calls, [
        "call-1",
        "call-2",
        "call-3",
        "call-4",
        "call-5",
        "call-6",
        "call-7",
        "call-8",
      ]);
      const decisions = logs.filter((log) => log.eventName === "codex.tool_decision");
      assert.deepEqual(
        decisions.map(({ attributes }) => [attributes["decision"]?.value, attributes["source"]?.value]),
        [
          ["approved", "Config"],
          ["approved_for_session", "User"],
          ["approved", "Config"],
          ["denied", "Config"],
          ["approved", "Config"],
          ["approved", "Config"],
          ["denied", "Config"],
          ["denied", "User"],
        ],
      );
    }));

  it("derives spans and metrics", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      await writeSession(directory);
      const to = (path: string) => ({
        "otlp-http": { endpoint: `${collector.url}${path}`, protocol: "binary" },
      });
      const settings = readExportSettings({
        trace_exporter: to("/traces"),
        metrics_exporter: to("/metrics"),
        span_attributes: { stage: "canary" },
        tracestate: { vendor: { key: "value" } },
      });
      await using _export = await startExport({ directory, settings, ...quick });
      const bodies = (path: string) =>
        collector.deliveries.filter((delivery) => delivery.path === path).map(({ body }) => body);
      await until(
        () =>
          bodies("/traces")
            .flatMap(decodeSpans)
            .some(({ name }) => name === "session_task.turn"),
        "the turn's span",
      );
      const spans = bodies("/traces").flatMap(decodeSpans);
      const turn = spans.find(({ name }) => name === "session_task.turn");
      const tool = spans.find(({ attributes }) => attributes["gen_ai.tool.call.id"]?.value === "call-2");
      const execution = spans.find(({ attributes }) => attributes["execution.id"]?.value === "call-2-run");
      assert.deepEqual([tool?.traceId, tool?.parentSpanId], [turn?.traceId, turn?.spanId]);
      assert.equal(execution?.parentSpanId, tool?.spanId);
      assert.equal((turn?.end ?? 0n) - (turn?.start ?? 0n), 9_000_000_000n);
      assert.equal(turn?.attributes["stage"]?.value, "canary");
      assert.equal(turn?.traceState, "vendor=key:value");
      await until(
        () =>
          bodies("/metrics")
            .flatMap(decodePoints)
            .some(({ metric }) => metric === "paddock.turn.e2e_duration_ms"),
        "metrics",
      );
      const points = bodies("/metrics").flatMap(decodePoints);
      const total = (metric: string): number =>
        points.filter((point) => point.metric === metric).reduce((sum, point) => sum + point.value, 0);
      assert.equal(total("paddock.tool.call"), 8);
      assert.equal(total("paddock.policy.decision"), 8);
      assert.equal(total("paddock.turn.e2e_duration_ms"), 9_000);
      assert.equal(total("paddock.approval.wait_ms"), 5_110);
      assert.ok(points.every(({ temporality }) => temporality === 1));
    }));
});

describe("a collector that misbehaves", () => {
  const appendSome = async (
    directory: string,
    session: string,
    count: number,
  ): Promise<readonly string[]> => {
    const trail = await openTrail({ directory, session, env: {} });
    const ids: string[] = [];
    for (let index = 0; index < count; index += 1)
      ids.push(
        (
          await trail.append({
            name: "tool.called",
            ids: { call: `c${index}` },
            attributes: { subject: `echo ${index}` },
          })
        ).id,
      );
    await trail.close();
    return ids;
  };
  const delivered = (collector: Collector): Set<unknown> =>
    new Set(logsOf(collector).map((log) => log.attributes["event.id"]?.value));

  it("is caught up with once it is back, and the outage is told once", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      for (const bad of [503, 500, 401, "hang"] as const) {
        const ids = await appendSome(directory, `s-${bad}`, 40);
        collector.answer = () => bad;
        const notes: string[] = [];
        const running = await startExport({
          directory,
          settings: settingsFor(collector, "binary"),
          ...quick,
          append: (event) => Promise.resolve(notes.push(event.name)),
        });
        if (bad === "hang") await wait(50);
        else
          await until(
            () => (running.state.logs?.failures ?? 0) > (bad === 503 ? 0 : 1),
            `a failure by ${bad}`,
          );
        collector.answer = () => 200;
        if (bad === "hang") {
          // The library waits for its answer; what hung is sent again by the next run.
          await running.close(200);
          await using again = await startExport({
            directory,
            settings: settingsFor(collector, "binary"),
            ...quick,
          });
          await until(() => ids.every((id) => delivered(collector).has(id)), "the records after a hang");
          assert.equal(again.state.logs?.error, "");
          continue;
        }
        await until(() => ids.every((id) => delivered(collector).has(id)), `the records after ${bad}`);
        await running.close();
        // A busy machine may add an outage of its own; each is told once, and so is its end.
        assert.deepEqual(
          notes,
          notes.map((_, index) => (index % 2 === 0 ? "export.failed" : "export.resumed")),
        );
        assert.ok(notes.includes("export.resumed"));
      }
    }));

  it("that is away for the whole session loses nothing and delays nothing", () =>
    withFolder(async (directory) => {
      const collector = await startCollector();
      const settings = settingsFor(collector, "binary");
      await collector[Symbol.asyncDispose]();
      const port = Number(new URL(collector.url).port);
      const running = await startExport({ directory, settings, ...quick });
      const ids = await appendSome(directory, "s1", 100);
      await until(() => (running.state.logs?.failures ?? 0) > 1, "failures");
      // Nobody will ever take the records: that this returns at all is what is tested.
      await running.close(100);
      assert.equal(running.state.logs?.sent, 0);
      await using back = await startCollector(undefined, port);
      await using _again = await startExport({ directory, settings, ...quick });
      await until(() => ids.every((id) => delivered(back).has(id)), "all records");
    }));

  it("that was away for a run too short to notice is told of by the next", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      const settings = settingsFor(collector, "binary");
      const ids = await appendSome(directory, "s1", 5);
      const first = await startExport({ directory, settings, ...quick });
      await until(() => first.state.logs?.behind === 0, "everything delivered");
      await first.close();
      collector.answer = () => "hang";
      const more = await appendSome(directory, "s2", 5);
      const short = await startExport({ directory, settings, ...quick });
      assert.ok((short.state.logs?.behind ?? 0) > 0);
      await short.close(10);
      collector.answer = () => 200;
      const notes: unknown[] = [];
      const append = (event: { readonly attributes?: object }) =>
        Promise.resolve(notes.push((event.attributes as { error?: string }).error));
      const clock = (): number => Date.now() + 120_000;
      await using next = await startExport({
        directory,
        settings,
        append,
        ...quick,
        loop: { ...quick.loop, clock },
      });
      await until(() => [...ids, ...more].every((id) => delivered(collector).has(id)), "the rest");
      assert.match(String(notes[0]), /^\d+ bytes of earlier sessions were not delivered; they go out now$/);
      await until(() => next.state.logs?.behind === 0, "nothing behind");
    }));

  it("gets each record once when nothing goes wrong, across restarts and sessions", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      for (const session of ["a", "b", "c"]) {
        const ids = await appendSome(directory, session, 33);
        const running: TrailExport = await startExport({
          directory,
          settings: settingsFor(collector, "json"),
          ...quick,
        });
        await until(() => ids.every((id) => delivered(collector).has(id)), session);
        await running.close();
      }
      const all = logsOf(collector).map((log) => log.attributes["event.id"]?.value);
      assert.equal(all.length, new Set(all).size);
      assert.equal(all.length, (await allRecords(directory)).length);
    }));

  it("that refuses one record gets all the others", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      const ids = await appendSome(directory, "s1", 40);
      collector.answer = ({ body }) => (body.includes("echo 17") ? 400 : 200);
      const notes: unknown[] = [];
      await using running = await startExport({
        directory,
        settings: settingsFor(collector, "binary"),
        ...quick,
        append: (event) => Promise.resolve(notes.push(event.attributes?.["error"])),
      });
      await until(() => delivered(collector).size >= ids.length, "the others");
      assert.deepEqual(
        ids.filter((id) => !delivered(collector).has(id)),
        [ids[17]],
      );
      assert.equal(running.state.logs?.refused, 1);
      assert.match(String(notes[0]), /^1 item refused: HTTP 400/);
    }));

  it("that drops records of a batch it takes is told of in the trail", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      await appendSome(directory, "s1", 10);
      // ExportLogsServiceResponse { partial_success: { rejected_log_records: 3, error_message: "no" } }
      collector.answer = () => ({ status: 200, body: Buffer.from("0a06080312026e6f", "hex") });
      const notes: unknown[] = [];
      await using running = await startExport({
        directory,
        settings: settingsFor(collector, "binary"),
        timeoutMs: quick.timeoutMs,
        append: (event) => Promise.resolve(notes.push(event.attributes?.["error"])),
      });
      await until(() => notes.length > 0, "a note");
      assert.deepEqual(notes, ["3 items refused: no"]);
      assert.deepEqual([running.state.logs?.refused, running.state.logs?.failures], [3, 0]);
    }));

  it("is served by one of several processes at a time", () =>
    withFolder(async (directory) => {
      await using collector = await startCollector();
      const settings = settingsFor(collector, "binary");
      const [one, two] = await Promise.all([
        startExport({ directory, settings, ...quick }),
        startExport({ directory, settings, ...quick }),
      ]);
      const ids = await appendSome(directory, "s1", 50);
      await until(() => ids.every((id) => delivered(collector).has(id)), "all records");
      await wait(60);
      assert.equal(Math.min(one.state.logs?.sent ?? 0, two.state.logs?.sent ?? 0), 0);
      const [first, second] = (one.state.logs?.sent ?? 0) > 0 ? [one, two] : [two, one];
      await first.close();
      const more = await appendSome(directory, "s2", 10);
      await until(
        () => more.every((id) => delivered(collector).has(id)),
        "records after the first process left",
      );
      await second.close();
    }));
});
