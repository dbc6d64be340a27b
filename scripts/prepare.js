// Sets a fresh clone up: packages, the sandbox helper, the bundle. Runs on any Node >= 18 with no dependency, because
// it runs before there are any. Each step looks first whether its result is current, so a second run costs nothing.
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, lstatSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
const bin = join(root, "node_modules", ".bin");
const stamp = join(root, "node_modules", ".paddock-install");

/** The Node that the repository brings (24), once it is installed. */
export const node = join(root, "node_modules", "node", "bin", "node");

/** The environment of tools and tests: no npm_* leftovers, the repository's own programs first on PATH. */
export function toolEnvironment(extra = {}) {
  const env = {};
  for (const [key, value] of Object.entries(process.env)) {
    if (!key.startsWith("npm_")) env[key] = value;
  }
  env.PATH = `${bin}${delimiter}${env.PATH ?? ""}`;
  return { ...env, ...extra };
}

function say(text) {
  process.stderr.write(`paddock: ${text}\n`);
}

function fail(what, result, advice) {
  const output = `${result.stdout ?? ""}${result.stderr ?? ""}`.trim();
  say(`${what} failed${result.error ? `: ${result.error.message}` : ""}`);
  if (output) process.stderr.write(`${output}\n`);
  say(advice);
  process.exit(1);
}

function install() {
  const wanted = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === wanted && existsSync(node)) return;
  say("installing packages (once; about half a minute)");
  const npm = process.env.npm_execpath;
  const [file, prefix] = npm?.endsWith(".js") ? [process.execPath, [npm]] : ["npm", []];
  const result = spawnSync(file, [...prefix, "ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    encoding: "utf8",
    env: process.env,
    shell: process.platform === "win32" && file === "npm",
  });
  if (result.status !== 0) {
    fail(
      "installing packages",
      result,
      "Check that the npm registry can be reached, then run the same command again.",
    );
  }
  writeFileSync(stamp, wanted);
}

/** Room for a short run without collecting garbage. */
const ROOM = "--min-semi-space-size=4";

/** Linux looked at so much of a program's first line before 5.1 (execve(2)); blanks in the path end it early. */
const LONGEST_FIRST_LINE = 127;

/**
 * npm links the command to its entry file, which the Node first on PATH starts; where that one is old, it would be started
 * only to start ours. A file in the link's place starts ours at once: by its first line, or by a shell where that cannot be.
 */
function linkCommand() {
  if (process.platform === "win32") return;
  const file = join(bin, "paddock");
  const entry = join(root, "apps/tui/bin/paddock.js");
  const first = `#!${node} ${ROOM}`;
  const quoted = [node, entry].map((path) => `'${path.replaceAll("'", "'\\''")}'`);
  const text =
    first.length > LONGEST_FIRST_LINE || /\s/.test(node)
      ? `#!/bin/sh\nexec ${quoted.join(` ${ROOM} `)} "$@"\n`
      : `${first}\n"use strict";\nrequire(${JSON.stringify(entry)}).start();\n`;
  const current = lstatSync(file, { throwIfNoEntry: false });
  if (current?.isFile() && readFileSync(file, "utf8") === text) return;
  writeFileSync(`${file}.${process.pid}`, text, { mode: 0o755 });
  renameSync(`${file}.${process.pid}`, file);
}

function step(script, what, advice) {
  const path = join(root, script);
  const result = spawnSync(process.execPath, [path], {
    cwd: root,
    encoding: "utf8",
    env: toolEnvironment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  if (result.status !== 0) fail(what, result, advice);
}

/** Installs, builds the helper (Linux only) and, unless told not to, bundles the command. */
export function prepare({ bundle = true } = {}) {
  install();
  linkCommand();
  if (process.platform === "linux") {
    step(
      "packages/sandbox-linux/scripts/build-helper.js",
      "building the sandbox helper",
      "It needs only a C compiler (`cc`); on Debian and Ubuntu: apt-get install gcc libc6-dev.",
    );
  }
  if (bundle) {
    step(
      "apps/tui/scripts/bundle.js",
      "bundling the command",
      "Delete apps/tui/build and run the same command again.",
    );
  }
}
