// The clients, as data: what each does with a host, what it prints when it gets there, and what it says when it may not.
import { userInfo } from "node:os";
import type { Files } from "./place.ts";

/** One real client. */
export interface Client {
  readonly name: string;
  /** Shell words that succeed where it is installed. */
  readonly needs: string;
  /** Its host below good.test. */
  readonly host: string;
  /** The command line for a host. */
  command(host: string, files: Files): string;
  /** Printed when the origin was reached. */
  readonly reached: RegExp;
  /** Said, by itself, about a host that is denied. */
  readonly refused: RegExp;
}

const MESSAGE = /Domain denied by the sandbox policy\.|\b403\b|Forbidden/;
const NO_NAME = /not known|not resolve|resolv|No address|ENOTFOUND|getaddrinfo|gaierror|Name or service/i;
const has = (program: string): string => `command -v ${program}`;
// The same interpreter wherever PATH leads: what the system's packages install is found by the system's own.
const PYTHON = "/usr/bin/python3";
/**
 * Who may log in: sshd that is no user 0's lets in nobody but its own user, who needs an entry and a shell; user 0's gives up its
 * groups, which a user namespace forbids (user_namespaces(7), /proc/PID/setgroups).
 */
const USER = userInfo().username;
const SSH = [
  "test -x /usr/sbin/sshd",
  has("ssh"),
  'getent passwd "$(id -un)" | grep -qv "nologin$\\|false$"',
  '{ test "$(id -u)" != 0 || test "$(cat /proc/self/setgroups)" = allow; }',
].join(" && ");
const ssh = ({ sshKey, knownHosts }: Files): string =>
  `ssh -i ${sshKey} -o UserKnownHostsFile=${knownHosts} -o StrictHostKeyChecking=yes -o BatchMode=yes`;
const python = (code: string): string => `${PYTHON} -c '${code}' 2>&1 | tail -3`;
const node = (code: string): string => `"$NODE" -e '${code}'`;

/** All of them. */
export const CLIENTS: readonly Client[] = [
  {
    name: "curl over http",
    needs: has("curl"),
    host: "plain",
    command: (host) => `curl -sS --max-time 20 http://${host}/hello`,
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "curl over https",
    needs: has("curl"),
    host: "curl",
    command: (host) => `curl -sS --max-time 20 https://${host}/hello`,
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "curl that is told of no proxy",
    needs: has("curl"),
    host: "bare",
    command: (host) => `curl -sS --noproxy '*' --max-time 20 https://${host}/hello`,
    reached: /from the origin/,
    refused: NO_NAME,
  },
  {
    name: "wget over https",
    needs: has("wget"),
    host: "wget",
    command: (host, { certificate }) =>
      `wget -nv -t 1 -T 20 --ca-certificate=${certificate} -O - https://${host}/hello`,
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "git over https",
    needs: has("git"),
    host: "git",
    command: (host) => `git clone -q https://${host}/repo.git "$OUT/a" && cat "$OUT/a/file.txt"`,
    reached: /from the repository/,
    refused: MESSAGE,
  },
  {
    name: "git over ssh",
    needs: SSH,
    host: "ssh",
    command: (host, files) =>
      `GIT_SSH_COMMAND='${ssh(files)}' git clone -q ssh://${USER}@${host}${files.repository} "$OUT/b" && cat "$OUT/b/file.txt"`,
    reached: /from the repository/,
    refused: MESSAGE,
  },
  {
    name: "ssh",
    needs: SSH,
    host: "ssh",
    command: (host, files) => `${ssh(files)} ${USER}@${host} echo from the shell`,
    reached: /from the shell/,
    refused: MESSAGE,
  },
  {
    name: "ssh without its proxy command",
    needs: SSH,
    host: "ssh",
    command: (host, files) => `${ssh(files)} -o ProxyCommand=none ${USER}@${host} echo from the shell`,
    reached: /from the shell/,
    refused: NO_NAME,
  },
  {
    name: "npm",
    needs: has("npm"),
    host: "npm",
    command: (host, { certificate }) =>
      `mkdir -p "$OUT/n" && cd "$OUT/n" && echo '{}' > package.json && npm install --registry https://${host}/ --cafile ${certificate} --cache "$OUT/c" --fetch-retries=0 --no-audit --no-fund tiny && cat node_modules/tiny/package.json`,
    reached: /"name":"tiny"/,
    refused: MESSAGE,
  },
  {
    name: "pip",
    needs: `${PYTHON} -m pip --version`,
    host: "pip",
    command: (host, { certificate }) =>
      `${PYTHON} -m pip download -q --disable-pip-version-check --retries 0 --no-deps --cert ${certificate} --index-url https://${host}/simple/ -d "$OUT/p" tinypkg && ls "$OUT/p"`,
    reached: /tinypkg-1\.0-py3-none-any\.whl/,
    // It keeps the reason to itself.
    refused: /No matching distribution found/,
  },
  {
    name: "node fetch",
    needs: "true",
    host: "fetch",
    command: (host) =>
      node(
        `fetch("https://${host}/hello").then((r) => r.text()).then(console.log, (e) => console.log(e, e.cause))`,
      ),
    reached: /from the origin/,
    refused: /Request was cancelled|403/,
  },
  {
    name: "node WebSocket",
    needs: "true",
    host: "socket",
    command: (host) =>
      node(
        `const w = new WebSocket("wss://${host}/ws"); const end = (t) => { console.log(t); process.exit() }; w.onmessage = (m) => end(m.data); w.onerror = (e) => end(String(e.error?.cause ?? e.error ?? e.message))`,
      ),
    reached: /from the socket/,
    refused: /./,
  },
  {
    name: "python urllib",
    needs: has(PYTHON),
    host: "urllib",
    command: (host) =>
      python(`import urllib.request as u; print(u.urlopen("https://${host}/hello").read().decode())`),
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "python requests",
    needs: `${PYTHON} -c 'import requests'`,
    host: "requests",
    command: (host) =>
      python(`import requests; print(requests.get("https://${host}/hello", timeout=20).text)`),
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "curl over HTTP/2",
    needs: `curl --version | grep -q HTTP2`,
    host: "curl2",
    command: (host) => `curl -sS --http2 --max-time 20 -w "%{http_version}" https://${host}/hello`,
    reached: /from the origin\n2$/,
    refused: MESSAGE,
  },
  {
    name: "curl that offers HTTP/2 in the clear",
    needs: `curl --version | grep -q HTTP2`,
    host: "curl3",
    command: (host) => `curl -sS --http2 --max-time 20 http://${host}/hello`,
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "curl that knows of HTTP/2 in the clear",
    needs: `curl --version | grep -q HTTP2`,
    host: "curl4",
    command: (host) =>
      `curl -sS -p --http2-prior-knowledge --max-time 20 -w "%{http_version}" http://${host}:81/hello`,
    reached: /from the origin\n2$/,
    refused: MESSAGE,
  },
  {
    name: "python httpx",
    needs: `${PYTHON} -c 'import httpx'`,
    host: "httpx",
    command: (host) => python(`import httpx; print(httpx.get("https://${host}/hello").text)`),
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "python httpx over HTTP/2",
    needs: `${PYTHON} -c 'import httpx, h2'`,
    host: "httpx2",
    command: (host) =>
      python(
        `import httpx; r = httpx.Client(http2=True).get("https://${host}/hello"); print(r.text, r.http_version)`,
      ),
    reached: /from the origin\s+HTTP\/2/,
    refused: MESSAGE,
  },
  {
    name: "python aiohttp",
    needs: `${PYTHON} -c 'import aiohttp'`,
    host: "aiohttp",
    command: (host) =>
      python(
        `import aiohttp, asyncio
async def main():
    async with aiohttp.ClientSession(trust_env=True) as s:
        print(await (await s.get("https://${host}/hello")).text())
asyncio.run(main())`,
      ),
    reached: /from the origin/,
    refused: MESSAGE,
  },
  {
    name: "python websockets, which knows no proxy",
    needs: `${PYTHON} -c 'import websockets'`,
    host: "websockets",
    command: (host) =>
      python(
        `import asyncio, websockets
async def main():
    async with websockets.connect("wss://${host}/ws") as s: print(await s.recv())
asyncio.run(main())`,
      ),
    reached: /from the socket/,
    refused: NO_NAME,
  },
  {
    name: "npm with many packages at once",
    needs: has("npm"),
    host: "npm2",
    command: (host, { certificate }) =>
      `mkdir -p "$OUT/n" && cd "$OUT/n" && echo '{}' > package.json && npm install --registry https://${host}/ --cafile ${certificate} --cache "$OUT/c" --fetch-retries=0 --no-audit --no-fund $(seq -f tiny%g 1 30) && ls node_modules | wc -l`,
    reached: /\b30\s*$/,
    refused: MESSAGE,
  },
  {
    name: "python socket, which knows no proxy",
    needs: has(PYTHON),
    host: "socket2",
    command: (host) =>
      python(
        `import socket; s = socket.create_connection(("${host}", 80), 20); s.sendall(b"GET /hello HTTP/1.0\\\\r\\\\nHost: ${host}\\\\r\\\\n\\\\r\\\\n"); print(s.makefile().read())`.replaceAll(
          "\\\\",
          "\\",
        ),
      ),
    reached: /from the origin/,
    refused: NO_NAME,
  },
  {
    name: "openssl s_client",
    needs: has("openssl"),
    host: "openssl",
    command: (host, { certificate }) =>
      `(printf 'GET /hello HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n'; sleep 2) | openssl s_client -quiet -verify_return_error -CAfile ${certificate} -servername ${host} -connect ${host}:443`,
    reached: /from the origin/,
    refused: NO_NAME,
  },
  {
    name: "openssl s_client through the proxy",
    needs: has("openssl"),
    host: "openssl",
    command: (host, { certificate }) =>
      `(printf 'GET /hello HTTP/1.0\\r\\nHost: ${host}\\r\\n\\r\\n'; sleep 2) | openssl s_client -quiet -verify_return_error -CAfile ${certificate} -servername ${host} -proxy 127.0.0.1:3128 -connect ${host}:443`,
    reached: /from the origin/,
    refused: MESSAGE,
  },
];
