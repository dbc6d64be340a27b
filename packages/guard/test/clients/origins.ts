// The hosts of the test: http, https with a WebSocket, and ssh, on every address, so that only the way there can fail.
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { copyFileSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer as createHttp, type IncomingMessage, type ServerResponse } from "node:http";
import { createServer as createHttp2, createSecureServer } from "node:http2";
import { dirname, join, normalize } from "node:path";
import type { Duplex } from "node:stream";
import type { Files } from "./place.ts";

const SSHD = "/usr/sbin/sshd";

function serveFile(site: string, request: IncomingMessage, response: ServerResponse): void {
  const path = new URL(request.url ?? "/", "http://x").pathname;
  const name = /^\/(tiny\d*)$/.exec(path)?.[1];
  if (name !== undefined) {
    const dist = { tarball: `https://${request.headers.host}/tiny/-/tiny-1.0.0.tgz`, shasum: shasum(site) };
    const version = { name, version: "1.0.0", dist };
    const body = { name, "dist-tags": { latest: "1.0.0" }, versions: { "1.0.0": version } };
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(body));
    return;
  }
  const file = join(site, normalize(path.endsWith("/") ? `${path}index.html` : path));
  if (!file.startsWith(site) || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404);
    response.end();
    return;
  }
  response.setHeader("content-type", file.endsWith(".html") ? "text/html" : "application/octet-stream");
  response.end(readFileSync(file));
}

function shasum(site: string): string {
  return createHash("sha1")
    .update(readFileSync(join(site, "tiny/-/tiny-1.0.0.tgz")))
    .digest("hex");
}

/** One text frame, and no more (RFC 6455). */
function serveWebSocket(request: IncomingMessage, socket: Duplex): void {
  const key = `${request.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
  const accept = createHash("sha1").update(key).digest("base64");
  const text = Buffer.from("from the socket");
  socket.on("error", () => {});
  // What comes is the client's close frame, which some wait to be answered.
  socket.on("data", () => socket.end(Buffer.of(0x88, 0)));
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  );
  socket.write(Buffer.concat([Buffer.of(0x81, text.length), text]));
}

function serveSsh(files: Files): ChildProcess | undefined {
  if (!existsSync(SSHD)) return undefined;
  const base = dirname(files.sshHostKey);
  const config = join(base, "sshd_config");
  const allowed = join(base, "authorized_keys");
  copyFileSync(`${files.sshKey}.pub`, allowed);
  // Its own parts give up rights only where it is started by user 0, and then wants this folder.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });
  const lines = [
    "Port 22",
    "ListenAddress 0.0.0.0",
    `HostKey ${files.sshHostKey}`,
    `AuthorizedKeysFile ${allowed}`,
    "StrictModes no",
    "PermitRootLogin yes",
    "UsePAM no",
    "PidFile none",
  ];
  writeFileSync(config, `${lines.join("\n")}\n`);
  return spawn(SSHD, ["-D", "-e", "-f", config], { stdio: "ignore" });
}

/** Starts them; the returned function ends them. */
export async function startOrigins(files: Files): Promise<() => void> {
  const serve = (request: IncomingMessage, response: ServerResponse): void =>
    serveFile(files.site, request, response);
  const http = createHttp(serve);
  const tls = { cert: readFileSync(files.certificate), key: readFileSync(files.certificateKey) };
  const https = createSecureServer({ ...tls, allowHTTP1: true });
  // Both versions: the compatible part of each is the same.
  https.on("request", serve as never);
  https.on("upgrade", serveWebSocket);
  // HTTP/2 without TLS, for who knows that it is spoken.
  const http2 = createHttp2();
  http2.on("request", serve as never);
  await new Promise<void>((resolve) => http2.listen(81, "0.0.0.0", resolve));
  await new Promise<void>((resolve) => http.listen(80, "0.0.0.0", resolve));
  await new Promise<void>((resolve) => https.listen(443, "0.0.0.0", resolve));
  const ssh = serveSsh(files);
  return () => {
    for (const server of [http, https, http2]) server.close();
    http.closeAllConnections();
    ssh?.kill();
  };
}
