import assert from "node:assert/strict";
import { connect } from "node:net";
import { test } from "node:test";
import type { ConnectionRecord } from "./proxy.ts";
import { clientHello } from "./testdata/client-hello.ts";
import {
  connectTo,
  okOrigin,
  openPolicy,
  originServer,
  plainGet,
  socksTo,
  startTestEgress,
  talk,
} from "./testdata/proxy-client.ts";

test("a plain request reaches its origin in origin-form, without hop-by-hop fields", async () => {
  const origin = await okOrigin();
  const { egress, port, decisions } = await startTestEgress();
  const heard = await talk(
    port,
    plainGet("A.test", origin.port, "Proxy-Authorization: Basic eA==", "X-Kept: yes", "TE: x"),
  );
  assert.match(heard, /^HTTP\/1\.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok$/);
  assert.equal(
    origin.heard.join(""),
    `GET /x HTTP/1.1\r\nHost: a.test:${origin.port}\r\nX-Kept: yes\r\n\r\n`,
  );
  assert.deepEqual(
    decisions.map(({ host, decision, command, pattern }) => ({ host, decision, command, pattern })),
    [{ host: "a.test", decision: "allow", command: "cmd-1", pattern: "**.test" }],
  );
  await egress.close();
  origin.close();
});

test("requests on one connection are judged one by one", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress();
  const get = (host: string): string =>
    `GET http://${host}:${origin.port}/ HTTP/1.1\r\nHost: ${host}:${origin.port}\r\n\r\n`;
  const heard = await talk(port, get("a.test") + get("a.test") + get("bad.test") + get("a.test"));
  assert.equal(heard.match(/200 OK/g)?.length, 2);
  assert.match(heard, /HTTP\/1\.1 403 Forbidden\r\n/);
  assert.equal(origin.connections(), 1);
  assert.equal(origin.heard.join("").includes("bad.test"), false);
  await egress.close();
  origin.close();
});

test("a denied plain request gets JSON and the header that tools know", async () => {
  const { egress, port } = await startTestEgress();
  const heard = await talk(port, plainGet("bad.test", 80));
  const [head = "", body = ""] = heard.split("\r\n\r\n");
  assert.match(
    head,
    /^HTTP\/1\.1 403 Forbidden\r\ncontent-type: application\/json\r\nx-proxy-error: blocked-by-denylist\r\n/,
  );
  assert.equal(
    body,
    '{"status":"blocked","host":"bad.test","reason":"denied","decision":"deny","source":"baseline_policy",' +
      '"protocol":"http","port":80,"message":"Domain denied by the sandbox policy."}',
  );
  await egress.close();
});

test("a denied CONNECT gets 403 and the sentence, never 200", async () => {
  const { egress, port, decisions } = await startTestEgress();
  const heard = await talk(port, connectTo("other.example", 443));
  assert.match(
    heard,
    /^HTTP\/1\.1 403 Forbidden\r\ncontent-type: text\/plain\r\nx-proxy-error: blocked-by-allowlist\r\n[\s\S]*\r\n\r\nDomain not in allowlist\.$/,
  );
  const json = await talk(port, connectTo("other.example", 443, "Accept: application/json"));
  assert.match(json, /"allow":"add to the domains table: \\"other\.example\\" = \\"allow\\""/);
  assert.deepEqual(
    decisions.map(({ decision, reason }) => `${decision} ${reason}`),
    ["deny not_allowed", "deny not_allowed"],
  );
  await egress.close();
});

test("nothing refused is resolved, and a private answer is refused whatever the name", async () => {
  const resolved: string[] = [];
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, allowLocalBinding: false },
    resolve: async (host) => {
      resolved.push(host);
      return host === "mixed.test" ? ["93.184.216.34", "10.0.0.1"] : [];
    },
  });
  for (const host of ["bad.test", "other.example", "mixed.test", "nowhere.test"])
    assert.match(await talk(port, connectTo(host, 443)), /^HTTP\/1\.1 403 /);
  assert.deepEqual(resolved, ["mixed.test", "nowhere.test"]);
  await egress.close();
});

test("what is dialled is the address that was judged, and the resolver is asked once", async () => {
  const origin = await okOrigin();
  const dialled: string[] = [];
  const answers = [["93.184.216.34"], ["127.0.0.1"]];
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, allowLocalBinding: false },
    resolve: async () => answers.shift() ?? [],
    dial: async (address) => {
      dialled.push(address);
      return await new Promise((resolve) => {
        const socket = connect({ port: origin.port, host: "127.0.0.1", allowHalfOpen: true });
        socket.once("connect", () => resolve(socket));
      });
    },
  });
  assert.match(await talk(port, plainGet("rebind.test", 80)), /200 OK/);
  assert.match(await talk(port, plainGet("rebind.test", 80)), /403 Forbidden/);
  assert.deepEqual(dialled, ["93.184.216.34"]);
  await egress.close();
  origin.close();
});

test("this machine's own public address is guarded like a private one", async () => {
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, allowLocalBinding: false },
    resolve: async () => ["93.184.216.34"],
    own: () => new Set(["93.184.216.34"]),
  });
  assert.match(await talk(port, plainGet("a.test", 80)), /not_allowed_local/);
  await egress.close();
});

test("a failed dial is 502 before any 200", async () => {
  const { egress, port } = await startTestEgress({ dial: () => Promise.reject(new Error("refused")) });
  assert.match(
    await talk(port, connectTo("a.test", 443)),
    /^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*upstream failure$/,
  );
  assert.match(
    await talk(port, plainGet("a.test", 80)),
    /^HTTP\/1\.1 502 Bad Gateway\r\n[\s\S]*upstream failure$/,
  );
  await egress.close();
});

test("a tunnel carries bytes both ways and is recorded with its server name", async () => {
  const origin = await originServer((socket, chunk) => socket.end(`got ${chunk.length}`));
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({ onConnection: (record) => void records.push(record) });
  const hello = Buffer.from(clientHello({ serverName: "a.test" })).toString("latin1");
  const heard = await talk(port, connectTo("a.test", origin.port) + hello);
  assert.equal(heard, `HTTP/1.1 200 Connection established\r\n\r\ngot ${hello.length}`);
  await egress.close();
  assert.equal(records[0]?.sni, "a.test");
  assert.equal(records[0]?.address, "127.0.0.1");
  assert.equal(records[0]?.bytesUp, hello.length);
  assert.equal(records[0]?.bytesDown, `got ${hello.length}`.length);
  origin.close();
});

test("a tunnel whose server name is another one is closed before a byte of it gets out", async () => {
  const origin = await originServer((socket) => socket.end("never"));
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({ onConnection: (record) => void records.push(record) });
  for (const serverName of ["b.test", undefined]) {
    const hello = Buffer.from(clientHello(serverName === undefined ? {} : { serverName })).toString("latin1");
    const heard = await talk(port, connectTo("a.test", origin.port) + hello);
    assert.equal(heard, "HTTP/1.1 200 Connection established\r\n\r\n\x15\x03\x01\x00\x02\x02\x31");
  }
  assert.deepEqual(origin.heard, []);
  assert.deepEqual(
    records.map(({ outcome, tunnelReason }) => `${outcome} ${tunnelReason}`),
    ["tunnel-refused sni_mismatch", "tunnel-refused sni_missing"],
  );
  await egress.close();
  origin.close();
});

test("the policy's own word about tunnels counts", async () => {
  const origin = await originServer((socket) => socket.end("heard"));
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, tunnel: { serverName: "any" } },
  });
  const hello = Buffer.from(clientHello({ serverName: "b.test" })).toString("latin1");
  assert.match(await talk(port, connectTo("a.test", origin.port) + hello), /heard$/);
  await egress.close();
  origin.close();
});

test("a server that speaks first is heard through a tunnel", async () => {
  const { createServer } = await import("node:net");
  const server = createServer((socket) => socket.write("SSH-2.0-x\r\n"));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const { egress, port } = await startTestEgress();
  const to = typeof address === "object" && address ? address.port : 0;
  assert.match(await talk(port, connectTo("a.test", to), /SSH-2\.0-x/), /SSH-2\.0-x/);
  await egress.close();
  server.close();
});

test("SOCKS5 carries names, refuses by rule, and knows no BIND, UDP or version 4", async () => {
  const origin = await originServer((socket) => socket.end("hi"));
  const { egress, port } = await startTestEgress();
  const replies = async (bytes: Uint8Array): Promise<readonly number[]> =>
    [...(await talk(port, bytes))].map((char) => char.charCodeAt(0));
  const through = new Uint8Array([...socksTo("a.test", origin.port), 120]);
  assert.deepEqual(await replies(through), [5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 104, 105]);
  assert.equal((await replies(socksTo("bad.test", 80)))[3], 2);
  // Whichever part of it a parser keeps would be allowed; the whole is no host.
  for (const name of ["a.test\0.b", "a.test\0b.test", "evil.example\0a.test", "evil.example\0.a.test"])
    assert.equal((await replies(socksTo(name, origin.port)))[3], 2, JSON.stringify(name));
  assert.equal((await replies(socksTo("a.test", 80, 2)))[3], 7);
  assert.equal((await replies(socksTo("a.test", 80, 3)))[3], 7);
  assert.deepEqual(await replies(Uint8Array.of(5, 1, 2)), [5, 255]);
  assert.deepEqual(await replies(Uint8Array.of(4, 1, 0, 80, 127, 0, 0, 1, 0)), []);
  await egress.close();
  origin.close();
});

test("SOCKS5 is closed where the policy switches it off", async () => {
  const { egress, port } = await startTestEgress({ policy: { ...openPolicy, socks5: false } });
  assert.equal(await talk(port, socksTo("a.test", 80)), "");
  assert.match(await talk(port, connectTo("bad.test", 80)), /^HTTP\/1\.1 403 /);
  await egress.close();
});

test("a WebSocket upgrade passes to an allowed host", async () => {
  const origin = await originServer((socket, chunk) => {
    if (chunk.toString().startsWith("GET"))
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nhello",
      );
    else socket.end(chunk);
  });
  const { egress, port } = await startTestEgress();
  const head = plainGet("a.test", origin.port, "Upgrade: websocket").replace(
    "Connection: close",
    "Connection: Upgrade",
  );
  const heard = await talk(port, `${head}frame`);
  assert.match(heard, /^HTTP\/1\.1 101 [\s\S]*Upgrade: websocket\r\nConnection: Upgrade\r\n\r\nhelloframe$/);
  assert.match(origin.heard[0] ?? "", /Connection: Upgrade\r\nUpgrade: websocket\r\n/);
  await egress.close();
  origin.close();
});

test("bodies pass in both framings, and a bad chunk ends the request", async () => {
  const origin = await originServer((socket, chunk) => {
    if (/hello$|0\r\n\r\n$/.test(chunk.toString("latin1")))
      socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2;x=y\r\nok\r\n0\r\n\r\n");
  });
  const { egress, port } = await startTestEgress();
  const post = (fields: string, body: string): string =>
    `POST http://a.test:${origin.port}/ HTTP/1.1\r\nConnection: close\r\n${fields}\r\n\r\n${body}`;
  assert.match(await talk(port, post("Content-Length: 5", "hello")), /2;x=y\r\nok\r\n0\r\n\r\n$/);
  assert.match(await talk(port, post("Transfer-Encoding: chunked", "5\r\nhello\r\n0\r\n\r\n")), /0\r\n\r\n$/);
  assert.equal(
    /200 OK/.test(await talk(port, post("Transfer-Encoding: chunked", "5\nhello\r\n0\r\n\r\n"), /./)),
    false,
  );
  await egress.close();
  origin.close();
});

test("limited mode reads, and neither writes, upgrades nor tunnels what it cannot read", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress({ policy: { ...openPolicy, mode: "limited" } });
  assert.match(await talk(port, plainGet("a.test", origin.port)), /200 OK/);
  assert.match(
    await talk(port, plainGet("a.test", origin.port).replace("GET", "POST")),
    /blocked-by-method-policy/,
  );
  const override = plainGet("a.test", origin.port, "X-HTTP-Method-Override: DELETE");
  assert.match(await talk(port, override), /blocked-by-method-policy/);
  const long = plainGet("a.test", origin.port).replace("/x", `/${"x".repeat(4096)}`);
  assert.match(await talk(port, long), /target_too_long/);
  // What is no TLS cannot be looked into.
  assert.equal(
    await talk(port, `${connectTo("a.test", origin.port)}GET / HTTP/1.1\r\n\r\n`),
    "HTTP/1.1 200 Connection established\r\n\r\n\x15\x03\x01\x00\x02\x02\x31",
  );
  const upgrade = plainGet("a.test", origin.port, "Upgrade: websocket").replace(
    "Connection: close",
    "Connection: upgrade",
  );
  assert.match(await talk(port, upgrade), /method_not_allowed/);
  assert.equal(origin.connections(), 2);
  assert.equal(origin.heard.length, 1);
  await egress.close();
  origin.close();
});

test("a proxy that must not open tunnels refuses them in limited mode", async () => {
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, mode: "limited" },
    openTunnels: false,
  });
  assert.match(
    await talk(port, connectTo("a.test", 443)),
    /blocked-by-mitm-required[\s\S]*MITM required for limited HTTPS\.$/,
  );
  await egress.close();
});

test("a decision that cannot be recorded is a denial", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress({
    onDecision: () => Promise.reject(new Error("disk full")),
  });
  assert.match(await talk(port, plainGet("a.test", origin.port)), /403 Forbidden/);
  assert.equal(origin.connections(), 0);
  await egress.close();
  origin.close();
});

test("a tighter policy closes the tunnels that it no longer allows, and only those", async () => {
  const origin = await originServer((socket) => socket.write("x"));
  const records: ConnectionRecord[] = [];
  const { egress, port } = await startTestEgress({ onConnection: (record) => void records.push(record) });
  const open = async (host: string): Promise<{ closed: Promise<void>; end(): void }> => {
    const socket = connect(port, "127.0.0.1");
    const closed = new Promise<void>((resolve) => socket.once("close", () => resolve()));
    socket.on("error", () => {});
    socket.write(`${connectTo(host, origin.port)}ping`);
    await new Promise<void>((resolve) =>
      socket.on("data", (chunk) => chunk.toString().endsWith("x") && resolve()),
    );
    return { closed, end: () => socket.destroy() };
  };
  const [one, two] = [await open("one.test"), await open("two.test")];
  egress.update({
    ...openPolicy,
    domains: [...openPolicy.domains, { pattern: "one.test", decision: "deny" }],
  });
  await one.closed;
  assert.equal(egress.size, 1);
  assert.deepEqual(
    records.map(({ host, outcome }) => `${host} ${outcome}`),
    ["one.test policy-changed"],
  );
  two.end();
  await egress.close();
  origin.close();
});

test("an upstream proxy is asked for a tunnel, with its credentials, and private names stay shut", async () => {
  const upstream = await originServer((socket, chunk) => {
    const text = chunk.toString("latin1");
    if (text.startsWith("CONNECT")) socket.write("HTTP/1.1 200 OK\r\n\r\nearly");
    else if (text.startsWith("GET")) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok");
    else socket.end("late");
  });
  const { egress, port } = await startTestEgress({
    policy: { ...openPolicy, allowLocalBinding: false },
    resolve: async (host) => (host === "inside.test" ? ["10.0.0.1"] : []),
    upstream: { url: `http://u:p@127.0.0.1:${upstream.port}` },
  });
  assert.match(await talk(port, `${connectTo("a.test", 22)}x`), /established\r\n\r\nearlylate$/);
  assert.match(await talk(port, plainGet("a.test", 80)), /ok$/);
  assert.match(await talk(port, connectTo("inside.test", 22)), /^HTTP\/1\.1 403 /);
  assert.match(
    upstream.heard[0] ?? "",
    /^CONNECT a\.test:22 HTTP\/1\.1\r\nHost: a\.test:22\r\nProxy-Authorization: Basic dTpw\r\n/,
  );
  assert.match(
    upstream.heard.at(-1) ?? "",
    /^GET http:\/\/a\.test\/x HTTP\/1\.1\r\nHost: a\.test\r\nProxy-Authorization/,
  );
  await egress.close();
  upstream.close();
});

test("finished connections are told to one reader, from when it asks to the end", async () => {
  const origin = await okOrigin();
  const { egress, port } = await startTestEgress();
  await talk(port, plainGet("a.test", origin.port));
  const records = egress.connections;
  await talk(port, plainGet("b.test", origin.port));
  await talk(port, plainGet("bad.test", origin.port));
  await egress.close();
  const told: string[] = [];
  for await (const { host, outcome } of records) told.push(`${host} ${outcome}`);
  assert.deepEqual(told, ["b.test served", "bad.test refused"]);
  origin.close();
});
