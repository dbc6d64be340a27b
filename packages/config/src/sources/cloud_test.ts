import assert from "node:assert/strict";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, afterEach, before, beforeEach, describe, it } from "node:test";
import {
  type Fault,
  type PolicyServerProcess,
  type Published,
  startPolicyServer,
} from "../../examples/policy-server.ts";
import { type CloudSurroundings, fetchBundle, MAX_BUNDLE_BYTES } from "./cloud.ts";
import { makeBundle } from "./make-bundle.ts";
import { generateKeys, sign } from "./signature.ts";

const HOUR = 3_600_000;

describe("the policy server", () => {
  let server: PolicyServerProcess;
  let keys: Awaited<ReturnType<typeof generateKeys>>;
  let published: Published;
  let fault: Fault = {};
  let folder = "";
  let clock = 0;

  before(async () => {
    keys = await generateKeys();
    server = await startPolicyServer({ published: () => published, fault: () => fault });
  });
  after(() => server[Symbol.asyncDispose]());
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "paddock-cloud-"));
    clock = Date.parse("2026-01-01T00:00:00Z");
    fault = {};
    await publish(1);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function publish(
    serial: number,
    options: { expiresAt?: number; key?: string; text?: string } = {},
  ): Promise<void> {
    const text = options.text ?? `required_minimum_version = "0.0.${serial}"\n`;
    const body = makeBundle({
      requirements: [{ file: "base.toml", text }],
      serial,
      ...(options.expiresAt === undefined ? {} : { expiresAt: options.expiresAt }),
    });
    published = { body, signature: await sign(Buffer.from(body), options.key ?? keys.privateKey) };
  }

  /** The client speaks https; the server is reached in plain text behind the name. */
  const surroundings = (): CloudSurroundings => ({
    cacheFolder: folder,
    now: () => clock,
    sleep: async () => {},
    fetch: (input, init) => fetch(String(input).replace("https://policy.test", server.url), init),
  });
  const get = async (
    options: Partial<Parameters<typeof fetchBundle>[0]> = {},
  ): Promise<Awaited<ReturnType<typeof fetchBundle>>> =>
    fetchBundle(
      { baseUrl: "https://policy.test", publicKey: keys.publicKey, timeoutMs: 300, ...options },
      surroundings(),
    );
  const refused = (text: RegExp): Promise<void> =>
    assert.rejects(get(), (error: unknown) => {
      assert.equal((error as { code?: string }).code, "cloud");
      assert.match((error as Error).message, text);
      return true;
    });

  it("hands out a signed bundle, which is stored for its user alone", async () => {
    const { bundle, findings } = await get();
    assert.equal(bundle.requirements[0]?.contents, 'required_minimum_version = "0.0.1"\n');
    assert.deepEqual(findings, []);
    const [file] = readdirSync(folder);
    assert.equal(statSync(join(folder, file!)).mode & 0o777, 0o600);
  });

  it("is not asked while the stored bundle is fresh, and then with the ETag", async () => {
    await get();
    const asked = server.requests.length;
    await get();
    assert.equal(server.requests.length, asked);
    clock += HOUR;
    assert.equal((await get()).bundle.serial, 1);
    assert.equal(server.requests.length, asked + 1);
    assert.match(server.requests.at(-1)?.etag ?? "", /^"[0-9a-f]{64}"$/);
    await get();
    assert.equal(server.requests.length, asked + 1, "not modified makes the stored bundle fresh again");
  });

  it("replaces the stored bundle by a newer one", async () => {
    await get();
    await publish(2);
    clock += HOUR;
    assert.equal((await get()).bundle.serial, 2);
  });

  const faults: readonly { name: string; break: () => void | Promise<void>; says: RegExp }[] = [
    {
      name: "a wrong signature",
      break: async () => publish(2, { key: (await generateKeys()).privateKey }),
      says: /not signed by the pinned key/,
    },
    {
      name: "no signature",
      break: () => {
        published = { ...published, signature: "" };
      },
      says: /has no signature/,
    },
    {
      name: "a changed body",
      break: () => {
        published = { ...published, body: published.body.replace("0.0.1", "0.0.0") };
      },
      says: /not signed by the pinned key/,
    },
    {
      name: "an expired bundle",
      break: () => publish(2, { expiresAt: Date.parse("2025-12-31T00:00:00Z") }),
      says: /has expired/,
    },
    {
      name: "a slow answer",
      break: () => {
        fault = { delayMs: 2000 };
      },
      says: /no answer in time/,
    },
    {
      name: "a truncated answer",
      break: async () => {
        await publish(2);
        fault = { cutAfter: 40 };
      },
      says: /broke off/,
    },
    {
      name: "an oversized answer",
      break: () => publish(2, { text: `# ${"x".repeat(MAX_BUNDLE_BYTES)}\n` }),
      says: /larger than/,
    },
    {
      name: "an empty answer",
      break: async () => {
        published = { body: "", signature: await sign(Buffer.from(""), keys.privateKey) };
      },
      says: /is empty/,
    },
    {
      name: "a redirect",
      break: () => {
        fault = { location: "https://evil.test/" };
      },
      says: /redirects, which is not followed/,
    },
    {
      name: "an error",
      break: () => {
        fault = { status: 503 };
      },
      says: /answers 503/,
    },
    {
      name: "a refusal",
      break: () => {
        fault = { status: 403 };
      },
      says: /answers 403/,
    },
  ];

  for (const one of faults) {
    it(`keeps ${one.name} from starting anything where nothing is stored`, async () => {
      await one.break();
      await refused(one.says);
      assert.deepEqual(readdirSync(folder), [], "nothing of it is stored");
    });

    it(`keeps the stored bundle in force after ${one.name}, with a notice, until the grace ends`, async () => {
      await get();
      await one.break();
      clock += 2 * HOUR;
      const { bundle, findings } = await get();
      assert.equal(bundle.serial, 1);
      assert.equal(findings[0]?.code, "requirements_stale");
      assert.match(findings[0]?.text ?? "", one.says);
      clock += 8 * 24 * HOUR;
      await refused(/too old/);
    });
  }

  it("never goes back to an older bundle", async () => {
    await publish(5);
    await get();
    await publish(4);
    clock += 2 * HOUR;
    const { bundle, findings } = await get();
    assert.equal(bundle.serial, 5);
    assert.match(findings[0]?.text ?? "", /old bundle \(serial 4, known 5\)/);
    clock += 30 * 24 * HOUR;
    await refused(/old bundle/);
  });

  it("does not use a stored bundle that has expired, not even within the grace", async () => {
    await publish(1, { expiresAt: clock + HOUR });
    await get();
    fault = { status: 503 };
    clock += 2 * HOUR;
    await refused(/answers 503/);
  });

  it("does not trust a stored bundle that was changed, nor one from the future", async () => {
    await get();
    const [name] = readdirSync(folder);
    const file = join(folder, name!);
    const stored = readFileSync(file, "utf8");
    writeFileSync(file, stored.replace("0.0.1", "0.0.0"));
    const asked = server.requests.length;
    assert.equal((await get()).bundle.requirements[0]?.contents, 'required_minimum_version = "0.0.1"\n');
    assert.equal(server.requests.length, asked + 1, "it was fetched again");
    writeFileSync(file, "not json");
    assert.equal((await get()).bundle.serial, 1);
    clock -= 24 * HOUR;
    fault = { status: 503 };
    await refused(/503/);
  });

  it("tries again after passing failures", async () => {
    let failures = 2;
    const waits: number[] = [];
    const { bundle } = await fetchBundle(
      { baseUrl: "https://policy.test", publicKey: keys.publicKey },
      {
        ...surroundings(),
        sleep: async (milliseconds) => void waits.push(milliseconds),
        fetch: async (input, init) => {
          if (failures-- > 0) throw new TypeError("fetch failed");
          return surroundings().fetch!(input, init);
        },
      },
    );
    assert.equal(bundle.serial, 1);
    assert.deepEqual(waits, [200, 400]);
  });

  it("accepts bundles without a signature only where no key is pinned", async () => {
    published = { ...published, signature: "" };
    const { bundle } = await fetchBundle({ baseUrl: "https://policy.test" }, surroundings());
    assert.equal(bundle.serial, 1);
  });
});
