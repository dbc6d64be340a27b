// Runs in a network namespace of its own: origins on public addresses, a capture of every connection that is begun, and each
// client inside the real sandbox, once to a host that is allowed, once to one that is denied, once to one nobody listed.
// Prints one JSON object a line.
import { execFileSync, spawn, spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { createGuard, type RunResult } from "@paddock/guard";
import type { TrailRecord } from "@paddock/telemetry";
import { CLIENTS } from "./clients.ts";
import { startOrigins } from "./origins.ts";
import { ADDRESSES, addressOf, makeFiles } from "./place.ts";

const base = process.argv[2] as string;
const say = (value: object): void => void process.stdout.write(`${JSON.stringify(value)}\n`);

for (const address of [...Object.values(ADDRESSES), "127.0.0.1"])
  spawnSync("ip", ["addr", "add", `${address}/32`, "dev", "lo"]);
execFileSync("ip", ["link", "set", "lo", "up"]);

const files = makeFiles(base);
const home = join(base, "home");
mkdirSync(home, { mode: 0o700 });
writeFileSync(
  join(home, "config.toml"),
  `approval_policy = "never"
default_permissions = "web"
[permissions.web.filesystem]
":root" = "read"
":workspace_roots" = "write"
[permissions.web.network]
enabled = true
[permissions.web.network.domains]
"**.good.test" = "allow"
"bad.test" = "deny"
`,
);
const stop = await startOrigins(files);

const begun: string[] = [];
const capture = spawn("python3", [fileURLToPath(new URL("./capture.py", import.meta.url))], {
  stdio: ["ignore", "pipe", "inherit"],
});
await new Promise<void>((resolve) => {
  createInterface({ input: capture.stdout }).on("line", (line) =>
    line === "listening" ? resolve() : begun.push(line),
  );
});
/** What was begun since the last time, after everything on its way has been seen. */
async function connections(): Promise<readonly string[]> {
  const marker = connect(9, ADDRESSES.unlisted);
  marker.on("error", () => {});
  while (!begun.includes(`${ADDRESSES.unlisted} 9`)) await new Promise((resolve) => setTimeout(resolve, 10));
  return begun.splice(0).filter((line) => line !== `${ADDRESSES.unlisted} 9`);
}

// The control: without the sandbox every host is reached, and the capture sees it.
for (const address of Object.values(ADDRESSES)) {
  const socket = connect(443, address);
  await new Promise<void>((resolve, reject) => socket.once("connect", resolve).once("error", reject));
  socket.destroy();
}
say({ control: await connections() });

const env = { ...process.env, HOME: base, PADDOCK_HOME: home };
const prefix = [
  `export NODE=${process.execPath} NODE_EXTRA_CA_CERTS=${files.certificate} GIT_SSL_CAINFO=${files.certificate}`,
  `export SSL_CERT_FILE=${files.certificate} CURL_CA_BUNDLE=${files.certificate} REQUESTS_CA_BUNDLE=${files.certificate}`,
  'export OUT="$(mktemp -d -p "$PWD")"',
].join("\n");

async function attempt(
  script: string,
): Promise<{ result: RunResult; records: readonly TrailRecord[]; ms: number }> {
  await using guard = await createGuard({
    workspace: files.workspace,
    trust: "trusted",
    env,
    egress: { resolve: async (name) => [addressOf(name)], own: () => new Set() },
  });
  const records: TrailRecord[] = [];
  const started = performance.now();
  const run = guard.run({ kind: "command", script: `${prefix}\n${script}` });
  for await (const event of run.events) if (event.kind === "record") records.push(event.record);
  return { result: await run.result, records, ms: Math.round(performance.now() - started) };
}

const only = process.argv[3];
for (const client of CLIENTS) {
  if (only !== undefined && !client.name.includes(only)) continue;
  if (spawnSync("sh", ["-c", client.needs], { env }).status !== 0) {
    say({ name: client.name, skipped: `not here: ${client.needs}` });
    continue;
  }
  const hosts = { good: `${client.host}.good.test`, bad: "bad.test", unlisted: "new.example" };
  for (const [kind, host] of Object.entries(hosts)) {
    const { result, records, ms } = await attempt(client.command(host, files));
    const of = (name: string): readonly TrailRecord[] => records.filter((record) => record.name === name);
    say({
      name: client.name,
      kind,
      ms,
      text: result.text,
      denials: result.denials.map(({ object }) => object),
      allowed: of("network.decided")
        .filter(({ attributes }) => attributes["decision"] === "allow")
        .map(({ attributes }) => `${attributes["host"]}:${attributes["port"]}`),
      closed: of("network.closed").map(({ attributes }) => attributes),
      connections: await connections(),
    });
  }
}
capture.kill();
stop();
process.exit(0);
