import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ConfigError } from "../config-error.ts";
import { writeAtomic } from "../edit/write-atomic.ts";
import type { Finding } from "../finding.ts";
import { sha256 } from "../sha256.ts";
import { isTable, own } from "../table.ts";
import { type Bundle, parseBundle } from "./bundle.ts";
import { SIGNATURE_HEADER, verifySignature } from "./signature.ts";

/** Where bundles come from and how long they count. */
export interface PolicyServer {
  /** Address, https. */
  readonly baseUrl: string;
  /** Ed25519 key, 32 bytes in base64; without it bundles are not verified. */
  readonly publicKey?: string;
  /** Seconds that a bundle counts as fresh. Default 3600. */
  readonly cacheSeconds?: number;
  /** Seconds after that in which it still counts while no good answer comes. Default 604800. */
  readonly graceSeconds?: number;
  /** Milliseconds of one request. Default 5000. */
  readonly timeoutMs?: number;
}

/** What fetching needs from its surroundings. */
export interface CloudSurroundings {
  /** Folder of the cache. */
  readonly cacheFolder: string;
  /** Default: the global one. */
  readonly fetch?: typeof fetch;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
  /** Waits some milliseconds. Default: a timer. */
  readonly sleep?: (milliseconds: number) => Promise<void>;
  /** Tries of one fetch. Default 3. */
  readonly attempts?: number;
}

/** Largest bundle that is read. Bytes. */
export const MAX_BUNDLE_BYTES = 1_048_576;

/** Clocks may differ by this much. Milliseconds. */
const SKEW = 300_000;

interface Cached {
  readonly body: string;
  readonly signature: string;
  readonly etag: string;
  readonly fetchedAt: number;
}

interface Checked extends Cached {
  readonly bundle: Bundle;
}

/** A failure that another try may mend. */
class Transient extends Error {}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError" || error.name === "AbortError") return "no answer in time";
  const cause = error.cause instanceof Error ? `: ${error.cause.message}` : "";
  return error instanceof ConfigError ? error.detail : `${error.message}${cause}`;
}

function cacheFile(server: PolicyServer, folder: string): string {
  const id = sha256(`${server.baseUrl}\n${server.publicKey ?? ""}`).slice(0, 16);
  return join(folder, `requirements-${id}.json`);
}

async function check(cached: Cached, server: PolicyServer): Promise<Checked> {
  if (server.publicKey !== undefined) {
    if (cached.signature === "")
      throw new ConfigError("cloud", `the bundle has no signature (header ${SIGNATURE_HEADER})`);
    if (!(await verifySignature(Buffer.from(cached.body, "utf8"), cached.signature, server.publicKey))) {
      throw new ConfigError("cloud", "the bundle is not signed by the pinned key");
    }
  }
  return { ...cached, bundle: parseBundle(cached.body) };
}

/** The cached bundle, verified again: what was changed on disk does not count. */
async function readCache(server: PolicyServer, folder: string): Promise<Checked | undefined> {
  try {
    const data: unknown = JSON.parse(await readFile(cacheFile(server, folder), "utf8"));
    if (!isTable(data)) return undefined;
    const [body, signature, etag, fetchedAt] = ["body", "signature", "etag", "fetched_at"].map((key) =>
      own(data, key),
    );
    if (
      typeof body !== "string" ||
      typeof signature !== "string" ||
      typeof etag !== "string" ||
      typeof fetchedAt !== "number"
    )
      return undefined;
    return await check({ body, signature, etag, fetchedAt }, server);
  } catch {
    return undefined;
  }
}

async function writeCache(server: PolicyServer, folder: string, cached: Cached): Promise<void> {
  const { body, signature, etag, fetchedAt } = cached;
  await writeAtomic(
    cacheFile(server, folder),
    `${JSON.stringify({ v: 1, fetched_at: fetchedAt, etag, signature, body })}\n`,
  );
}

async function readBody(response: Response): Promise<string> {
  const parts: Uint8Array[] = [];
  let length = 0;
  for await (const part of response.body ?? []) {
    length += part.length;
    if (length > MAX_BUNDLE_BYTES)
      throw new ConfigError("cloud", `the bundle is larger than ${MAX_BUNDLE_BYTES} bytes`);
    parts.push(part);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(Buffer.concat(parts));
  } catch {
    throw new ConfigError("cloud", "the bundle is not UTF-8 text");
  }
}

async function request(
  server: PolicyServer,
  cached: Checked | undefined,
  surroundings: CloudSurroundings,
  now: number,
): Promise<Checked> {
  const fetchIt = surroundings.fetch ?? fetch;
  const url = `${server.baseUrl.replace(/\/+$/, "")}/codex/config/bundle`;
  const response = await fetchIt(url, {
    redirect: "manual",
    headers: {
      accept: "application/json",
      ...(cached && cached.etag !== "" ? { "if-none-match": cached.etag } : {}),
    },
    signal: AbortSignal.timeout(server.timeoutMs ?? 5000),
  }).catch((error: unknown) => {
    throw new Transient(reason(error));
  });
  if (response.status === 304 && cached) {
    await response.body?.cancel();
    return { ...cached, fetchedAt: now };
  }
  if (response.status !== 200) {
    await response.body?.cancel();
    if (response.status >= 500 || response.status === 429)
      throw new Transient(`the server answers ${response.status}`);
    const redirected =
      response.type === "opaqueredirect" || (response.status >= 300 && response.status < 400);
    throw new ConfigError(
      "cloud",
      redirected ? "the server redirects, which is not followed" : `the server answers ${response.status}`,
    );
  }
  const body = await readBody(response).catch((error: unknown) => {
    if (error instanceof ConfigError) throw error;
    throw new Transient(`the answer broke off (${reason(error)})`);
  });
  const fresh = await check(
    {
      body,
      signature: response.headers.get(SIGNATURE_HEADER)?.replace(/^ed25519=/, "") ?? "",
      etag: response.headers.get("etag") ?? "",
      fetchedAt: now,
    },
    server,
  );
  if (cached && fresh.bundle.serial < cached.bundle.serial) {
    throw new ConfigError(
      "cloud",
      `the server sent an old bundle (serial ${fresh.bundle.serial}, known ${cached.bundle.serial})`,
    );
  }
  if (fresh.bundle.expiresAt !== undefined && fresh.bundle.expiresAt < now)
    throw new ConfigError("cloud", "the bundle has expired");
  return fresh;
}

async function retried(
  server: PolicyServer,
  cached: Checked | undefined,
  surroundings: CloudSurroundings,
  now: number,
): Promise<Checked> {
  const attempts = surroundings.attempts ?? 3;
  const sleep =
    surroundings.sleep ?? ((milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)));
  for (let attempt = 1; ; attempt++) {
    try {
      return await request(server, cached, surroundings, now);
    } catch (error) {
      if (!(error instanceof Transient) || attempt >= attempts) throw error;
      await sleep(200 * 2 ** (attempt - 1));
    }
  }
}

/**
 * The bundle that is in force: the cached one while it is fresh, else the server's, else the cached one within its
 * grace, with a finding. A bad answer (wrong signature, older serial, damaged, redirected) counts as none.
 *
 * @throws {ConfigError} `cloud` where no good bundle is left: without its requirements nothing starts.
 */
export async function fetchBundle(
  server: PolicyServer,
  surroundings: CloudSurroundings,
): Promise<{ readonly bundle: Bundle; readonly findings: readonly Finding[] }> {
  const now = (surroundings.now ?? Date.now)();
  const cached = await readCache(server, surroundings.cacheFolder);
  const age = cached ? now - cached.fetchedAt : Number.POSITIVE_INFINITY;
  const fresh = (server.cacheSeconds ?? 3600) * 1000;
  const valid =
    cached !== undefined && age >= -SKEW && (cached.bundle.expiresAt ?? Number.POSITIVE_INFINITY) >= now;
  if (valid && age < fresh) return { bundle: cached.bundle, findings: [] };
  try {
    const answer = await retried(server, cached, surroundings, now);
    await writeCache(server, surroundings.cacheFolder, answer);
    return { bundle: answer.bundle, findings: [] };
  } catch (error) {
    const why = reason(error);
    if (valid && age < fresh + (server.graceSeconds ?? 604_800) * 1000) {
      const hours = Math.floor(age / 3_600_000);
      const when = hours < 1 ? "less than an hour ago" : hours === 1 ? "an hour ago" : `${hours} hours ago`;
      return {
        bundle: cached.bundle,
        findings: [
          {
            severity: "warn",
            code: "requirements_stale",
            text: `${server.baseUrl}: ${why}; the requirements that it gave ${when} stay in force`,
            layer: { id: "requirements:cloud" },
          },
        ],
      };
    }
    throw new ConfigError(
      "cloud",
      `${server.baseUrl}: ${why}${cached ? ", and the stored requirements are too old" : ""}; nothing starts without the requirements of this server. Check the network, or ask the admin`,
      {
        origin: { layer: "requirements:cloud" },
        cause: error,
      },
    );
  }
}
