import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import type { LoadedConfig } from "./effective.ts";
import { loadConfig } from "./load.ts";
import type { LoadOptions } from "./load-options.ts";
import { locationsOf } from "./locations.ts";

describe("sources of requirements", () => {
  let root = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-sources-")));
    for (const folder of ["home/.paddock", "etc", "project"])
      mkdirSync(join(root, folder), { recursive: true, mode: 0o755 });
    put("home/.paddock/config.toml", 'sandbox_mode = "danger-full-access"\nweb_search = "live"\n');
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (path: string, text: string | Uint8Array): void =>
    writeFileSync(join(root, path), text, { mode: 0o644 });
  const base64 = (text: string): string => Buffer.from(text).toString("base64");
  const plist = (values: Readonly<Record<string, string>>): string =>
    `<?xml version="1.0"?><plist version="1.0"><dict>${Object.entries(values)
      .map(([key, value]) => `<key>${key}</key><string>${value}</string>`)
      .join("")}</dict></plist>`;
  const load = (options: Partial<LoadOptions> = {}): Promise<LoadedConfig> =>
    loadConfig({
      cwd: join(root, "project"),
      env: { HOME: join(root, "home") },
      positions: true,
      ...options,
      locations: {
        system: join(root, "etc"),
        requirements: [join(root, "etc", "requirements.toml")],
        managed: join(root, "etc", "managed_config.toml"),
        preferences: [join(root, "etc", "prefs.plist")],
        registryKeys: ["HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock"],
        registryExport: join(root, "etc", "policy.reg"),
        ...options.locations,
      },
    });

  it("all count together, and the strictest wins whichever it is", async () => {
    put("etc/requirements.toml", 'allowed_sandbox_modes = ["read-only", "workspace-write"]\n');
    put(
      "etc/prefs.plist",
      plist({
        requirements_toml_base64: base64(
          'allowed_web_search_modes = ["cached"]\nallowed_sandbox_modes = ["read-only", "workspace-write", "danger-full-access"]\n',
        ),
      }),
    );
    put(
      "etc/policy.reg",
      `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock]\n"requirements_toml_base64"="${base64("allow_login_shell = false\n")}"\n`,
    );
    const config = await load({
      sources: [{ id: "requirements:embedder", text: 'required_minimum_version = "0.0.1"\n', base: "/" }],
    });
    assert.equal(config.get("sandbox_mode"), "workspace-write");
    assert.equal(config.get("web_search"), "cached");
    assert.equal(config.get("allow_login_shell"), false);
    assert.equal(
      config.explain("web_search")?.clampedBy?.file,
      `${join(root, "etc", "prefs.plist")}#requirements_toml_base64`,
    );
    assert.deepEqual(
      config.requirements.sources.map((source) => source.id),
      ["requirements:embedder", "requirements:preferences", "requirements:registry", "requirements:system"],
    );
  });

  it("that are empty erase nothing", async () => {
    put("etc/requirements.toml", 'allowed_sandbox_modes = ["read-only"]\n');
    put("etc/prefs.plist", plist({ requirements_toml_base64: " " }));
    put("etc/policy.reg", "Windows Registry Editor Version 5.00\n");
    put("etc/managed_config.toml", "");
    assert.equal((await load()).get("sandbox_mode"), "read-only");
  });

  for (const [name, path, content] of [
    ["a damaged property list", "etc/prefs.plist", "junk"],
    ["a value that is not base64", "etc/prefs.plist", plist({ requirements_toml_base64: "!!!" })],
    ["a value that is not TOML", "etc/prefs.plist", plist({ requirements_toml_base64: base64("= =") })],
    [
      "a registry value that is not TOML",
      "etc/policy.reg",
      `[HKEY_LOCAL_MACHINE\\SOFTWARE\\Policies\\Paddock]\n"requirements_toml_base64"="${base64("a b")}"\n`,
    ],
    ["a damaged managed file", "etc/managed_config.toml", "= ="],
  ] as const) {
    it(`do not load with ${name}`, async () => {
      put("etc/requirements.toml", 'allowed_sandbox_modes = ["read-only"]\n');
      put(path, content);
      await assert.rejects(load(), (error: unknown) =>
        /unreadable_file|syntax/.test(String((error as { code?: string }).code)),
      );
    });
  }

  it("include the managed configuration of preferences, which is the highest layer and binds", async () => {
    put("etc/managed_config.toml", 'model = "file"\n');
    put(
      "etc/prefs.plist",
      plist({ config_toml_base64: base64('model = "mdm"\nsandbox_mode = "read-only"\n') }),
    );
    const config = await load({ set: ["model=cli"] });
    assert.equal(config.get("model"), "mdm");
    assert.equal(config.get("sandbox_mode"), "read-only");
    assert.equal(config.explain("model")?.winner.layer, "managed-preferences");
  });

  it("refuse to start an older version than they demand", async () => {
    put("etc/requirements.toml", 'required_minimum_version = "9.1.0"\n');
    await assert.rejects(load(), { code: "requirements_refuse" });
    assert.equal((await load({ version: "9.1.0" })).requirements.values["required_minimum_version"], "9.1.0");
  });

  it("say with places why a value is not the one that was asked for", async () => {
    put("etc/requirements.toml", '# policy\nallowed_sandbox_modes = ["read-only", "workspace-write"]\n');
    const [notice] = (await load()).notices;
    assert.deepEqual(notice?.origin, {
      layer: "requirements:system",
      file: join(root, "etc", "requirements.toml"),
      line: 2,
      column: 1,
    });
    assert.equal(
      notice?.text,
      `sandbox_mode is "workspace-write": ${join(root, "home", ".paddock", "config.toml")}:1:1 asks for "danger-full-access", but the requirements allow read-only, workspace-write`,
    );
  });
});

describe("locationsOf", () => {
  const facts = { env: {}, userHome: "/home/me" };
  it("knows where each system keeps each product's files", () => {
    assert.deepEqual(
      [
        locationsOf({ ...facts, platform: "linux" }),
        locationsOf({ ...facts, platform: "linux", compat: "codex" }),
      ].map(({ home, requirements, projectFolder }) => ({ home, requirements, projectFolder })),
      [
        {
          home: "/home/me/.paddock",
          requirements: ["/etc/paddock/requirements.toml"],
          projectFolder: ".paddock",
        },
        {
          home: "/home/me/.codex",
          requirements: ["/etc/paddock/requirements.toml", "/etc/codex/requirements.toml"],
          projectFolder: ".codex",
        },
      ],
    );
    const windows = locationsOf({ env: {}, userHome: "C:\\Users\\me", platform: "win32", compat: "codex" });
    assert.equal(windows.requirements[1], "C:\\ProgramData\\OpenAI\\Codex\\requirements.toml");
    assert.equal(windows.managed, "C:\\Users\\me\\.codex\\managed_config.toml");
    const mac = locationsOf({
      env: { USER: "me" },
      userHome: "/Users/me",
      platform: "darwin",
      compat: "codex",
    });
    assert.ok(mac.preferences.includes("/Library/Managed Preferences/me/com.openai.codex.plist"));
    assert.ok(
      mac.preferences.every((path) => path.startsWith("/Library/Managed Preferences/")),
      "what a user can set is not read",
    );
    const forged = locationsOf({ env: { USER: "../../tmp/x" }, userHome: "/Users/me", platform: "darwin" });
    assert.equal(forged.preferences.length, 1);
  });
});
