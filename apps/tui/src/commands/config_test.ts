import assert from "node:assert/strict";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { dispatch } from "../cli/dispatch.ts";
import { configCommand } from "./config.ts";
import { requirementsCommand } from "./requirements.ts";

describe("paddock config and paddock requirements", () => {
  let root = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-command-")));
    mkdirSync(join(root, "home/.paddock"), { recursive: true });
    mkdirSync(join(root, "project"));
    write(
      "home/.paddock/config.toml",
      '# mine\nmodel = "m"\nweb_search = "live"\nmodle = "x"\n[mcp_servers.docs]\ncommand = "docs"\nenv = { TOKEN = "s3cret" }\n',
    );
    write("old-requirements.toml", 'allowed_web_search_modes = ["cached", "live"]\n');
    write("new-requirements.toml", 'allowed_web_search_modes = ["cached"]\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));
  const write = (path: string, text: string): void => writeFileSync(join(root, path), text);

  async function run(
    ...argv: readonly string[]
  ): Promise<{ readonly status: number; readonly out: string; readonly err: string }> {
    let out = "";
    let err = "";
    const entry = (command: typeof configCommand) => ({
      name: command.name,
      summary: command.summary,
      load: async () => command,
    });
    const status = await dispatch({
      argv: [...argv],
      cwd: join(root, "project"),
      env: { HOME: join(root, "home") },
      version: "0.0.0",
      table: [entry(configCommand), entry(requirementsCommand)],
      fallback: async () => configCommand,
      out: (text) => {
        out += text;
      },
      err: (text) => {
        err += text;
      },
      style: (_, text) => text,
      signal: new AbortController().signal,
    });
    return { status, out, err };
  }

  it("shows values with their places and hides secrets", async () => {
    const { status, out } = await run("config", "show");
    assert.equal(status, 0);
    assert.match(out, /model = "m" {2}user, \S+config\.toml:2:1/);
    assert.match(out, /mcp_servers\.docs\.env\.TOKEN = "\(hidden\)"/);
    assert.match(out, /modle is no key that Paddock knows; it is ignored; did you mean model\?/);
    const json = JSON.parse((await run("config", "show", "--all", "--json")).out) as {
      values: { key: string; value: unknown; origin: { layer: string } }[];
    };
    assert.ok(!JSON.stringify(json).includes("s3cret"));
    assert.equal(json.values.find((one) => one.key === "approvals_reviewer")?.origin.layer, "default");
  });

  it("explains one key, and suggests a near one for a misspelt key", async () => {
    const { out } = await run("config", "explain", "web_search", "-c", 'web_search="cached"');
    assert.match(out, /web_search = "cached"/);
    assert.match(out, /strictest first: disabled < cached < indexed < live/);
    assert.match(out, /set by +session/);
    assert.match(out, /overrides +"live" +user, \S+config\.toml:3:1/);
    const wrong = await run("config", "explain", "web_serch");
    assert.equal(wrong.status, 2);
    assert.match(wrong.err, /did you mean web_search\?/);
    const json = JSON.parse((await run("config", "explain", "mcp_servers.docs.env.TOKEN", "--json")).out) as {
      value: unknown;
      winner: { line: number };
    };
    assert.deepEqual([json.value, json.winner.line], ["(hidden)", 7]);
  });

  it("checks what counts here, and files, with a status for scripts", async () => {
    assert.equal((await run("config", "check")).status, 0);
    assert.equal((await run("config", "check", "--strict-config")).status, 3);
    write("bad.toml", 'sandbox_mode = "x"\n');
    const { status, out } = await run("config", "check", join(root, "bad.toml"));
    assert.equal(status, 3);
    assert.match(out, /bad\.toml:1:1: error: sandbox_mode is "x"/);
    const sarif = JSON.parse(
      (await run("config", "check", join(root, "bad.toml"), "--format", "sarif")).out,
    ) as { version: string; runs: { results: unknown[] }[] };
    assert.deepEqual([sarif.version, sarif.runs[0]?.results.length], ["2.1.0", 1]);
    assert.equal((await run("config", "check", join(root, "missing.toml"))).status, 3);
    assert.equal((await run("config", "check", "--kind", "what")).status, 2);
  });

  it("says what users would get under requirements, and what a new file loosens", async () => {
    const checked = await run(
      "requirements",
      "check",
      join(root, "new-requirements.toml"),
      "--config",
      join(root, "home/.paddock/config.toml"),
    );
    assert.equal(checked.status, 0);
    assert.match(checked.out, /web_search: "live" becomes "cached"/);
    const diff = await run(
      "requirements",
      "diff",
      join(root, "new-requirements.toml"),
      join(root, "old-requirements.toml"),
      "--fail-on-loosening",
    );
    assert.equal(diff.status, 1);
    assert.match(diff.out, /^loosens +allowed_web_search_modes/);
    assert.match((await run("requirements", "show")).out, /No requirements are in force|=/);
  });

  it("makes, signs and verifies a bundle", async () => {
    const [key, bundle] = [join(root, "policy.key"), join(root, "bundle.json")];
    const made = await run("requirements", "sign", "--generate-key", key);
    const publicKey = /public_key = "(.*)"/.exec(made.out)?.[1] ?? "";
    assert.equal(statSync(key).mode & 0o777, 0o600);
    assert.equal(
      (await run("requirements", "sign", "--generate-key", key)).status,
      1,
      "a key is never written over",
    );
    assert.equal(
      (
        await run(
          "requirements",
          "sign",
          join(root, "new-requirements.toml"),
          "--serial",
          "3",
          "--out",
          bundle,
          "--key",
          key,
        )
      ).status,
      0,
    );
    const good = await run("requirements", "verify", bundle, "--public-key", publicKey);
    assert.equal(good.status, 0);
    assert.match(good.out, /serial 3, 1 requirement fragments/);
    writeFileSync(bundle, readFileSync(bundle, "utf8").replace("cached", "live"));
    assert.equal((await run("requirements", "verify", bundle, "--public-key", publicKey)).status, 1);
    write("broken.toml", "nope = 1\n");
    assert.equal(
      (
        await run(
          "requirements",
          "sign",
          join(root, "broken.toml"),
          "--serial",
          "4",
          "--out",
          join(root, "b2.json"),
          "--key",
          key,
        )
      ).status,
      3,
    );
    assert.ok(!existsSync(join(root, "b2.json")));
  });
});
