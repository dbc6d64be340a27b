import assert from "node:assert/strict";
import { describe, it } from "node:test";
import fc from "fast-check";
import { exactValues } from "./exact-values.ts";
import { redactText } from "./redact-text.ts";
import { createRedaction } from "./redaction.ts";

const key = Buffer.alloc(32, 7);
const plain = { key, exact: [] };
/** Assembled here so that no scanner takes this file for a leak. */
const of = (...parts: readonly string[]): string => parts.join("");

const secrets: Readonly<Record<string, string>> = {
  "openai-key": of("sk-", "proj-Ab3dEf6hIj9kLmN0pQrStUvWx"),
  "openai-key, short": of("sk-", "test-1234567890"),
  "anthropic-key": of("sk-ant-", "api03-AbCdEfGhIjKlMnOp"),
  "github-token": of("ghp_", "16C7e42F292c6912E7710c838347Ae178B4a"),
  "github-token, fine": of("github_pat_", "11ABCDEFG0abcdefghijkl_mnopqrstuv"),
  "gitlab-token": of("glpat-", "aBcDeFgHiJkLmNoPqRsT"),
  "slack-token": of("xoxb-", "123456789012-abcdefGHIJKL"),
  "aws-key-id": of("AKIA", "IOSFODNN7EXAMPLE"),
  "google-key": of("AIza", "SyA1234567890abcdefghijklmnopqrstuv"),
  "npm-token": of("npm_", "abcdefghijklmnopqrstuvwxyz0123456789"),
  "stripe-key": of("sk_live_", "4eC39HqLyjWDarjtT1zdp7dc"),
  jwt: of(
    "eyJhbGciOiJIUzI1NiJ9.",
    "eyJzdWIiOiIxMjM0NTY3ODkwIn0.",
    "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk",
  ),
  "private-key": of(
    "-----BEGIN OPENSSH ",
    "PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAA\nAAAA\n-----END OPENSSH ",
    "PRIVATE KEY-----",
  ),
  "huggingface-token": of("hf_", "AbCdEfGhIjKlMnOpQrStUvWxYz12345678"),
  "atlassian-token": of("ATATT3", "xFfGF0AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCd"),
  "linear-key": of("lin_api_", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
  "notion-token": of("ntn_", "1234567890AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
  "figma-token": of("figd_", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
  "sentry-token": of("sntrys_", "eyJpYXQiOjE2OTAwMDAwMDAuMCwidXJsIjoiaHR0cHM6Ly9zZW50cnk"),
  "supabase-token": of("sbp_", "0123456789abcdef0123456789abcdef01234567"),
  "grafana-token": of("glsa_", "AbCdEfGhIjKlMnOpQrStUvWxYz012345_6a7b8c9d"),
  "databricks-token": of("dapi", "0123456789abcdef0123456789abcdef"),
  "doppler-token": of("dp.pt.", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789AbCdEfG"),
  "twilio-key": of("SK", "0123456789abcdef0123456789abcdef"),
  "mailgun-key": of("key-", "0123456789abcdef0123456789abcdef"),
  "fly-token": of("fm2_", "lJPECAAAAAAAAAAAxBAbCdEfGhIjKlMnOpQrStUvWxYz0123456789"),
};

/** How secrets stand in what an agent sees. `§` is the secret. */
const inContext: readonly (readonly [text: string, secret: string])[] = [
  ["curl -H 'Authorization: Bearer §' https://api.example.com", "abcDEF123456ghijkl"],
  ["curl -H 'Authorization: Basic §'", "dXNlcjpwYXNzd29yZDEyMw=="],
  ['{"headers":{"Authorization":"token §"}}', "abc123def456abc123"],
  ["curl -u admin:§ https://example.com", "hunter2"],
  ["curl https://example.com/a?tok=§&x=1", "s3cr3tvalue"],
  ["git clone https://user:§@example.com/a.git", "p4ssw0rd"],
  ["psql postgres://app:§@db/app", "correct-horse"],
  ["export DB_PASSWORD=§", "correcthorse"],
  ["API_KEY=§ npm test", "abcdefgh"],
  ["mysql --password=§", "letmein1"],
  ["mysql --password §", "letmein1"],
  ["tool --api-key '§'", "letmein1"],
  ['{"password":"§"}', "letmein1"],
  ['{\\"password\\":\\"§\\"}', "letmein1"],
  ["password: §", "Tr0ub4dor&3"],
  ['const token = "§";', "q8Zr2mK9xW4v"],
  ["aws_secret_access_key = §", "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"],
  ["Cookie: session=§; theme=dark", "4f8a9b2c7d"],
  ["X-Api-Key: §", "8f3k2l1m9n"],
  ["the signing secret is §", "aB3dE6gH9jK2mN5pQ8sT1vW4"],
  ["machine example.com login me password §", "letmein1"],
  ["sshpass -p § ssh me@example.com", "letmein1"],
  ["redis-cli -h db -a '§' ping", "letmein1"],
  ["mysql -u root -p§ shop", "letmein1"],
  ["echo § | docker login -u me --password-stdin", "letmein1"],
  ["gh auth login --with-token <<< §", "letmein1x9"],
  ['{"auths":{"example.com":{"auth":"§"}}}', "dXNlcjpwYXNzd29yZDEyMw=="],
  ["https://discord.com/api/webhooks/123456789012345678/§", "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789_-AbCdEfGh"],
  ['password: "§"', "abcDefGhiJkl"],
];

/** Arguments whose secret only the program or the argument before gives away. `§` is the secret. */
const argumentLists: readonly (readonly string[])[] = [
  ["tool", "--password", "§"],
  ["curl", "-u", "admin:§", "https://example.com"],
  ["sshpass", "-p", "§", "ssh", "host"],
  ["env", "A=b", "redis-cli", "-a", "§", "ping"],
  ["mysql", "-u", "root", "-p§", "shop"],
  ["/usr/bin/mysqldump", "-p§", "shop"],
  ["curl", "-H", "X-Api-Key: §"],
];

describe("redaction of text", () => {
  for (const [name, secret] of Object.entries(secrets)) {
    it(`takes out a ${name}`, () => {
      // A line of a script inside the arguments of a call, which are JSON text, inside a JSON line.
      const line = JSON.stringify(JSON.stringify({ cmd: `true\n${secret}\ttrue` }));
      for (const text of [
        secret,
        `see ${secret} here`,
        JSON.stringify({ text: secret }),
        `a=${secret};`,
        JSON.stringify({ cmd: `true\n${secret}\ttrue` }),
        line,
      ]) {
        const result = redactText(text, plain);
        assert.ok(!result.text.includes(secret), result.text);
        assert.ok(!result.text.includes(secret.slice(8, -2)), result.text);
        assert.equal(result.kinds.length >= 1, true);
      }
    });
  }

  for (const [text, secret] of inContext) {
    it(`takes the secret out of ${text}`, () => {
      const result = redactText(text.replace("§", secret), plain);
      assert.ok(!result.text.includes(secret), result.text);
    });
  }

  for (const words of argumentLists) {
    it(`takes the secret out of the arguments ${words.join(" ")}`, () => {
      const redact = createRedaction({ key });
      const secret = "letmein1x";
      const argv = words.map((word) => word.replace("§", secret));
      const clean = redact("execution.started", { argv })["argv"] as readonly string[];
      assert.ok(!JSON.stringify(clean).includes(secret), clean.join(" "));
      assert.equal(clean.length, argv.length);
      for (const [index, word] of words.entries()) if (!word.includes("§")) assert.equal(clean[index], word);
    });
  }

  it("finds names behind the escapes of JSON text", () => {
    for (const script of [
      "export A=1\nDB_PASSWORD=letmein1",
      "x\tAPI_KEY=letmein1",
      "C:\\password=letmein1",
    ]) {
      const text = JSON.stringify({ cmd: script });
      assert.ok(!redactText(text, plain).text.includes("letmein1"), text);
    }
  });

  it("leaves what only looks alike", () => {
    const innocent = [
      "git commit 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
      "function tokenize(token: string): Token[] {",
      "const token = await getToken();",
      "password: string | undefined;",
      "tokens: 1200, output_tokens: 340",
      "if (secret === undefined) throw new Error('no secret');",
      "export API_KEY=$OPENAI_API_KEY",
      "headers: { authorization: `Bearer ${token}` }",
      '"integrity": "sha512-MLHIFTGBEXHdzjk0W/cZbqVAzKyoErIbM1a3ufbSYx0GhhC5UZXK4yXgsiAYkDZLfJ2YQdM0Kl0Hg1OW0ZUaQ=="',
      "risk-assessment-of-2026-and-after-1234",
      "node_modules/js-tokens/index.js",
      "npm_config_cache=/root/.npm",
      "The password must have at least 8 characters.",
      "-rw-r--r-- 1 root root 1679 Nov 20 10:32 id_rsa.pub",
      "task-0123456789abcdef0123",
      "see https://example.com/docs?page=12&sort=asc",
      "mkdir -p build && gcc -pthread main.c",
      "mysql --protocol=tcp -P 3306 -p",
      "ssh -p 2222 host",
      'author: "Someone of the maintainers"',
      'password: "newPassword"',
      'type: "password", label: "Password"',
      "echo done | tee log",
    ];
    for (const text of innocent) assert.equal(redactText(text, plain).text, text);
  });

  it("gives equal secrets equal fingerprints, and other installations other ones", () => {
    const secret = secrets["github-token"] ?? "";
    const [one, two] = [
      redactText(`a ${secret}`, plain).text.slice(2),
      redactText(`b ${secret}`, plain).text.slice(2),
    ];
    assert.equal(one, two);
    assert.match(one, /^\[REDACTED:github-token:[0-9a-f]{8}\]$/);
    assert.notEqual(one, redactText(`a ${secret}`, { key: Buffer.alloc(32, 8), exact: [] }).text.slice(2));
  });

  it("never lets a known value through, in any usual writing, anywhere in any text", () => {
    const value = fc.stringMatching(/^[ -~]{8,40}$/);
    fc.assert(
      fc.property(
        value,
        fc.string({ unit: "binary" }),
        fc.string({ unit: "binary" }),
        (secret, before, after) => {
          const options = { key, exact: exactValues([secret]) };
          const bytes = Buffer.from(secret);
          for (const writing of [
            secret,
            JSON.stringify(secret).slice(1, -1),
            encodeURIComponent(secret),
            bytes.toString("base64url"),
            bytes.toString("hex"),
          ]) {
            const { text } = redactText(`${before}${writing}${after}`, options);
            assert.ok(!text.includes(writing) || "[REDACTED:known:".includes(writing));
          }
        },
      ),
      { numRuns: 300 },
    );
  });

  it("never lets a known format through, whatever stands around it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...Object.values(secrets)),
        fc.string(),
        fc.string(),
        fc.constantFrom(" ", "\n", '"', "'", "=", ":", "(", ",", "\t"),
        (secret, before, after, border) => {
          const { text } = redactText(`${before}${border}${secret}${border}${after}`, plain);
          assert.ok(!text.includes(secret), text);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("changes nothing when applied twice", () => {
    for (const [text, secret] of inContext) {
      const once = redactText(text.replace("§", secret), plain).text;
      assert.equal(redactText(once, plain).text, once);
    }
  });

  it("ends on texts made to be slow", { timeout: 120_000 }, () => {
    const hostile = [
      "sk-".repeat(20_000),
      "eyJ".repeat(20_000),
      `token${" ".repeat(60_000)}`,
      "a".repeat(60_000),
      "password=".repeat(7_000),
      `${"-----BEGIN PRIVATE KEY-----".repeat(2_000)}`,
      "http://a:".repeat(7_000),
      "--token ".repeat(7_000),
      "authorization:".repeat(4_500),
      `secret ${"aB3".repeat(20_000)}`,
      "\\".repeat(60_000),
      "cookie: a=".repeat(6_000),
    ];
    for (const text of hostile) {
      // Where the work grew with the square of the length, this would not end within the limit of the test.
      const { text: first } = redactText(text, plain);
      assert.equal(redactText(text, plain).text, first);
    }
  });
});

describe("redaction of an event", () => {
  const redact = createRedaction({
    key,
    secrets: ["stored-value-1"],
    env: { SERVICE_TOKEN: "env-value-2x", HOME: "/home/user", SSH_AUTH_SOCK: "/run/agent.sock" },
  });

  it("keeps words of a conversation back unless switched on, and leaves length and fingerprint", () => {
    const event = { prompt: "deploy it", prompt_length: 9 };
    assert.deepEqual(redact("prompt.received", event), {
      prompt: "[REDACTED]",
      prompt_fingerprint: redact("prompt.received", event)["prompt_fingerprint"],
      prompt_length: 9,
    });
    const open = createRedaction({ key, content: { prompts: true } });
    assert.deepEqual(open("prompt.received", { prompt: "deploy with stored" }), {
      prompt: "deploy with stored",
    });
  });

  it("finds credential store and environment values in every attribute, nested ones and keys too", () => {
    const result = JSON.stringify(
      redact("decision.made", {
        command: "echo stored-value-1",
        argv: ["echo", "env-value-2x"],
        action: { kind: "command", argv: ["x", { deep: "stored-value-1" }], "stored-value-1": 1 },
        unlisted: "env-value-2x",
        decision: "allow",
      }),
    );
    assert.ok(!result.includes("stored-value-1") && !result.includes("env-value-2x"), result);
  });

  it("reads argument vectors as flags and values", () => {
    const { argv } = redact("decision.made", {
      argv: [
        "curl",
        "-u",
        "me:pw1",
        "--token",
        "abcd",
        "--password-file",
        "/x",
        "-H",
        "Authorization: Bearer abcdef12345",
      ],
    });
    assert.deepEqual(
      (argv as string[]).map((word) => word.replace(/:[0-9a-f]{8}\]/, "]")),
      [
        "curl",
        "-u",
        "me:[REDACTED:basic-login]",
        "--token",
        "[REDACTED:flag]",
        "--password-file",
        "/x",
        "-H",
        "Authorization: Bearer [REDACTED:authorization]",
      ],
    );
  });

  it("finds a secret that straddles the cut of a long output", () => {
    const secret = secrets["github-token"] ?? "";
    for (let shift = 0; shift < 40; shift += 3) {
      const { output } = redact("execution.ended", {
        output: `${" ".repeat(8 * 1024 - shift)}${secret} tail`,
      });
      for (let length = 8; length <= secret.length; length += 1)
        assert.ok(!String(output).includes(secret.slice(0, length)));
    }
  });

  it("says how many of which kind it took out", () => {
    assert.equal(
      redact("decision.made", { command: "echo stored-value-1 stored-value-1" })["redacted"],
      "known:2",
    );
  });
});

describe("a text that held no secret before", () => {
  const redact = createRedaction({ key, secrets: ["correct-horse"] });
  redact("x", { note: "hunter2", argv: ["curl", "hunter2"], more: "a correct-horse" });

  it("is one where its name or its place says so", () => {
    const cleaned = redact("x", { password: "hunter2", argv: ["login", "--password", "hunter2"] });
    assert.doesNotMatch(JSON.stringify(cleaned), /hunter2/);
  });

  it("is written as before elsewhere, and what held one is not", () => {
    for (let times = 0; times < 2; times += 1) {
      const cleaned = redact("x", { note: "hunter2", more: "a correct-horse" });
      assert.equal(cleaned["note"], "hunter2");
      assert.match(String(cleaned["more"]), /^a \[REDACTED:known:/);
      assert.equal(cleaned["redacted"], "known:1");
    }
  });
});
