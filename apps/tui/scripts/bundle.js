// Bundles the command into build/, one chunk per command, so that each start loads only what it needs. Runs on Node 20,
// prints nothing unless it fails, and does nothing when no input of the last bundle has changed.
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

const app = dirname(dirname(fileURLToPath(import.meta.url)));
const root = dirname(dirname(app));
const out = join(app, "build");
const stamp = join(out, "inputs.json");
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

/**
 * `paddock sandbox` is what other programs start again and again, so it is bundled by itself: sharing chunks with every
 * other command would split it into some twenty files, and each file costs at every start.
 */
const byItself = {
  name: "by-itself",
  setup(build) {
    build.onResolve({ filter: /\/commands\/sandbox\.ts$/ }, ({ kind }) =>
      kind === "dynamic-import" ? { path: "./sandbox-command.js", external: true } : undefined,
    );
  },
};

/** Bundles one entry and what it imports later; what is imported at once becomes as few files as can be. */
async function bundleEntry(name, source, plugins) {
  const { build } = await import("esbuild");
  return await build({
    absWorkingDir: root,
    entryPoints: { [name]: join(app, "src", source) },
    outdir: out,
    bundle: true,
    splitting: true,
    format: "esm",
    platform: "node",
    target: "node22",
    conditions: ["paddock-source"],
    jsx: "automatic",
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: "none",
    external: ["*.node", "@napi-rs/keyring"],
    define: { "process.env.NODE_ENV": '"production"', "process.env.DEV": '"false"' },
    // Libraries in CommonJS call require for node's own modules.
    banner: {
      js: 'import { createRequire as __createRequire } from "node:module";const require = __createRequire(import.meta.url);',
    },
    plugins: [...plugins, withoutDevTools, packageSources(root)],
    metafile: true,
    write: false,
    logLevel: "warning",
  });
}

async function bundle() {
  const results = [
    await bundleEntry("sandbox-command", "commands/sandbox.ts", []),
    await bundleEntry("paddock", "main.ts", [byItself]),
  ];
  mkdirSync(out, { recursive: true });
  // Chunks carry their digest in their name and the entry comes last, so a session that is running keeps working.
  const isEntry = ({ path }) => /^(?:paddock|sandbox-command)\.js$/.test(basename(path));
  const files = results
    .flatMap((result) => result.outputFiles)
    .sort((one, two) => Number(isEntry(one)) - Number(isEntry(two)));
  for (const { path, contents } of files) {
    const partial = `${path}.${process.pid}`;
    writeFileSync(partial, contents);
    renameSync(partial, path);
  }
  const outputs = [...new Set(files.map(({ path }) => basename(path)))];
  const inputs = { "package-lock.json": "" };
  for (const script of ["bundle.js", "package-sources.js"])
    inputs[relative(root, join(app, "scripts", script))] = "";
  // The entries of packages are read by the plugin, so they count although they are no input of the bundle.
  for (const name of readdirSync(join(root, "packages"))) {
    for (const file of ["package.json", "src/mod.ts"]) inputs[`packages/${name}/${file}`] = "";
  }
  for (const path of results.flatMap((result) => Object.keys(result.metafile.inputs)))
    if (!/^(?:empty|own-place):/.test(path)) inputs[path] = "";
  for (const path of Object.keys(inputs)) inputs[path] = fingerprint(resolve(root, path));
  writeFileSync(stamp, JSON.stringify({ inputs, outputs }));
  for (const name of readdirSync(out)) {
    const old = Date.now() - statSync(join(out, name)).mtimeMs > oneDay;
    if (old && name !== basename(stamp) && !outputs.includes(name))
      rmSync(join(out, name), { recursive: true });
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
