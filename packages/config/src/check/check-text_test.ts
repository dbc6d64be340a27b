import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { checkText, type FileKind, kindOfFile } from "./check-text.ts";
import { sarifOf } from "./sarif.ts";

const check = async (kind: FileKind, text: string): Promise<readonly string[]> =>
  (await checkText(text, { kind, file: "x.toml" })).map((one) =>
    `${one.line}:${one.column} ${one.severity} ${one.code} ${one.key ?? ""}`.trim(),
  );

describe("checkText", () => {
  it("lists every problem of a file, each with its place", async () => {
    assert.deepEqual(
      await check(
        "config",
        'sandbox_mode = "x"\n[history]\nmax_bytes = -1\nnope = 1\n[mcp_servers.a]\nbearer_token = "t"\n',
      ),
      [
        "1:1 error bad_value sandbox_mode",
        "3:1 error bad_value history.max_bytes",
        "6:1 error bad_value mcp_servers.a.bearer_token",
      ],
    );
    assert.deepEqual(await check("config", 'modle = "x"\n[history]\nnope = 1\n'), [
      "1:1 warn unknown_key modle",
      "3:1 warn unknown_key history.nope",
    ]);
  });
  it("lists every unknown requirement as an error", async () => {
    assert.deepEqual(await check("requirements", "a = 1\nb = 2\n[otel]\nc = 3\n"), [
      "1:1 error unknown_key a",
      "2:1 error unknown_key b",
      "4:1 error unknown_key otel.c",
    ]);
  });
  it("finds requirements that contradict themselves or allow more than they seem to", async () => {
    assert.deepEqual(await check("requirements", 'default_permissions = ":workspace"\n'), [
      "1:1 error requirements default_permissions",
    ]);
    assert.deepEqual(await check("requirements", '[mcp_servers.a]\nidentity = { command = "a" }\n'), [
      "2:1 warn weak_requirement mcp_servers.a.identity",
      "2:1 warn weak_requirement mcp_servers.a.identity",
    ]);
  });
  it("finds names that nothing defines, and what a project may not set", async () => {
    assert.deepEqual(await check("config", 'model = "a"\nmodel_provider = "nope"\n'), [
      "2:1 error bad_reference model_provider",
    ]);
    assert.deepEqual(
      await check("project", 'model = "a"\nnotify = ["x"]\nsandbox_mode = "danger-full-access"\n'),
      ["2:1 warn project_key_ignored notify", "3:1 warn project_key_ignored sandbox_mode"],
    );
  });
  it("knows files by their names", () => {
    assert.deepEqual(
      [
        "/etc/paddock/requirements.toml",
        "/w/.paddock/config.toml",
        "/home/me/.paddock/config.toml",
        "/etc/paddock/config.toml",
      ].map(kindOfFile),
      ["requirements", "project", "config", "config"],
    );
  });
  it("can be read by code scanning", async () => {
    const problems = await checkText('sandbox_mode = "x"\n', { kind: "config", file: "a b.toml" });
    const log = sarifOf(problems, "1.0.0") as {
      runs: { results: { ruleId: string; level: string; locations: { physicalLocation: unknown }[] }[] }[];
    };
    assert.deepEqual(
      log.runs[0]?.results.map(({ ruleId, level, locations }) => ({
        ruleId,
        level,
        location: locations[0]?.physicalLocation,
      })),
      [
        {
          ruleId: "bad_value",
          level: "error",
          location: { artifactLocation: { uri: "a%20b.toml" }, region: { startLine: 1, startColumn: 1 } },
        },
      ],
    );
  });
});
