// Bundles the command into build/. Runs on Node 20, prints nothing unless it fails, and does nothing when no input of
// the last bundle has changed.
//
//   paddock.cjs   the program, which loads a command when it is named
//   sandbox.cjs   the same with `paddock sandbox`, which other programs start again and again
//   boundary.cjs  what that needs beside where something is configured
//   *.cjs.cache   V8's compiled forms of them, made by Paddock's own Node (warm.js); bin/paddock.js reads both
//   *.js          commands and what is seldom needed, in chunks that are loaded on demand
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { packageSources } from "./package-sources.js";
import { quickPrograms } from "./quick-program.js";

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(app));
const out = join(app, "build");
const stamp = join(out, "inputs.json");
const entries = {
  boundary: "apps/tui/src/commands/sandbox/configured-boundary.ts",
  sandbox: "apps/tui/src/sandbox-main.ts",
  paddock: "apps/tui/src/main.ts",
};
const programs = Object.keys(entries).map((name) => `${name}.cjs`);
const oneDay = 86_400_000;

function fingerprint(path) {
  const stats = statSync(path, { throwIfNoEntry: false });
  return stats === undefined ? "missing" : `${stats.size}:${stats.mtimeMs}`;
}

function isCurrent() {
  if (!existsSync(stamp)) return false;
  const { inputs, outputs } = JSON.parse(readFileSync(stamp, "utf8"));
  return (
    outputs.every((name) => existsSync(join(out, name))) &&
    Object.entries(inputs).every(([path, known]) => fingerprint(join(root, path)) === known)
  );
}

/** Ink imports React's developer tools by name in a branch that a production bundle never takes. */
const withoutDevTools = {
  name: "without-dev-tools",
  setup(build) {
    build.onResolve({ filter: /^react-devtools-core$/ }, ({ path }) => ({ path, namespace: "empty" }));
    build.onLoad({ filter: /.*/, namespace: "empty" }, () => ({ contents: "export default {};" }));
  },
};

const common = {
  absWorkingDir: root,
  outdir: out,
  bundle: true,
  platform: "node",
  target: "node22",
  conditions: ["paddock-source"],
  jsx: "automatic",
  minifySyntax: true,
  minifyWhitespace: true,
  legalComments: "none",
  external: ["*.node", "@napi-rs/keyring"],
  define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
  metafile: true,
  write: false,
  logLevel: "warning",
};

async function bundle() {
  const { build } = await import("esbuild");
  const quick = quickPrograms(root, entries);
  const first = await build({
    ...common,
    entryPoints: Object.fromEntries(Object.entries(entries).map(([name, file]) => [name, join(root, file)])),
    outExtension: { ".js": ".cjs" },
    format: "cjs",
    define: { ...common.define, "import.meta.url": "__bundleUrl" },
    plugins: [quick.plugin, packageSources(root)],
  });
  const rest = await build({
    ...common,
    entryPoints: quick.later(),
    format: "esm",
    splitting: true,
    banner: {
      js: [
        'import { createRequire as __createRequire } from "node:module";',
        // Libraries in CommonJS call require for node's own modules.
        "const require = __createRequire(import.meta.url);",
        "const __bundleFile = import.meta.filename;",
      ].join(""),
    },
    plugins: [withoutDevTools, packageSources(root)],
  });
  mkdirSync(out, { recursive: true });
  // Chunks carry their digest in their name and the programs come last, so a session that is running keeps working.
  for (const { path, contents } of rest.outputFiles) replace(path, contents);
  for (const { path, text } of first.outputFiles) replace(path, quick.wrap(text, sha256));
  for (const name of programs) warm(name);
  const outputs = [...programs, ...new Set(rest.outputFiles.map(({ path }) => basename(path)))];
  writeStamp([first, rest], outputs);
  removeOld(outputs);
}

function replace(path, contents) {
  const partial = `${path}.${process.pid}`;
  writeFileSync(partial, contents);
  renameSync(partial, path);
}

const sha256 = (text) => createHash("sha256").update(text).digest("hex");

/** Without the compiled form the program only starts more slowly, so a failure here is none of the bundle's. */
function warm(name) {
  const own = join(root, "node_modules/node/bin/node");
  spawnSync(existsSync(own) ? own : process.execPath, [join(app, "scripts/warm.js"), name], {
    stdio: "ignore",
  });
}

function writeStamp(results, outputs) {
  const inputs = { "package-lock.json": "" };
  for (const name of ["scripts/bundle.js", "scripts/package-sources.js", "scripts/quick-program.js"])
    inputs[relative(root, join(app, name))] = "";
  for (const name of ["scripts/warm.js", "bin/paddock.js"]) inputs[relative(root, join(app, name))] = "";
  // The entries of packages are read by the plugin, so they count although they are no input of the bundle.
  for (const name of readdirSync(join(root, "packages"))) {
    for (const file of ["package.json", "src/mod.ts"]) inputs[`packages/${name}/${file}`] = "";
  }
  for (const path of results.flatMap((result) => Object.keys(result.metafile.inputs)))
    if (!/^(?:empty|own-place):/.test(path)) inputs[path] = "";
  for (const path of Object.keys(inputs)) inputs[path] = fingerprint(resolve(root, path));
  writeFileSync(stamp, JSON.stringify({ inputs, outputs }));
}

function removeOld(outputs) {
  const kept = [basename(stamp), ...programs.map((name) => `${name}.cache`), ...outputs];
  for (const name of readdirSync(out)) {
    const old = Date.now() - statSync(join(out, name)).mtimeMs > oneDay;
    if (old && !kept.includes(name)) rmSync(join(out, name), { recursive: true });
  }
}

if (!isCurrent()) {
  try {
    await bundle();
  } catch (error) {
    // esbuild has already said where.
    process.stderr.write(`bundle: ${error.message}\n`);
    process.exitCode = 1;
  }
}
