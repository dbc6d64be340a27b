import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { connect, type Socket } from "node:net";
import { test } from "node:test";
import { connect as connectTls, createServer, type TLSSocket } from "node:tls";
import { createAuthority } from "./proxy/authority.ts";
import type { ConnectionRecord } from "./proxy/connection-record.ts";
import type { EgressOptions } from "./proxy/egress.ts";
import { readHooks } from "./read-hooks.ts";
import { clientHello } from "./testdata/client-hello.ts";
import { connectTo, openPolicy, originServer, startTestEgress, talk } from "./testdata/proxy-client.ts";

/** An https origin with a certificate of an authority that the proxy is told to trust. */
async function secureOrigin(
  answer: (heard: string, socket: TLSSocket) => void,
  names: readonly string[] = ["a.test"],
): Promise<{ readonly port: number; readonly heard: string[]; readonly root: string; close(): void }> {
  const authority = await createAuthority();
  const heard: string[] = [];
  const contexts = new Map(
    await Promise.all(names.map(async (name) => [name, await authority.contextFor(name)] as const)),
  );
  const server = createServer(
    { SNICallback: (name, done) => done(null, contexts.get(name) ?? contexts.get(names[0] as string)) },
    (socket) => {
      socket.on("error", () => {});
      let text = "";
      socket.on("data", (chunk) => {
        heard.push(chunk.toString("latin1"));
        text += chunk.toString("latin1");
        if (text.includes("\r\n\r\n")) answer(text, socket);
      });
    },
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : 0;
  return { port, heard, root: authority.certificate, close: () => server.close() };
}

const ok = (_: string, socket: TLSSocket): void =>
  void socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");

/** Opens a tunnel and speaks TLS through it. */
async function throughTunnel(options: {
  readonly port: number;
  readonly to: number;
  readonly ca: string;
  readonly serverName?: string;
  readonly host?: string;
}): Promise<TLSSocket> {
  const { host = "a.test", port, to, ca, serverName = host } = options;
  const raw: Socket = connect(port, "127.0.0.1");
  await new Promise<void>((resolve, reject) => {
    raw.once("data", (chunk) =>
      /^HTTP\/1\.1 200 /.test(chunk.toString()) ? resolve() : reject(new Error(chunk.toString())),
    );
    raw.once("error", reject);
    raw.write(connectTo(host, to));
  });
  const socket = connectTls({ socket: raw, servername: serverName, ca, ALPNProtocols: ["h2", "http/1.1"] });
  return await new Promise((resolve, reject) => {
    socket.once("secureConnect", () => resolve(socket));
    socket.once("error", reject);
    socket.once("close", () => reject(new Error("closed")));
  });
}

/** Says something and hears until the connection ends or what is wanted came. */
function say(socket: TLSSocket, text: string, until: RegExp = /\r\n\r\n[\s\S]*ok$/): Promise<string> {
  return new Promise((resolve) => {
    let heard = "";
    socket.on("data", (chunk) => {
      heard += chunk.toString("latin1");
      if (until.test(heard)) resolve(heard);
    });
    socket.on("error", () => resolve(heard));
    socket.on("close", () => resolve(heard));
    socket.write(text);
  });
}

async function limited(options: Partial<EgressOptions>) {
  const records: ConnectionRecord[] = [];
  const started = await startTestEgress({
    policy: { ...openPolicy, mode: "limited" },
    onConnection: (record) => void records.push(record),
    ...options,
  });
  return { ...started, records, ca: await started.egress.trust() };
}

const get = (path = "/x", ...fields: readonly string[]): string =>
  [`GET ${path} HTTP/1.1`, "Host: a.test:PORT", ...fields, "", ""].join("\r\n");

test("limited mode reads over https: each request is judged, and the origin's certificate is verified", async () => {
  const origin = await secureOrigin(ok);
  const { egress, port, decisions, records, ca } = await limited({ roots: [origin.root] });
  const socket = await throughTunnel({ port, to: origin.port, ca });
  assert.equal(socket.alpnProtocol, "http/1.1");
  const at = (text: string): string => text.replace("PORT", String(origin.port));
  assert.match(await say(socket, at(get("/secret?q=1"))), /^HTTP\/1\.1 200 OK/);
  assert.match(await say(socket, at(get("/again"))), /^HTTP\/1\.1 200 OK/);
  const refused = await say(socket, at(get().replace("GET", "POST")), /limited mode\.$/);
  assert.match(
    refused,
    /^HTTP\/1\.1 403 [\s\S]*content-type: text\/plain\r\nx-proxy-error: blocked-by-method-policy\r\n/,
  );
  assert.equal(origin.heard.length, 2);
  assert.match(origin.heard[0] ?? "", /^GET \/secret\?q=1 HTTP\/1\.1\r\nHost: a\.test:\d+\r\n/);
  assert.deepEqual(
    decisions.map(({ method, decision, reason }) => [method, decision, reason]),
    [
      ["CONNECT", "allow", undefined],
      ["GET", "allow", undefined],
      ["GET", "allow", undefined],
      ["POST", "deny", "method_not_allowed"],
    ],
  );
  assert.equal(JSON.stringify([decisions, records]).includes("secret"), false);
  socket.destroy();
  await egress.close();
  origin.close();
});

test("a request inside a tunnel is for the tunnel's host", async () => {
  const origin = await secureOrigin(ok);
  const { egress, port, ca } = await limited({ roots: [origin.root] });
  for (const [head, answer] of [
    ["GET /x HTTP/1.1\r\nHost: b.test\r\n\r\n", /^HTTP\/1\.1 400 [\s\S]*host mismatch$/],
    ["GET https://b.test/ HTTP/1.1\r\nHost: a.test\r\n\r\n", /^HTTP\/1\.1 400 [\s\S]*host mismatch$/],
    ["GET /x HTTP/1.1\r\n\r\n", /^HTTP\/1\.1 400 /],
    ["GET /x HTTP/1.1\nHost: a.test\n\n", /^HTTP\/1\.1 400 /],
    [`GET /x HTTP/1.1\r\nHost: a.test:${origin.port}\r\nContent-Length: 3\r\n\r\nabc`, /^HTTP\/1\.1 403 /],
  ] as const) {
    const socket = await throughTunnel({ port, to: origin.port, ca });
    assert.match(await say(socket, head, /never/), answer, head);
    socket.destroy();
  }
  assert.deepEqual(origin.heard, []);
  await egress.close();
  origin.close();
});

test("an origin that cannot prove its name is not spoken to", async () => {
  const origin = await secureOrigin(ok, ["other.test"]);
  const stranger = await createAuthority();
  for (const roots of [[origin.root], [stranger.certificate]]) {
    const { egress, port, records, ca } = await limited({ roots });
    const socket = await throughTunnel({ port, to: origin.port, ca });
    const heard = await say(socket, get().replace("PORT", String(origin.port)), /never/);
    assert.match(heard, /^HTTP\/1\.1 502 [\s\S]*mitm upstream error$/);
    assert.ok(records.some(({ outcome, tunnelReason }) => outcome === "dial-failed" && tunnelReason));
    await egress.close();
  }
  assert.deepEqual(origin.heard, []);
  origin.close();
});

test("a client that does not trust the authority, or names another host, is on record with the reason", async () => {
  const origin = await secureOrigin(ok);
  const { egress, port, records, ca } = await limited({ roots: [origin.root] });
  await assert.rejects(throughTunnel({ port, to: origin.port, ca: origin.root }));
  await assert.rejects(throughTunnel({ port, to: origin.port, ca, serverName: "b.test" }));
  await egress.close();
  assert.deepEqual(
    records
      .map(
        ({ outcome, tunnelReason }) => `${outcome} ${tunnelReason?.replace("tls_failed", "ca_not_trusted")}`,
      )
      .sort(),
    ["tunnel-refused ca_not_trusted", "tunnel-refused sni_mismatch"],
  );
  assert.deepEqual(origin.heard, []);
  origin.close();
});

test("hooks choose requests, take headers out and put secrets in that the client never sees", async () => {
  const origin = await secureOrigin(ok);
  const hooks = readHooks(
    {
      hooks: { api: { host: "a.test", methods: ["GET"], path_prefixes: ["/repos/"], action: ["auth"] } },
      actions: {
        auth: {
          strip_request_headers: ["X-Own"],
          inject_request_headers: [{ name: "Authorization", secret_env_var: "TOKEN", prefix: "Bearer " }],
        },
      },
    },
    "mitm",
  );
  const { egress, port, ca } = await limited({
    policy: { ...openPolicy, hooks },
    roots: [origin.root],
    secrets: ({ name }) => (name === "TOKEN" ? "s3cret" : undefined),
  });
  const at = (text: string): string => text.replace("PORT", String(origin.port));
  const first = await throughTunnel({ port, to: origin.port, ca });
  await say(first, at(get("/repos/x/./y", "X-Own: 1", "Authorization: Bearer mine")));
  assert.match(
    origin.heard.join(""),
    /^GET \/repos\/x\/y HTTP\/1\.1\r\nHost: a\.test:\d+\r\nAuthorization: Bearer s3cret\r\n\r\n$/,
  );
  const refused = await say(first, at(get("/users")), /policy\.$/);
  assert.match(
    refused,
    /x-proxy-error: blocked-by-mitm-hook\r\n[\s\S]*HTTPS request denied by MITM hook policy\.$/,
  );
  first.destroy();
  assert.equal(origin.heard.length, 1);
  // Leaving TLS out is no way around a hook, and no way to read its secret.
  for (const path of ["/users", "/repos/x"])
    assert.match(
      await talk(port, `GET http://a.test:${origin.port}${path} HTTP/1.1\r\n\r\n`),
      /"reason":"mitm_hook_denied"/,
    );
  await egress.close();
  origin.close();
});

test("a header that a hook wants reaches the origin, or does not count", async () => {
  const origin = await secureOrigin(ok);
  const wanted = {
    host: "a.test",
    methods: ["GET"],
    path_prefixes: ["/"],
    headers: { "x-dry-run": ["true"] },
  };
  const hooks = readHooks({ hooks: { api: wanted } }, "mitm");
  const { egress, port, ca } = await limited({ policy: { ...openPolicy, hooks }, roots: [origin.root] });
  const at = (text: string): string => text.replace("PORT", String(origin.port));
  const first = await throughTunnel({ port, to: origin.port, ca });
  await say(first, at(get("/", "X-Dry-Run: true")));
  assert.match(origin.heard.join(""), /X-Dry-Run: true/);
  // What a client declares as one of the hop's is taken out.
  assert.match(
    await say(first, at(get("/", "X-Dry-Run: true", "Connection: x-dry-run")), /policy\.$/),
    /403/,
  );
  first.destroy();
  assert.equal(origin.heard.length, 1);
  await egress.close();
  origin.close();
});

test("an answer about a tunnel is one about the requests inside", async () => {
  const origin = await secureOrigin(ok);
  let asked = 0;
  const { egress, port, ca } = await limited({
    policy: { enabled: true, mode: "limited", allowLocalBinding: true, domains: [] },
    roots: [origin.root],
    onAsk: async () => {
      asked += 1;
      return "allow-once";
    },
  });
  const socket = await throughTunnel({ port, to: origin.port, ca });
  assert.match(await say(socket, get().replace("PORT", String(origin.port))), /200 OK/);
  assert.equal(asked, 1);
  socket.destroy();
  await egress.close();
  origin.close();
});

test("a client that says its hello and hangs up leaves nothing behind", async () => {
  const origin = await secureOrigin(ok);
  const { egress, port, records } = await limited({ roots: [origin.root] });
  const hello = Buffer.from(clientHello({ serverName: "a.test" })).toString("latin1");
  const raw = connect(port, "127.0.0.1");
  raw.on("error", () => {});
  raw.end(Buffer.from(connectTo("a.test", origin.port) + hello, "latin1"));
  await new Promise<void>((resolve) => raw.once("close", () => resolve()).resume());
  await egress.close();
  assert.equal(records.length, 1);
  origin.close();
});

test("a WebSocket and a streamed upload pass through an opened tunnel", async () => {
  const origin = await secureOrigin((heard, socket) => {
    if (/upgrade: websocket/i.test(heard)) {
      if (heard.endsWith("frame")) socket.end("frame back");
      else
        socket.write(
          "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello",
        );
    } else if (heard.endsWith("0\r\n\r\n")) ok(heard, socket);
  });
  const mitm = { hooks: { all: { host: "a.test", methods: ["GET", "PUT"], path_prefixes: ["/"] } } };
  const { egress, port, ca } = await limited({
    policy: { ...openPolicy, hooks: readHooks(mitm, "mitm") },
    roots: [origin.root],
  });
  const at = (text: string): string => text.replace("PORT", String(origin.port));
  const web = await throughTunnel({ port, to: origin.port, ca });
  const greeted = await say(web, at(get("/ws", "Connection: Upgrade", "Upgrade: websocket")), /hello$/);
  assert.match(greeted, /^HTTP\/1\.1 101 /);
  assert.match(await say(web, "frame", /back$/), /frame back$/);
  const upload = await throughTunnel({ port, to: origin.port, ca });
  const head = at(get("/up", "Transfer-Encoding: chunked").replace("GET", "PUT"));
  const chunk = `8000\r\n${"x".repeat(32_768)}\r\n`;
  assert.match(await say(upload, `${head}${chunk.repeat(20)}0\r\n\r\n`), /200 OK/);
  upload.destroy();
  await egress.close();
  origin.close();
});

test("an opened tunnel goes by the upstream proxy, which is asked with its credentials and sees no request", async () => {
  const origin = await secureOrigin(ok);
  const asked: string[] = [];
  const upstream = await originServer((socket, chunk) => {
    if (!/^CONNECT /.test(chunk.toString("latin1"))) return;
    asked.push(chunk.toString("latin1"));
    const on = connect(origin.port, "127.0.0.1", () => {
      socket.removeAllListeners("data");
      socket.write("HTTP/1.1 200 OK\r\n\r\n");
      socket.pipe(on).pipe(socket);
    });
  });
  const { egress, port, ca } = await limited({
    roots: [origin.root],
    upstream: { url: `http://u:p@127.0.0.1:${upstream.port}` },
  });
  const socket = await throughTunnel({ port, to: 443, ca });
  assert.match(await say(socket, "GET /x HTTP/1.1\r\nHost: a.test\r\n\r\n"), /^HTTP\/1\.1 200 OK/);
  assert.match(
    asked[0] ?? "",
    /^CONNECT a\.test:443 HTTP\/1\.1\r\n[\s\S]*Proxy-Authorization: Basic dTpw\r\n/,
  );
  assert.match(origin.heard.join(""), /^GET \/x HTTP\/1\.1\r\nHost: a\.test\r\n\r\n$/);
  socket.destroy();
  await egress.close();
  upstream.close();
  origin.close();
});

test("the authority's certificates say what programs check, and are made once for each host", async () => {
  const authority = await createAuthority();
  const root = new X509Certificate(authority.certificate);
  assert.equal(root.ca, true);
  assert.equal(root.verify(root.publicKey), true);
  assert.equal(await authority.contextFor("a.test"), await authority.contextFor("a.test"));
  assert.notEqual(await authority.contextFor("a.test"), await authority.contextFor("b.test"));
});

test("a policy that has to be enforced inside of TLS now closes the tunnels that nobody looks into", async () => {
  const origin = await secureOrigin(ok);
  const { egress, port } = await startTestEgress();
  const socket = await throughTunnel({ port, to: origin.port, ca: origin.root });
  const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
  socket.on("error", () => {});
  egress.update({ ...openPolicy, mode: "limited" });
  await closed;
  await egress.close();
  origin.close();
});
