import assert from "node:assert/strict";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { exportLines } from "../export/export-lines.ts";
import { readExportSettings } from "../export/read-export-settings.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { decodeJsonLogs } from "../testing/otlp-decoder.ts";
import { allRecords, withFolder } from "../testing/scratch.ts";
import { sealLine } from "./line.ts";
import { openTrail } from "./open-trail.ts";
import { readAnchors } from "./read-anchors.ts";
import { segmentsInOrder } from "./read-trail.ts";
import { verifyTrail } from "./verify-trail.ts";

async function printed(
  directory: string,
  format: "otlp" | "jsonl" | "ecs" | "ocsf",
  otel: object = {},
): Promise<string> {
  let text = "";
  for await (const line of exportLines(await allRecords(directory), format, readExportSettings(otel)))
    text += line;
  return text;
}

/** Rewrites a segment from a line on, with a chain that fits, as someone with the user's rights could. */
function rewrite(path: string, change: (line: string) => string): void {
  let prev = "0".repeat(64);
  const lines = readFileSync(path, "utf8")
    .trimEnd()
    .split("\n")
    .map((line) => {
      const sealed = sealLine(change(line.slice(0, line.lastIndexOf(',"prev"'))), prev);
      prev = sealed.hash;
      return sealed.text;
    });
  chmodSync(path, 0o600);
  writeFileSync(path, lines.join(""));
}

describe("anchors from outside", () => {
  for (const [format, otel] of [
    ["jsonl", {}],
    ["otlp", {}],
    ["otlp", { event_prefix: "codex" }],
  ] as const) {
    it(`printed as ${format} ${JSON.stringify(otel)} fit the trail, and find a rewrite of segment and index`, () =>
      withFolder(async (directory) => {
        const trail = await openTrail({ directory, session: "s1", env: {} });
        await appendFullSession(trail);
        await trail.close();
        const anchors = readAnchors(await printed(directory, format, otel));
        assert.ok(anchors.length > 40);
        assert.deepEqual((await verifyTrail(directory, { anchors })).problems, []);
        rewrite(join(directory, segmentsInOrder(directory)[0] ?? ""), (line) =>
          line.replace("git push --force", "git status"),
        );
        rewrite(join(directory, "index.jsonl"), (line) => {
          const last =
            readFileSync(join(directory, segmentsInOrder(directory)[0] ?? ""), "utf8")
              .trimEnd()
              .split("\n")
              .at(-1) ?? "";
          const head = /"hash":"([0-9a-f]{64})"}$/.exec(last)?.[1] ?? "";
          return line.replace(/"head":"[0-9a-f]{64}"/, `"head":"${head}"`);
        });
        assert.equal((await verifyTrail(directory)).ok, true, "by itself the trail cannot know");
        const check = await verifyTrail(directory, { anchors });
        assert.ok(check.problems.some(({ code }) => code === "anchor-mismatch"));
      }));
  }

  it("are told from files that hold none", () => {
    assert.throws(() => readAnchors("{}\n"), /holds no anchors/);
    assert.throws(() => readAnchors('{"v":1}\nnot json'), /line 2 of the anchors is no JSON/);
  });
});

describe("printing records", () => {
  it("gives one document a line in every format", () =>
    withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await appendFullSession(trail);
      await trail.close();
      const records = await allRecords(directory);
      for (const format of ["jsonl", "ecs", "ocsf"] as const) {
        const lines = (await printed(directory, format)).trimEnd().split("\n");
        assert.equal(lines.length, records.length);
        for (const line of lines) JSON.parse(line);
      }
      const logs = (await printed(directory, "otlp"))
        .trimEnd()
        .split("\n")
        .flatMap((line) => decodeJsonLogs(Buffer.from(line)));
      assert.deepEqual(
        logs.map((log) => log.attributes["event.id"]?.value),
        records.map(({ id }) => id),
      );
    }));
});
