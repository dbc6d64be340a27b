import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:https";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import { createGuard } from "./create-guard.ts";

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

test("limited mode reads over https inside the sandbox, writes nothing, and leaves no key behind", {
  skip,
}, async () => {
  await using guard = await createGuard({
    workspace: join(base, "ws"),
    trust: "trusted",
    env: { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: process.env["PATH"] },
    egress: {
      resolve: async () => ["127.0.0.1"],
      own: () => new Set(),
      roots: [readFileSync(certificate, "utf8")],
    },
  });
  const url = `https://api.allowed.test:${port}`;
  const script = [
    `curl -sS -m 20 ${url}/read`,
    `curl -sS -m 20 -X DELETE ${url}/write; echo`,
    'grep -c "BEGIN CERTIFICATE" "$SSL_CERT_FILE"',
    'grep -c "PRIVATE KEY" "$SSL_CERT_FILE"',
  ].join("\n");
  const { text, denials } = await guard.run({ kind: "command", script }).result;
  assert.match(text, /from the origin\nMethod not allowed in limited mode\.\n2\n0\n/);
  assert.deepEqual(seen, ["GET /read"]);
  assert.deepEqual(
    denials.map(({ object }) => object),
    [`api.allowed.test:${port}`],
  );
});
