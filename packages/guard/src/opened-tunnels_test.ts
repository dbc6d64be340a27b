import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import { createGuard } from "./create-guard.ts";
import type { RunResult } from "./run.ts";

const missing = ["openssl", "curl"].find(
  (tool) => spawnSync("sh", ["-c", `command -v ${tool}`]).status !== 0,
);
const sandboxed = process.platform === "linux" && (await linuxBackend().probe()).available;
const skip = !sandboxed
  ? "no sandbox on this machine"
  : missing !== undefined
    ? `${missing} is not installed`
    : false;

// Not in /tmp, which a private tmp covers.
const base = realpathSync(mkdtempSync("/var/tmp/opened-tunnels-"));
const certificate = join(base, "origin.pem");
const seen: string[] = [];
let port = 0;
let stop = (): void => {};

before(async () => {
  if (skip) return;
  mkdirSync(join(base, "ws"));
  mkdirSync(join(base, "home"), { mode: 0o700 });
  writeFileSync(
    join(base, "home", "config.toml"),
    `default_permissions = "web"
[permissions.web.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.web.network]
enabled = true
mode = "limited"
allow_local_binding = true
[permissions.web.network.domains]
"api.allowed.test" = "allow"
`,
  );
  const key = join(base, "origin.key");
  const subject = "-subj /CN=t -addext subjectAltName=DNS:api.allowed.test";
  const request = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 ${subject} -keyout ${key} -out ${certificate}`;
  execFileSync("openssl", request.split(" "), { stdio: "ignore" });
  const origin = createServer(
    { key: readFileSync(key), cert: readFileSync(certificate) },
    (asked, answer) => {
      seen.push(`${asked.method} ${asked.url}`);
      answer.end("from the origin\n");
    },
  );
  await new Promise<void>((resolve) => origin.listen(0, "127.0.0.1", resolve));
  const address = origin.address();
  port = typeof address === "object" && address ? address.port : 0;
  stop = () => {
    origin.closeAllConnections();
    origin.close();
  };
});
after(() => {
  stop();
  rmSync(base, { recursive: true, force: true });
});

const MACHINE = "/etc/ssl/certs/ca-certificates.crt";

async function inLimitedMode(script: string, set: readonly string[] = []): Promise<RunResult> {
  await using guard = await createGuard({
    set,
    workspace: join(base, "ws"),
    trust: "trusted",
    env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    egress: {
      resolve: async () => ["127.0.0.1"],
      own: () => new Set(),
      roots: [readFileSync(certificate, "utf8")],
    },
  });
  return await guard.run({ kind: "command", script }).result;
}

const GET = `import java.net.URI;
class Get {
  public static void main(String[] args) throws Exception {
    System.out.print(new String(URI.create(args[0]).toURL().openStream().readAllBytes()));
  }
}
`;
const PYTHON = `python3 -c 'import sys, urllib.request as u; print(u.urlopen(sys.argv[1], timeout=20).read().decode(), end="")'`;

/** Programs that are told of the authority by no variable, and what they read it from. */
const untold: readonly (readonly [program: string, reads: string, command: (url: string) => string])[] = [
  ["wget", "the machine's file", (url) => `wget -q -t 1 -T 20 -O - ${url}`],
  ["python3", "the machine's file", (url) => `env -u SSL_CERT_FILE ${PYTHON} ${url}`],
  [
    "java",
    "Java's own store",
    (url) => `java -Dhttps.proxyHost=127.0.0.1 -Dhttps.proxyPort=3128 Get.java ${url}`,
  ],
];
for (const [program, reads, command] of untold) {
  const absent = spawnSync("sh", ["-c", `command -v ${program}`]).status !== 0;
  test(`${program} trusts the authority by ${reads}, and what is not allowed is refused to it`, {
    skip: skip || (absent ? `${program} is not installed` : false),
  }, async () => {
    if (program === "java") writeFileSync(join(base, "ws", "Get.java"), GET);
    const { text } = await inLimitedMode(command(`https://api.allowed.test:${port}/${program}`));
    assert.match(text, /from the origin/);
    assert.ok(seen.includes(`GET /${program}`));
    const never = ['approval_policy="never"'];
    const refused = await inLimitedMode(command(`https://other.test:${port}/${program}`), never);
    assert.doesNotMatch(refused.text, /from the origin/);
  });
}

test("a client that would rather speak HTTP/2 goes on with HTTP/1.1", {
  skip:
    skip ||
    (/HTTP2/.test(spawnSync("curl", ["-V"], { encoding: "utf8" }).stdout)
      ? false
      : "this curl speaks no HTTP/2"),
}, async () => {
  const curl = `curl -sS --http2 -w '%{http_version}\\n' https://api.allowed.test:${port}/http2`;
  assert.match((await inLimitedMode(curl)).text, /from the origin\n1\.1\n/);
});

test("a command that runs while the policy becomes limited is refused, and told to start anew", {
  skip,
}, async () => {
  const config = join(base, "home", "config.toml");
  const text = readFileSync(config, "utf8");
  writeFileSync(config, text.replace('mode = "limited"', 'mode = "full"'));
  await using guard = await createGuard({
    workspace: join(base, "ws"),
    trust: "trusted",
    env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    egress: { resolve: async () => ["127.0.0.1"], own: () => new Set() },
  });
  const url = `https://api.allowed.test:${port}`;
  const script = `curl -sk ${url}/before; touch first; while [ ! -e second ]; do sleep 0.1; done; curl -sS -k ${url}/after`;
  const running = guard.run({ kind: "command", script }).result;
  while (!existsSync(join(base, "ws", "first"))) await new Promise((resolve) => setTimeout(resolve, 50));
  writeFileSync(config, text);
  await guard.run({ kind: "command", script: "touch second" }).result;
  const { text: said, denials } = await running;
  assert.match(said, /^from the origin/m);
  assert.match(said, /403/);
  assert.match(denials.map(({ why }) => why).join(), /start it anew/);
  assert.ok(!seen.includes("GET /after"));
});

test("where no tunnel is opened the machine's own authorities are seen", {
  skip: skip || (existsSync(MACHINE) ? false : `${MACHINE} is missing`),
}, async () => {
  const { text } = await inLimitedMode(`grep -c BEGIN ${MACHINE}`);
  assert.match(text, /^2\n/, "the proxy's, and the one that it trusts itself");
  const full = await inLimitedMode(`sha256sum < ${MACHINE}`, ['permissions.web.network.mode="full"']);
  assert.match(full.text, new RegExp(createHash("sha256").update(readFileSync(MACHINE)).digest("hex")));
});

test("limited mode reads over https inside the sandbox, writes nothing, and leaves no key behind", {
  skip,
}, async () => {
  const url = `https://api.allowed.test:${port}`;
  const script = [
    `curl -sS -m 20 ${url}/read`,
    `curl -sS -m 20 -X DELETE ${url}/write; echo`,
    'grep -c "BEGIN CERTIFICATE" "$SSL_CERT_FILE"',
    'grep -c "PRIVATE KEY" "$SSL_CERT_FILE"',
  ].join("\n");
  const { text, denials } = await inLimitedMode(script);
  assert.match(text, /from the origin\nMethod not allowed in limited mode\.\n2\n0\n/);
  assert.deepEqual(
    seen.filter((line) => /read|write/.test(line)),
    ["GET /read"],
  );
  assert.deepEqual(
    denials.map(({ object }) => object),
    [`api.allowed.test:${port}`],
  );
});
