import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { diffRequirements } from "./diff.ts";
import { parseRequirements } from "./parse.ts";
import type { RequirementSource } from "./source.ts";

function source(text: string): RequirementSource {
  return parseRequirements(
    { kind: "system", id: "x", text, base: "/" },
    { resolvePath: (path) => path, hostname: "" },
  ).source;
}

describe("diffRequirements", () => {
  const table: readonly (readonly [before: string, after: string, changes: readonly string[]])[] = [
    ["", "", []],
    ['allowed_sandbox_modes = ["read-only"]', 'allowed_sandbox_modes = ["read-only"] # same', []],
    [
      'allowed_sandbox_modes = ["read-only", "workspace-write"]',
      'allowed_sandbox_modes = ["read-only"]',
      ["tightens allowed_sandbox_modes"],
    ],
    [
      'allowed_sandbox_modes = ["read-only"]',
      'allowed_sandbox_modes = ["read-only", "workspace-write"]',
      ["loosens allowed_sandbox_modes"],
    ],
    [
      'allowed_sandbox_modes = ["read-only", "workspace-write"]',
      'allowed_sandbox_modes = ["read-only", "danger-full-access"]',
      ["changes allowed_sandbox_modes"],
    ],
    ["", 'allowed_web_search_modes = ["cached"]', ["tightens allowed_web_search_modes"]],
    ['allowed_web_search_modes = ["cached"]', "", ["loosens allowed_web_search_modes"]],
    [
      "[permissions.filesystem]\ndeny_read = ['/a']",
      "[permissions.filesystem]\ndeny_read = ['/a', '/b']",
      ["tightens permissions.filesystem.deny_read"],
    ],
    ["allow_login_shell = true", "allow_login_shell = false", ["tightens allow_login_shell"]],
    [
      "allow_managed_hooks_only = true",
      "allow_managed_hooks_only = false",
      ["loosens allow_managed_hooks_only"],
    ],
    ['log_dir = "/a"', 'log_dir = "/b"', ["changes log_dir"]],
    [
      "[experimental_network]\ndomains = { 'a.test' = 'deny' }",
      "[experimental_network]\ndomains = { 'a.test' = 'deny', 'b.test' = 'deny' }",
      ["tightens experimental_network.domains"],
    ],
    [
      "[mcp_servers.a]\nidentity = { command = 'a' }\n[mcp_servers.b]\nidentity = { command = 'b' }",
      "[mcp_servers.a]\nidentity = { command = 'a' }",
      ["tightens mcp_servers"],
    ],
    [
      'cli_auth_credentials_store = "file"',
      'cli_auth_credentials_store = "keyring"',
      ["tightens cli_auth_credentials_store"],
    ],
    [
      'required_minimum_version = "1.2.0"',
      'required_minimum_version = "1.10.0"',
      ["tightens required_minimum_version"],
    ],
  ];
  for (const [before, after, changes] of table) {
    it(`from ${JSON.stringify(before)} to ${JSON.stringify(after)}: ${changes.join(", ") || "nothing"}`, () => {
      assert.deepEqual(
        diffRequirements(source(before), source(after)).map((change) => `${change.kind} ${change.key}`),
        changes,
      );
    });
  }
});
