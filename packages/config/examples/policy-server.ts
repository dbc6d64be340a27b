// A small policy server: hands a signed bundle out at /codex/config/bundle, with an ETag.
//
//   paddock requirements sign --generate-key policy.key
//   paddock requirements sign requirements.toml --serial 1 --out bundle.json --key policy.key
//   node examples/policy-server.ts bundle.json --port 8443 --cert cert.pem --key key.pem
//
// The bundle and its signature are read for every request, so a new bundle is published by replacing the two files.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { createServer, type RequestListener, type Server } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { parseArgs } from "node:util";

/** What the server hands out. */
export interface Published {
  readonly body: string;
  /** Base64; empty for a bundle without a signature. */
  readonly signature: string;
}

/** Ways to go wrong, for those who test a client. */
export interface Fault {
  readonly status?: number;
  /** Milliseconds before the answer. */
  readonly delayMs?: number;
  /** Sends so many bytes of the body and then ends the connection. */
  readonly cutAfter?: number;
  readonly location?: string;
}

/** A running server. */
export interface PolicyServerProcess extends AsyncDisposable {
  readonly url: string;
  /** Requests so far: what was asked for, and the ETag that the client knew. */
  readonly requests: readonly { readonly path: string; readonly etag?: string }[];
}

function listener(
  published: () => Published,
  fault: () => Fault,
  requests: { path: string; etag?: string }[],
): RequestListener {
  return (request, response) => {
    const known = request.headers["if-none-match"];
    requests.push({ path: request.url ?? "", ...(known === undefined ? {} : { etag: known }) });
    const wrong = fault();
    const answer = (): void => {
      if (request.method !== "GET" || request.url !== "/codex/config/bundle") {
        response.writeHead(404).end();
        return;
      }
      if (wrong.location !== undefined || wrong.status !== undefined) {
        response
          .writeHead(wrong.status ?? 302, wrong.location === undefined ? {} : { location: wrong.location })
          .end();
        return;
      }
      const { body, signature } = published();
      const etag = `"${createHash("sha256").update(body).update(signature).digest("hex")}"`;
      if (known === etag) {
        response.writeHead(304, { etag }).end();
        return;
      }
      const bytes = Buffer.from(body, "utf8");
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": bytes.length,
        "cache-control": "no-store",
        etag,
        ...(signature === "" ? {} : { "paddock-signature": `ed25519=${signature}` }),
      });
      if (wrong.cutAfter === undefined) response.end(bytes);
      else response.write(bytes.subarray(0, wrong.cutAfter), () => response.destroy());
    };
    if (wrong.delayMs === undefined) answer();
    else setTimeout(answer, wrong.delayMs).unref();
  };
}

/** Starts the server on loopback. Without a certificate it speaks plain HTTP, for tests behind a TLS proxy. */
export async function startPolicyServer(options: {
  readonly published: () => Published;
  readonly port?: number;
  readonly tls?: { readonly cert: string; readonly key: string };
  readonly fault?: () => Fault;
}): Promise<PolicyServerProcess> {
  const requests: { path: string; etag?: string }[] = [];
  const listen = listener(options.published, options.fault ?? (() => ({})), requests);
  const server: Server = options.tls ? createSecureServer(options.tls, listen) : createServer(listen);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `${options.tls ? "https" : "http"}://127.0.0.1:${port}`,
    requests,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: { port: { type: "string", default: "8443" }, cert: { type: "string" }, key: { type: "string" } },
    allowPositionals: true,
  });
  const [bundle] = positionals;
  if (bundle === undefined || values.cert === undefined || values.key === undefined) {
    process.stderr.write("usage: policy-server.ts BUNDLE.json --cert CERT.pem --key KEY.pem [--port N]\n");
    process.exitCode = 2;
    return;
  }
  const server = await startPolicyServer({
    port: Number(values.port),
    tls: { cert: readFileSync(values.cert, "utf8"), key: readFileSync(values.key, "utf8") },
    published: () => ({
      body: readFileSync(bundle, "utf8"),
      signature: existsSync(`${bundle}.sig`) ? readFileSync(`${bundle}.sig`, "utf8").trim() : "",
    }),
  });
  process.stdout.write(`${server.url}/codex/config/bundle\n`);
}

if (import.meta.main) await main();
