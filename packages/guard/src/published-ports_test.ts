import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { get } from "node:http";
import { join } from "node:path";
import { test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import { createGuard } from "./create-guard.ts";

const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;

/** Status of a page that is asked for under its own name. */
function statusAt(url: URL): Promise<number | undefined> {
  const options = { host: "127.0.0.1", port: url.port, headers: { host: url.host }, agent: false };
  return new Promise((resolve) => {
    get(options, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on("error", () => resolve(undefined));
  });
}

test("a run says where its ports are, and takes connections there until it ends", {
  skip: sandboxed ? false : "no sandbox on this machine",
}, async () => {
  // Not in /tmp, which a private tmp covers.
  const base = realpathSync(mkdtempSync("/var/tmp/guard-ports-"));
  const workspace = join(base, "ws");
  mkdirSync(workspace);
  mkdirSync(join(base, "home"), { mode: 0o700 });
  writeFileSync(join(base, "home", "config.toml"), "[sandbox_workspace_write]\nports = [8080]\n");
  try {
    await using guard = await createGuard({
      workspace,
      trust: "trusted",
      env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    });
    const script = "echo here; exec python3 -m http.server 8080 --bind 127.0.0.1";
    const run = guard.run({ kind: "command", script });
    await assert.rejects(run.endpoint(8080), { code: "no-endpoint" });
    let said: string | undefined;
    for await (const event of run.events) {
      if (event.kind === "progress") said = /port 8080 of this command is at (\S+)/.exec(event.text)?.[1];
      if (said === undefined) continue;
      const url = await run.endpoint(8080);
      assert.equal(url.href, said);
      let status: number | undefined;
      while (status === undefined) status = await statusAt(url);
      assert.equal(status, 200);
      break;
    }
    assert.ok(said, "the address was announced");
    run.kill("SIGKILL");
    await run.result;
    assert.equal(await statusAt(new URL(said)), undefined);
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
