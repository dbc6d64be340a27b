import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { TrailRecord } from "@paddock/telemetry";
import { createGuard } from "./create-guard.ts";
import type { Answer, ApprovalRequest } from "./decision.ts";
import type { Guard } from "./guard-types.ts";
import type { RunResult } from "./run.ts";

const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;
const skip = sandboxed ? false : "no sandbox on this machine";

/** Skips a test clearly where its client is not installed. */
function needs(program: string): false | string {
  if (skip) return skip;
  return spawnSync("sh", ["-c", `command -v ${program}`]).status === 0
    ? false
    : `${program} is not installed`;
}

// Not in /tmp, which a private tmp covers.
const base = realpathSync(mkdtempSync("/var/tmp/guard-egress-"));
const workspace = join(base, "ws");
const seen: string[] = [];
const origin = createServer((request: IncomingMessage, response: ServerResponse) => {
  seen.push(`${request.method} ${request.headers.host}${request.url}`);
  response.end(request.url?.startsWith("/info/refs") ? "0000" : "from the origin\n");
});
let port = 0;

before(async () => {
  mkdirSync(join(workspace, ".paddock"), { recursive: true });
  mkdirSync(join(base, "home"), { mode: 0o700 });
  writeFileSync(
    join(base, "home", "config.toml"),
    `default_permissions = "web"
[permissions.web.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.web.network]
enabled = true
allow_local_binding = true
[permissions.web.network.domains]
"**.allowed.test" = "allow"
"bad.allowed.test" = "deny"
`,
  );
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const address = origin.address();
  port = typeof address === "object" && address ? address.port : 0;
});
after(() => {
  origin.close();
  rmSync(base, { recursive: true, force: true });
});

async function run(
  script: string,
  onAsk?: (request: ApprovalRequest) => Answer | Promise<Answer>,
  set: readonly string[] = [],
): Promise<{ result: RunResult; records: readonly TrailRecord[]; asked: readonly ApprovalRequest[] }> {
  const asked: ApprovalRequest[] = [];
  const told =
    onAsk &&
    (async (request: ApprovalRequest) => {
      asked.push(request);
      return onAsk(request);
    });
  await using guard = await guardWith(told, set);
  const records: TrailRecord[] = [];
  const started = guard.run({ kind: "command", script });
  for await (const event of started.events) if (event.kind === "record") records.push(event.record);
  return { result: await started.result, records, asked };
}

function guardWith(
  onAsk: ((request: ApprovalRequest) => Promise<Answer>) | undefined,
  set: readonly string[] = [],
): Promise<Guard> {
  return createGuard({
    workspace,
    trust: "trusted",
    set,
    env: {
      HOME: base,
      PADDOCK_HOME: join(base, "home"),
      PATH: process.env["PATH"],
      ...(process.env["PYENV_ROOT"] === undefined ? {} : { PYENV_ROOT: process.env["PYENV_ROOT"] }),
    },
    egress: { resolve: async () => ["127.0.0.1"], own: () => new Set() },
    ...(onAsk ? { onAsk } : {}),
  });
}

const clients: readonly [program: string, name: string, command: (url: string) => string][] = [
  ["curl", "curl", (url) => `curl -sS ${url}`],
  ["curl", "curl through SOCKS5", (url) => `curl -sS --proxy socks5h://127.0.0.1:3128 ${url}`],
  ["curl", "curl through a tunnel", (url) => `curl -sS --proxytunnel ${url}`],
  ["wget", "wget", (url) => `wget -q -O - ${url}`],
  [
    "python3",
    "python urllib",
    (url) => `python3 -c 'import urllib.request as u; print(u.urlopen("${url}").read().decode())'`,
  ],
  [
    "node",
    "node fetch",
    (url) =>
      `${process.execPath} -e 'fetch("${url}").then(r => r.text()).then(console.log, e => { console.log(e.cause ?? e); process.exit(1) })'`,
  ],
];
for (const [program, name, command] of clients) {
  test(`${name} reaches an allowed host from inside, and no other`, {
    skip: needs(program) || (program === "node" && "Deno" in globalThis),
  }, async () => {
    const good = await run(command(`http://one.allowed.test:${port}/x`));
    assert.equal(good.result.outcome, "done", good.result.text);
    assert.match(good.result.text, /from the origin/);
    assert.ok(seen.some((line) => line.startsWith(`GET one.allowed.test:${port}/x`)));
    const decided = good.records.find(({ name: event }) => event === "network.decided");
    assert.equal(decided?.attributes["host"], "one.allowed.test");
    const bad = await run(command(`http://bad.allowed.test:${port}/y`));
    assert.doesNotMatch(bad.result.text, /from the origin/);
    assert.ok(
      bad.result.denials.some(
        ({ layer, object }) => layer === "proxy" && object === `bad.allowed.test:${port}`,
      ),
    );
    assert.equal(
      seen.some((line) => line.includes("bad.allowed.test")),
      false,
    );
  });
}

test("git over http goes through the proxy", { skip: needs("git") }, async () => {
  seen.length = 0;
  const { result } = await run(`git ls-remote http://git.allowed.test:${port}/ 2>&1; true`);
  assert.ok(
    seen.some((line) => line.includes("git.allowed.test") && line.includes("/info/refs")),
    result.text,
  );
});

test("npm asks its registry through the proxy", { skip: needs("npm") }, async () => {
  seen.length = 0;
  const { result } = await run(
    `npm view nothing --registry http://npm.allowed.test:${port}/ --fetch-retries=0 --cache "$TMPDIR/c" 2>&1; true`,
  );
  assert.ok(
    seen.some((line) => line.includes("npm.allowed.test")),
    result.text,
  );
});

test("nothing leaves but through the proxy", { skip: needs("python3") }, async () => {
  const script = `python3 - <<'END'
import socket
for target in (("127.0.0.1", ${port}), ("93.184.216.34", 80), ("bad.allowed.test", 80)):
    try:
        socket.create_connection(target, 2)
        print("reached", target)
    except OSError as error:
        print("refused", target[0], type(error).__name__)
END`;
  const { result } = await run(script);
  assert.doesNotMatch(result.text, /reached/);
  assert.equal(result.text.match(/refused/g)?.length, 3, result.text);
});

/** A program that knows no proxy: it looks the name up and connects by itself. */
const bare = (host: string): string => `python3 - <<'END'
import socket
try:
    s = socket.create_connection(("${host}", ${port}), 5)
    s.sendall(b"GET /bare HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n")
    print(s.makefile().read())
except OSError as error:
    print(type(error).__name__)
END`;

test("a program that knows no proxy reaches an allowed host by its name, and it is on record", {
  skip: needs("python3"),
}, async () => {
  const { result, records } = await run(bare("one.allowed.test"));
  assert.match(result.text, /from the origin/);
  const closed = records.find(({ name }) => name === "network.closed");
  assert.equal(closed?.attributes["host"], "one.allowed.test");
  assert.equal(closed.attributes["address"], "127.0.0.1");
  assert.equal(closed.attributes["outcome"], "done");
  const decided = records.find(({ name }) => name === "network.decided")?.attributes ?? {};
  assert.deepEqual(
    [decided["pattern"], decided["origin_layer"], decided["origin_file"]],
    ["**.allowed.test", "user", join(base, "home", "config.toml")],
  );
  assert.ok(Number(closed.attributes["sent"]) > 20 && Number(closed.attributes["received"]) > 20);
});

test("a name that is denied does not resolve; that is a denial, named once", {
  skip: needs("python3"),
}, async () => {
  const { result, records } = await run(`${bare("bad.allowed.test")}\n${bare("bad.allowed.test")}`);
  assert.equal(result.text.match(/gaierror/g)?.length, 2, result.text);
  const denials = result.denials.filter(({ object }) => object === "bad.allowed.test");
  assert.deepEqual(denials, [
    {
      layer: "proxy",
      operation: "connect",
      object: "bad.allowed.test",
      why: "bad.allowed.test is denied by bad.allowed.test",
    },
  ]);
  const refused = records.filter(
    ({ name, attributes }) => name === "network.decided" && attributes["protocol"] === "dns",
  );
  assert.deepEqual(
    refused.map(({ attributes }) => attributes["reason_code"]),
    ["denied"],
  );
});

test("a name nobody listed is asked about when it is connected to, not when it is looked up", {
  skip: needs("python3"),
}, async () => {
  const looked = await run("getent hosts new.example", () => ({ decision: "allow", by: "user" }));
  assert.deepEqual(looked.asked, []);
  const { result, asked } = await run(bare("new.example"), () => ({ decision: "allow", by: "user" }));
  assert.equal(asked[0]?.title, `Let it reach new.example:${port}?`);
  assert.match(result.text, /from the origin/);
});

test("an unlisted host asks while the connection waits, and the question names the command", {
  skip: needs("curl"),
}, async () => {
  const script = `curl -sS http://new.example:${port}/z`;
  const { result, asked, records } = await run(script, () => ({ decision: "allow", by: "user" }));
  assert.match(result.text, /from the origin/);
  assert.equal(asked[0]?.title, `Let it reach new.example:${port}?`);
  assert.ok(asked[0]?.reasons.some(({ text }) => text.includes(script)));
  const order = records.map(({ name }) => name);
  assert.ok(order.indexOf("approval.answered") < order.indexOf("network.decided"), order.join(" "));
  const refused = await run(script, () => ({ decision: "deny", by: "user" }));
  assert.doesNotMatch(refused.result.text, /from the origin/);
});

test("a client that goes away while it is asked about takes its question back, and the command runs on", {
  skip: needs("curl"),
}, async () => {
  const script = `curl -sS --max-time 1 http://new.example:${port}/; echo still here`;
  const { result, asked } = await run(script, () => new Promise<Answer>(() => {}));
  assert.equal(asked.length, 1);
  assert.match(result.text, /still here/);
  assert.deepEqual(result.status, { kind: "exit", code: 0 });
  // The client may hear of the answer before the signal arrives.
  const slow = script.replace("echo", "sleep 5; echo");
  const ended = await run(slow, () => ({ decision: "stop", by: "user" }));
  assert.doesNotMatch(ended.result.text, /still here/);
});

test("under the policy never an unlisted host is refused at once, by name", {
  skip: needs("curl"),
}, async () => {
  const { result, asked } = await run(`curl -sS http://new.example:${port}/z`, undefined, [
    'approval_policy="never"',
  ]);
  assert.match(result.text, /Domain not in allowlist\./);
  assert.deepEqual(asked, []);
});

test("where nobody answers, the record says why, what it was refused for and how to allow it", {
  skip: needs("curl"),
}, async () => {
  const script = `for each in 1 2; do curl -sS http://new.example:${port}/; done`;
  for (const [why, onAsk, set] of [
    ["approval_policy is never: nothing is asked", undefined, ['approval_policy="never"']],
    ["nobody is here", (): Answer => ({ decision: "deny", by: "program", message: "nobody is here" }), []],
  ] as const) {
    const { result, records } = await run(script, onAsk, set);
    const decided = records.filter(({ name }) => name === "network.decided");
    const text = `new.example is not in the list of allowed hosts; ${why}`;
    assert.deepEqual(
      decided.map(({ attributes: of }) => [of["text"], of["source"], of["asked"], of["remedy"]]),
      [1, 2].map(() => [
        text,
        "baseline_policy",
        undefined,
        'add to [permissions.web.network.domains]: "new.example" = "allow"',
      ]),
    );
    assert.equal(result.denials[0]?.why, text);
  }
});

test("a yes for once to what one command wants is none for another that wants the same; one that lasts is", {
  skip: needs("curl"),
}, async () => {
  for (const scope of ["once", "session"] as const) {
    const asked: string[] = [];
    const both = Promise.withResolvers<void>();
    await using guard = await guardWith(async (request) => {
      const by = request.reasons.map(({ text }) => text).join();
      asked.push(by);
      // The first is open until the other command waits as well.
      await both.promise;
      return by.includes("first")
        ? { decision: "allow", scope, by: "user" }
        : { decision: "deny", by: "user" };
    });
    const script = (name: string): string => `echo ${name}; curl -sS http://new.example:${port}/`;
    const first = guard.run({ kind: "command", script: script("first") });
    while (asked.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const second = guard.run({ kind: "command", script: `${script("second")} & sleep 2; echo waits; wait` });
    for await (const event of second.events)
      if (event.kind === "output" && event.text.includes("waits")) both.resolve();
    assert.match((await first.result).text, /from the origin/);
    assert.equal(/from the origin/.test((await second.result).text), scope === "session");
    assert.equal(asked.length, scope === "session" ? 1 : 2);
  }
});

test("a denial for good closes the tunnels to the host at once, and the record says which line of which file", {
  skip: needs("python3"),
}, async () => {
  const file = join(workspace, ".paddock", "rules", "approved.rules");
  // The first tunnel is open and idle when a second port of the same host is asked about, and denied for good.
  const script = `python3 -c '
import socket
def tunnel(target):
    s = socket.create_connection(("127.0.0.1", 3128))
    s.sendall(f"CONNECT {target} HTTP/1.1\\r\\nHost: {target}\\r\\n\\r\\n".encode())
    return s, s.recv(4096).decode().split()[1]
first, status = tunnel("never.example:${port}")
print("first", status)
print("second", tunnel("never.example:4444")[1])
first.settimeout(10)
print("closed", first.recv(1) == b"")
print("third", tunnel("never.example:${port}")[1])
'`;
  try {
    const { result, asked, records } = await run(script, ({ action }) =>
      action.kind === "network" && action.port === port
        ? { decision: "allow", by: "user" }
        : { decision: "deny", scope: "project", by: "user" },
    );
    assert.match(result.text, /first 200\nsecond 403\nclosed True\nthird 403/);
    assert.equal(asked.length, 2);
    const refused = records.filter(
      ({ name, attributes }) => name === "network.decided" && attributes["decision"] === "deny",
    );
    assert.deepEqual(
      refused.map(({ attributes: of }) => [of["origin_file"], of["origin_line"], of["asked"]]),
      [
        [file, 1, true],
        [file, 1, undefined],
      ],
    );
  } finally {
    rmSync(file, { force: true });
  }
});

test("a denial that cannot be written is a no, and the command's report says why", {
  skip: needs("curl"),
}, async () => {
  const file = join(workspace, ".paddock", "rules", "approved.rules");
  const { result } = await run(`curl -sS http://never.example:${port}/`, () => {
    mkdirSync(join(workspace, ".paddock", "rules"), { recursive: true });
    symlinkSync(join(base, "elsewhere"), file);
    return { decision: "deny", scope: "project", by: "user" };
  });
  rmSync(file);
  assert.doesNotMatch(result.text, /from the origin/);
  assert.ok(
    result.denials.some(({ why }) => why?.includes("is not a plain file, so it is not edited")),
    JSON.stringify(result.denials),
  );
});
