import assert from "node:assert/strict";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@paddock/config";
import { evaluate, NetworkError } from "@paddock/network";
import { explainNetwork, type NetworkExplanation } from "./explain-network.ts";

/** The network policy that a configuration comes to. */
async function policyOf(network: string, requirements?: string): Promise<NetworkExplanation> {
  const root = await mkdtemp(join(tmpdir(), "paddock-network-"));
  const home = join(root, "home");
  try {
    await mkdir(home, { mode: 0o700 });
    await mkdir(join(root, "work"));
    await writeFile(
      join(home, "config.toml"),
      `default_permissions = "dev"\n[permissions.dev.network]\nenabled = true\n${network}`,
      { mode: 0o600 },
    );
    const effective = await loadConfig({
      cwd: join(root, "work"),
      env: { HOME: root, PADDOCK_HOME: home },
      positions: true,
      sources: requirements === undefined ? [] : [{ id: "test", text: requirements, base: home }],
    });
    return explainNetwork(effective, { paddockHome: home });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

type Network = NetworkExplanation["policy"];
function ask(policy: Network, host: string, port = 443): string {
  const { decision, reason } = evaluate(policy, { host, port, protocol: "https" });
  return reason === undefined ? decision : `${decision} ${reason}`;
}

test("ports, ranges, presets, tunnels and hooks of the configuration are in the policy, with their places", async () => {
  const { policy } = await policyOf(`
presets = ["pypi"]
nat64_prefixes = ["2606:db8:64::/96"]
[permissions.dev.network.domains]
"git.corp.test" = "allow"
[permissions.dev.network.ports]
"*:25" = "deny"
[permissions.dev.network.cidrs]
"10.1.0.0/16" = "allow"
[permissions.dev.network.tunnel]
allow_encrypted_hello = true
[permissions.dev.network.mitm.hooks.api]
host = "api.corp.test"
methods = ["GET"]
path_prefixes = ["/v1/"]
`);
  assert.equal(ask(policy, "pypi.org"), "allow");
  assert.equal(ask(policy, "pypi.org", 25), "deny port_not_allowed");
  assert.equal(ask(policy, "10.1.2.3"), "allow");
  assert.equal(ask(policy, "10.2.2.3"), "deny not_allowed_local");
  assert.deepEqual(policy.nat64Prefixes, ["2606:db8:64::/96"]);
  assert.equal(policy.tunnel?.allowEncryptedHello, true);
  assert.equal(policy.hooks?.[0]?.name, "api");
  const denied = evaluate(policy, { host: "pypi.org", port: 25, protocol: "https" });
  assert.equal(denied.origin?.line, 10);
  const missed = evaluate(policy, { host: "x.test", port: 443, protocol: "https" });
  assert.equal(missed.remedy, 'add to [permissions.dev.network.domains]: "x.test" = "allow"');
});

test("an administrator's ports and ranges count over the user's, and take the user's allows away", async () => {
  const user = `
presets = ["pypi"]
[permissions.dev.network.domains]
"git.corp.test" = "allow"
[permissions.dev.network.cidrs]
"10.1.0.0/16" = "allow"
`;
  const shut = await policyOf(user, '[experimental_network.cidrs]\n"10.1.5.0/24" = "deny"\n');
  assert.equal(ask(shut.policy, "10.1.5.1"), "deny denied");
  assert.equal(ask(shut.policy, "10.1.6.1"), "allow");
  const ports = await policyOf(user, '[experimental_network.ports]\n"*:1-442" = "deny"\n');
  assert.equal(ask(ports.policy, "git.corp.test", 22), "deny port_not_allowed");
  const only = await policyOf(
    user,
    '[experimental_network]\nmanaged_allowed_domains_only = true\n[experimental_network.domains]\n"m.test" = "allow"\n',
  );
  assert.deepEqual(
    ["m.test", "pypi.org", "git.corp.test", "10.1.6.1"].map((host) => ask(only.policy, host)),
    ["allow", "deny not_allowed", "deny not_allowed", "deny not_allowed_local"],
  );
});

test("an entry without a meaning stops with its place", async () => {
  for (const [text, says] of [
    ['presets = ["nmp"]', /config\.toml:4:\d+: "nmp" is no preset/],
    ['[permissions.dev.network.ports]\n"*:99999" = "deny"', /config\.toml:5:\d+: .* names no ports/],
    [
      '[permissions.dev.network.cidrs]\n"10.0.0.1/8" = "allow"',
      /config\.toml:5:\d+: .* write 10\.0\.0\.0\/8/,
    ],
    ['[permissions.dev.network.domains]\n"a/b" = "allow"', /config\.toml:5:\d+: "a\/b" is no host pattern/],
    ["[permissions.dev.network.mitm]\nhook = 1", /config\.toml:\d+:\d+: .*mitm\.hook is no key/],
  ] as const) {
    await assert.rejects(
      policyOf(text),
      (error) => error instanceof NetworkError && says.test(error.message),
      text,
    );
  }
});
