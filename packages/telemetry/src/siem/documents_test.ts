import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { EVENTS } from "../catalogue/events.ts";
import { openQueryIndex } from "../query/query-index.ts";
import { appendFullSession } from "../testing/full-session.ts";
import { withFolder } from "../testing/scratch.ts";
import { openTrail } from "../trail/open-trail.ts";

const read = (path: string): string => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");

describe("the collector's configuration", () => {
  const yaml = read("collector/collector.yaml");
  /** Names defined in a section: two spaces, a name, a colon. */
  const defined = (section: string): readonly string[] => {
    const body = new RegExp(`^${section}:\\n((?:(?: .*)?\\n|#.*\\n)*)`, "m").exec(yaml)?.[1] ?? "";
    return [...body.matchAll(/^ {2}([a-z_/]+):/gm)].map((match) => match[1] as string);
  };

  it("defines everything that a pipeline uses, and uses everything it defines", () => {
    const used = (key: string): Set<string> =>
      new Set(
        [...yaml.matchAll(new RegExp(`^ +${key}: \\[([^\\]]+)\\]`, "gm"))].flatMap((match) =>
          (match[1] as string).split(", "),
        ),
      );
    for (const section of ["receivers", "processors", "exporters", "extensions"]) {
      assert.ok(defined(section).length > 0, section);
      assert.deepEqual(new Set(defined(section)), used(section), section);
    }
  });

  it("uses only keys that the components have", () => {
    // From the configuration structures of the collector and its contrib repository, as of August 2026.
    const keys: Readonly<Record<string, readonly string[]>> = {
      file_storage: ["directory", "create_directory"],
      otlp: ["protocols", "http", "grpc", "endpoint"],
      memory_limiter: ["check_interval", "limit_mib", "spike_limit_mib"],
      file: ["path", "format", "rotation", "max_megabytes", "max_days", "max_backups"],
      otlphttp: [
        "endpoint",
        "sending_queue",
        "storage",
        "queue_size",
        "batch",
        "min_size",
        "sizer",
        "flush_timeout",
        "retry_on_failure",
        "max_elapsed_time",
      ],
    };
    let component = "";
    for (const line of yaml.slice(0, yaml.indexOf("\nservice:")).split("\n")) {
      const [, indent = "", key] = /^( +)([a-z_/]+):/.exec(line) ?? [];
      if (key === undefined) continue;
      if (indent.length === 2) component = key.split("/")[0] ?? "";
      else assert.ok(keys[component]?.includes(key), `${component} has no ${key}`);
    }
  });

  it("listens where the sample configuration sends", () => {
    const port = /http:\n +endpoint: 127\.0\.0\.1:(\d+)/.exec(yaml)?.[1];
    const endpoints = [...read("collector/paddock.toml").matchAll(/endpoint = "([^"]+)"/g)].map(
      (match) => new URL(match[1] as string),
    );
    assert.deepEqual(
      endpoints.map((url) => [url.port, url.pathname]),
      [
        [port, "/v1/logs"],
        [port, "/v1/traces"],
        [port, "/v1/metrics"],
      ],
    );
  });
});

describe("the documented questions", () => {
  const rows = read("QUERIES.md")
    .split("\n")
    .filter((line) => line.startsWith("| ") && line.includes("`SELECT"));

  it("run against a trail", () =>
    withFolder(async (directory) => {
      const trail = await openTrail({ directory, session: "s1", env: {} });
      await appendFullSession(trail);
      await trail.close();
      using index = await openQueryIndex(directory);
      const asked = rows.map((row) => row.split(" | ")[1] ?? "").filter((cell) => cell.startsWith("`"));
      assert.ok(asked.length >= 10);
      for (const cell of asked) index.select(cell.slice(1, -1));
    }));

  it("name only events that exist", () => {
    const names = [
      ...rows.join("\n").matchAll(/(?:\bname = '|\['event\.name'\] = 'paddock\.)([a-z_.]+)'/g),
    ].map((match) => match[1] as string);
    assert.ok(names.length > 8);
    assert.deepEqual(
      names.filter((name) => !Object.hasOwn(EVENTS, name)),
      [],
    );
  });
});
