import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { fileURLToPath } from "node:url";
import { linuxBackend } from "@paddock/sandbox-linux";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;
const skip = sandboxed && !("Deno" in globalThis) ? false : "needs Node and a sandbox";
// Not in /tmp, which a private tmp covers.
const base = realpathSync(mkdtempSync("/var/tmp/run-command-"));
const workspace = join(base, "ws");
const origin = createServer((_, response) => response.end("from the origin\n"));
let port = 0;

before(async () => {
  mkdirSync(workspace);
  mkdirSync(join(base, "home"), { mode: 0o700 });
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const address = origin.address();
  port = typeof address === "object" && address ? address.port : 0;
  writeFileSync(
    join(base, "home", "config.toml"),
    `default_permissions = "web"
[permissions.web.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.web.network]
enabled = true
[permissions.web.network.domains]
"127.0.0.1" = "allow"
`,
  );
});
after(() => {
  origin.close();
  rmSync(base, { recursive: true, force: true });
});

function paddock(
  args: readonly string[],
  input = "",
): Promise<{ readonly out: string; readonly err: string; readonly code: number | null }> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, ["--conditions=paddock-source", main, ...args], {
      cwd: workspace,
      env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    });
    let out = "";
    let err = "";
    child.stdout.on("data", (chunk) => (out += chunk));
    child.stderr.on("data", (chunk) => (err += chunk));
    child.on("close", (code) => resolve({ out, err, code }));
    child.stdin.end(input);
  });
}

/** Fetches by the proxy of the environment and prints what came. */
const fetching = (url: string): string =>
  `python3 -c 'import urllib.request as u; print(u.urlopen("${url}").read().decode())'`;

test("a program runs inside with its own streams and status", { skip }, async () => {
  const { out, code } = await paddock(["run", "--", "sh", "-c", "cat; touch here; exit 7"], "typed\n");
  assert.equal(out, "typed\n");
  assert.equal(code, 7);
});

for (const signal of ["SIGTERM", "SIGINT"] as const) {
  test(`${signal} reaches the program, which ends in its own way`, { skip, timeout: 60_000 }, async () => {
    const name = signal.slice(3);
    const script = `trap 'echo cleaned; exit 3' ${name}; echo ready; while :; do sleep 0.1; done`;
    const child = spawn(
      process.execPath,
      ["--conditions=paddock-source", main, "run", "--", "sh", "-c", script],
      {
        cwd: workspace,
        env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
        stdio: ["ignore", "pipe", "inherit"],
      },
    );
    let out = "";
    child.stdout.on("data", (chunk) => {
      out += chunk;
      if (out === "ready\n") child.kill(signal);
    });
    const [code] = await once(child, "close");
    assert.equal(out, "ready\ncleaned\n");
    assert.equal(code, 3);
  });
}

test("what is listed is reached, what is not is refused by name, and both are in the report", {
  skip,
}, async () => {
  const good = await paddock(["run", "--", "sh", "-c", fetching(`http://127.0.0.1:${port}/`)]);
  assert.match(good.out, /from the origin/, good.err);
  const bad = await paddock(["run", "--", "sh", "-c", fetching("http://new.example/")]);
  assert.notEqual(bad.code, 0);
  assert.match(
    bad.err,
    /denied: connect new\.example:80 \(proxy: new\.example is not in the list of allowed hosts; there is no terminal to ask on\)/,
  );
  assert.match(bad.err, /to allow a host: -c 'permissions\.web\.network\.domains\."new\.example"="allow"'/);
  const { out } = await paddock(["net", "report", "--json"]);
  const { destinations } = JSON.parse(out) as {
    readonly destinations: readonly {
      readonly host: string;
      readonly allowed: number;
      readonly denied: number;
    }[];
  };
  const counts = Object.fromEntries(
    destinations.map(({ host, allowed, denied }) => [host, [allowed, denied]]),
  );
  assert.deepEqual(counts, { "127.0.0.1": [1, 0], "new.example": [0, 1] });
});

test("net commands that are used wrongly say how, with the status of a wrong use", { skip }, async () => {
  const wrong: readonly (readonly [args: readonly string[], says: RegExp])[] = [
    [["check"], /one URL or HOST:PORT/],
    [["check", "https://a.test:70000/"], /70000 is no port/],
    [["presets", "nosuch"], /"nosuch" is no preset; there are npm, /],
    [["report", "--since", "bogus"], /"bogus" is no time/],
    [["nosuch"], /no command "nosuch"/],
  ];
  for (const [args, says] of wrong) {
    const { code, err } = await paddock(["net", ...args]);
    assert.equal(code, 2, args.join(" "));
    assert.match(err, says);
  }
  const off = await paddock(["net", "check", "-P", ":read-only", "a.test"]);
  assert.match(off.out, /the network is off[\s\S]*to open it by a list: .*`paddock run`/);
});

test("net check says what would be decided, by its exit status too", { skip }, async () => {
  const codes = await Promise.all(
    ["http://127.0.0.1/", "http://new.example/", "http://10.0.0.1/"].map(
      async (url) => (await paddock(["net", "check", url])).code,
    ),
  );
  assert.deepEqual(codes, [0, 4, 1]);
});
