import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, it } from "node:test";
import { loadConfig } from "./load.ts";
import { isUnconfigured } from "./unconfigured.ts";

const skip = process.platform === "linux" ? false : "other systems keep policy in more places than files";

describe("isUnconfigured", { skip }, () => {
  let root = "";
  beforeEach(() => {
    root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-unconfigured-")));
    mkdirSync(join(root, "home/.paddock/run"), { recursive: true, mode: 0o700 });
    mkdirSync(join(root, "home/code/project"), { recursive: true });
    mkdirSync(join(root, "home/code/.git"));
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  const put = (path: string, text = ""): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const surroundings = (env: Readonly<Record<string, string>> = {}) => ({
    cwd: join(root, "home/code/project"),
    env: { HOME: join(root, "home"), ...env },
    locations: { system: join(root, "etc") },
  });
  const answer = (env?: Readonly<Record<string, string>>): boolean => isUnconfigured(surroundings(env));

  it("is true where there is nothing, and then only the defaults count", async () => {
    put("home/.paddock/rules/default.rules", "");
    assert.equal(answer(), true);
    const etc = join(root, "etc");
    const config = await loadConfig({
      ...surroundings(),
      locations: {
        system: etc,
        requirements: [join(etc, "requirements.toml")],
        managed: join(etc, "managed_config.toml"),
      },
    });
    assert.equal(config.trust, "unknown");
    assert.deepEqual(config.notices, []);
    for (const { id, values } of config.layers) if (id !== "default") assert.deepEqual(values, {}, id);
  });

  it("is true for a folder outside the project, which does not count", () => {
    mkdirSync(join(root, "home/code/project/.git"));
    mkdirSync(join(root, "home/code/.paddock"));
    assert.equal(answer(), true);
  });

  it("is false for a folder of the project's alone, where no repository is around it", () => {
    rmSync(join(root, "home/code/.git"), { recursive: true });
    mkdirSync(join(root, "home/code/project/.paddock"));
    assert.equal(answer(), false);
  });

  it("is true where Paddock never ran", () => {
    rmSync(join(root, "home/.paddock"), { recursive: true });
    assert.equal(answer(), true);
  });

  const sources: readonly (readonly [what: string, put: () => void])[] = [
    ["a folder of the admin's, empty or not", () => mkdirSync(join(root, "etc"))],
    ["requirements", () => put("etc/requirements.toml")],
    ["a file of the user's", () => put("home/.paddock/config.toml")],
    ["a link that leads nowhere", () => symlinkSync("nowhere", join(root, "home/.paddock/config.toml"))],
    ["remembered trust", () => put("home/.paddock/trust.toml")],
    ["a folder of the project's", () => mkdirSync(join(root, "home/code/project/.paddock"))],
    ["a file in that place", () => put("home/code/project/.paddock")],
    ["a folder further up", () => mkdirSync(join(root, "home/code/.paddock"))],
    [
      "a home that is no folder",
      () => {
        rmSync(join(root, "home/.paddock"), { recursive: true });
        put("home/.paddock");
      },
    ],
  ];
  for (const [what, make] of sources)
    it(`is false for ${what}`, () => {
      make();
      assert.equal(answer(), false);
    });

  for (const [what, make] of sources)
    it(`is ${what === "remembered trust"} for ${what} when the mode was chosen`, () => {
      make();
      const found = isUnconfigured({ ...surroundings(), modeChosen: true });
      assert.equal(found, what === "remembered trust");
    });

  it("is false below a home that PADDOCK_HOME does not name", () => {
    mkdirSync(join(root, "home/.git"));
    rmSync(join(root, "home/code/.git"), { recursive: true });
    assert.equal(answer({ PADDOCK_HOME: join(root, "elsewhere") }), false);
  });

  it("looks for the user's file where PADDOCK_HOME says", () => {
    rmSync(join(root, "home/.paddock"), { recursive: true });
    put("elsewhere/config.toml");
    assert.equal(answer({ PADDOCK_HOME: join(root, "elsewhere") }), false);
  });
});
