// Real clients in the real sandbox, with hosts of their own in a network namespace that leads nowhere else.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, realpathSync, rmSync } from "node:fs";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { linuxBackend } from "@paddock/sandbox-linux";
import { CLIENTS } from "./clients/clients.ts";
import { ADDRESSES } from "./clients/place.ts";

interface Attempt {
  readonly name: string;
  readonly kind: "good" | "bad" | "unlisted";
  readonly ms: number;
  readonly text: string;
  readonly denials: readonly string[];
  readonly allowed: readonly string[];
  readonly closed: readonly Readonly<Record<string, unknown>>[];
  readonly connections: readonly string[];
}

/** A network namespace; who is not user 0 needs a user namespace around it, and stays who it is in there. */
const NAMESPACE = process.getuid?.() === 0 ? ["-n"] : ["--user", "--map-current-user", "--keep-caps", "-n"];
const tools = ["unshare", "ip", "openssl", "git", "tar", "ssh-keygen", "python3"];
function whyNot(): string | false {
  if ("Deno" in globalThis) return "the clients are the same on each runtime";
  if (process.platform !== "linux") return "needs a network namespace";
  const missing = tools.find((tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0);
  if (missing !== undefined) return `${missing} is not installed`;
  return spawnSync("unshare", [...NAMESPACE, "true"]).status === 0
    ? false
    : "no network namespace can be made here";
}
const skip = whyNot() || ((await linuxBackend().probe()).available ? false : "no sandbox on this machine");

/** Fast: what is denied does not wait for a timeout. Far above what it takes, far below what a client waits. */
const FAST_MS = 15_000;
// Not in /tmp, which a private tmp covers.
const base = skip ? "" : realpathSync(mkdtempSync("/var/tmp/clients-"));
let control: readonly string[] = [];
const skipped = new Map<string, string>();
const attempts = new Map<string, Attempt>();

before(() => {
  if (skip) return;
  const program = fileURLToPath(new URL("./clients/run-clients.ts", import.meta.url));
  const node = [process.execPath, "--conditions=paddock-source", "--no-warnings", program, base];
  const { stdout, stderr, status } = spawnSync("unshare", [...NAMESPACE, ...node], {
    encoding: "utf8",
    timeout: 580_000,
  });
  assert.equal(status, 0, stderr);
  for (const line of stdout.split("\n").filter((one) => one !== "")) {
    const said = JSON.parse(line) as Partial<Attempt> & { control?: readonly string[]; skipped?: string };
    if (said.control) control = said.control;
    else if (said.skipped !== undefined) skipped.set(said.name as string, said.skipped);
    else attempts.set(`${said.name} ${said.kind}`, said as Attempt);
  }
});
after(() => {
  if (base !== "") rmSync(base, { recursive: true, force: true });
});

test("the capture sees a connection that does not go through the proxy", { skip }, () => {
  assert.deepEqual(
    control,
    Object.values(ADDRESSES).map((address) => `${address} 443`),
  );
});

for (const { name, host, reached, refused } of CLIENTS) {
  test(`${name}: reaches what is allowed, fails fast and by name at the rest, and nothing goes around`, {
    skip,
  }, (t) => {
    const reason = skipped.get(name);
    if (reason !== undefined) return t.skip(reason);
    const [good, bad, unlisted] = ["good", "bad", "unlisted"].map((kind) => attempts.get(`${name} ${kind}`));
    assert.ok(good && bad && unlisted, "it was tried");

    assert.match(good.text, reached);
    assert.ok(good.allowed.some((destination) => destination.startsWith(`${host}.good.test:`)));
    // Each connection to an origin is one that was decided before, to the address that was judged.
    assert.ok(good.connections.length > 0 && good.connections.length <= good.allowed.length);
    const ports = new Set(good.allowed.map((destination) => destination.split(":").at(-1)));
    for (const connection of good.connections) {
      const [address, port = ""] = connection.split(" ");
      assert.equal(address, ADDRESSES.good);
      assert.ok(ports.has(port), connection);
    }
    for (const closed of good.closed) assert.equal(closed["address"], ADDRESSES.good);

    for (const [attempt, asked] of [
      [bad, "bad.test"],
      [unlisted, "new.example"],
    ] as const) {
      assert.doesNotMatch(attempt.text, reached);
      assert.ok(
        attempt.denials.some((object) => object === asked || object.startsWith(`${asked}:`)),
        attempt.denials.join(", "),
      );
      assert.deepEqual(attempt.connections, [], "nothing was begun");
      assert.ok(attempt.ms < FAST_MS, `${attempt.ms} ms`);
    }
    assert.match(bad.text, refused);
  });
}
