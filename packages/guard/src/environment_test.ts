import assert from "node:assert/strict";
import { test } from "node:test";
import { commandEnvironment, DEFAULT_ENVIRONMENT } from "./environment.ts";

const host = {
  PATH: "/repo/node_modules/.bin:/usr/local/bin:relative:/usr/bin",
  HOME: "/home/me",
  LANG: "C.UTF-8",
  OPENAI_API_KEY: "sk-1",
  my_secret_thing: "x",
  DB_PASSWORD: "x",
  LD_PRELOAD: "/evil.so",
  NODE_OPTIONS: "--require /evil.js",
  BASH_ENV: "/evil.sh",
  "BASH_FUNC_ls%%": "() { evil; }",
  GIT_SSH_COMMAND: "evil",
  npm_config_registry: "x",
  INIT_CWD: "/x",
  SSH_AUTH_SOCK: "/tmp/agent",
  EDITOR: "vi",
};

test("commandEnvironment() removes secrets, loader variables and package manager leftovers by default", () => {
  const env = commandEnvironment(DEFAULT_ENVIRONMENT, host);
  assert.equal(env["PATH"], "/usr/local/bin:/usr/bin");
  assert.equal(env["EDITOR"], "vi");
  for (const name of Object.keys(host)) {
    if (!["PATH", "HOME", "LANG", "EDITOR"].includes(name)) assert.equal(env[name], undefined, name);
  }
  assert.equal(env["PAGER"], "cat");
});

test("commandEnvironment() keeps the core alone, or nothing, when the policy says so", () => {
  assert.equal(commandEnvironment({ ...DEFAULT_ENVIRONMENT, inherit: "core" }, host)["EDITOR"], undefined);
  assert.equal(commandEnvironment({ ...DEFAULT_ENVIRONMENT, inherit: "core" }, host)["HOME"], "/home/me");
  assert.equal(commandEnvironment({ ...DEFAULT_ENVIRONMENT, inherit: "none" }, host)["PATH"], undefined);
});

test("commandEnvironment() applies exclude, set and include_only in this order, then the additions of the action", () => {
  const policy = {
    ...DEFAULT_ENVIRONMENT,
    exclude: ["edit*"],
    set: { CI: "1", EXTRA: "2" },
    includeOnly: ["HOME", "C?"],
  };
  assert.deepEqual(commandEnvironment(policy, host, { MINE: "3" }), { HOME: "/home/me", CI: "1", MINE: "3" });
});

test("commandEnvironment() never passes loader variables on, even when secrets may pass", () => {
  const env = commandEnvironment({ ...DEFAULT_ENVIRONMENT, ignoreDefaultExcludes: true }, host);
  assert.equal(env["OPENAI_API_KEY"], "sk-1");
  assert.equal(env["LD_PRELOAD"], undefined);
});

test("a name that is passed is kept although it looks like a secret; a loader variable never is", () => {
  const env = commandEnvironment({ ...DEFAULT_ENVIRONMENT, pass: ["OPENAI_API_KEY", "LD_PRELOAD"] }, host);
  assert.equal(env["OPENAI_API_KEY"], "sk-1");
  assert.equal(env["DB_PASSWORD"], undefined);
  assert.equal(env["LD_PRELOAD"], undefined);
});

test("a watched command sees the terminal's own type and no pager of ours", () => {
  const env = commandEnvironment(
    { ...DEFAULT_ENVIRONMENT, watched: true },
    { ...host, TERM: "xterm-256color" },
  );
  assert.equal(env["TERM"], "xterm-256color");
  assert.equal(env["NO_COLOR"], undefined);
  assert.equal(env["PADDOCK"], "1");
});
