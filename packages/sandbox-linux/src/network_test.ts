import assert from "node:assert/strict";
import { once } from "node:events";
import { get } from "node:http";
import { createServer, type Server } from "node:net";
import { test } from "node:test";
import { linuxBackend } from "./mod.ts";
import { env, planFor, scratch, text } from "./testdata/fixture.ts";

const fetchInside = (port: number): string =>
  `python3 -c 'import socket; s=socket.create_connection(("127.0.0.1", ${port}), 2); s.send(b"hi"); print(s.recv(9).decode())' 2>&1 | tail -1`;

test("each command has its own proxy port, whose connections arrive in the host process", async () => {
  using at = scratch();
  const plan = planFor(at.root, { network: { kind: "proxy", ports: [3128] } });
  const runs = ["one", "two"].map(async (name) => {
    const run = await linuxBackend().spawn(
      plan,
      { argv: ["sh", "-c", `${fetchInside(3128)}; ${fetchInside(3129)}`], cwd: at.root, env },
      {
        onListener: (port: number, server: Server) => {
          assert.equal(port, 3128);
          server.on("connection", (socket) => socket.once("data", (data) => socket.end(`${name}:${data}`)));
        },
      },
    );
    return await text(run.stdout);
  });
  const [one, two] = await Promise.all(runs);
  assert.match(one!, /^one:hi\nConnectionRefusedError/);
  assert.match(two!, /^two:hi\nConnectionRefusedError/);
});

test("without a listener of its own, a proxy port leads to the same port of the host and nowhere else", async () => {
  using at = scratch();
  const proxy = createServer((socket) => socket.once("data", (data) => socket.end(`proxy:${data}`)));
  const other = createServer((socket) => socket.end("other"));
  for (const server of [proxy, other]) {
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
  }
  const [port, closed] = [proxy, other].map((server) => (server.address() as { port: number }).port);
  try {
    const plan = planFor(at.root, { network: { kind: "proxy", ports: [port!] } });
    const run = await linuxBackend().spawn(plan, {
      argv: ["sh", "-c", `${fetchInside(port!)}; ${fetchInside(closed!)}`],
      cwd: at.root,
      env,
    });
    assert.match(await text(run.stdout), /^proxy:hi\nConnectionRefusedError/);
  } finally {
    proxy.close();
    other.close();
  }
});

test("a published port is reached under its secret name only, and closes with the command", async () => {
  using at = scratch();
  const script = "echo served > index.html; exec python3 -m http.server 8080 --bind 127.0.0.1 2>&1";
  const run = await linuxBackend().spawn(planFor(at.root, { ports: [8080] }), {
    argv: ["sh", "-uc", script],
    cwd: at.root,
    env: { ...env, PYTHONUNBUFFERED: "1" },
  });
  await run.stdout.getReader().read();
  const url = await run.endpoint!(8080);
  const ask = (host: string): Promise<string> =>
    new Promise((resolve, reject) => {
      get(
        { host: "127.0.0.1", port: url.port, path: "/", headers: { host }, agent: false },
        async (response) => {
          let body = "";
          for await (const chunk of response) body += chunk;
          resolve(`${response.statusCode} ${body.trim()}`);
        },
      ).on("error", reject);
    });
  assert.match(url.hostname, /^[0-9a-f]{24}\.localhost$/);
  assert.equal(await ask(url.host), "200 served");
  assert.equal(await ask(`localhost:${url.port}`), "421 ");
  await assert.rejects(run.endpoint!(8081), { code: "bad-plan" });
  run.kill("SIGKILL");
  await run.status;
  await assert.rejects(ask(url.host), /ECONNREFUSED|ECONNRESET|hang up/);
});
