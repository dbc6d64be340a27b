// An esbuild plugin for sources of this repository. It does two things that a bundle needs and a package does not.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const exportList = /^export\s*\{([^}]*)\}\s*from\s*"([^"]+)"/gm;
const importList = /^import\s*\{([^}]*)\}\s*from\s*"@paddock\/([a-z0-9-]+)(\/[a-z0-9/-]+)?"/gm;

/**
 * Where an installed package lies, looked for from the bundle upwards as Node does, but without its resolver, which
 * costs more than everything else at a start. Links are followed: in a clone, `node_modules/@paddock/x` is a link to
 * `packages/x`. Each bundle knows its own place as `__bundleFile`.
 */
const ownPlaceModule = `
import { existsSync, realpathSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
const packages = new Map();
function find(name) {
  for (let folder = dirname(__bundleFile); ; folder = dirname(folder)) {
    const place = join(folder, "node_modules", "@paddock", name);
    if (existsSync(place) || dirname(folder) === folder) return realpathSync.native(place);
  }
}
export function file(name, inside) {
  if (!packages.has(name)) packages.set(name, find(name));
  return join(packages.get(name), "src", inside);
}
export const folder = (name, inside) => dirname(file(name, inside));
export const url = (name, inside) => pathToFileURL(file(name, inside)).href;
`;

const names = (list) =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** Which file of a package each exported name comes from; its entry modules only re-export. */
function homesOf(root, name, entry) {
  const folder = join(root, "packages", name);
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const source = exports[`.${entry}`]?.["paddock-source"];
  const homes = new Map();
  if (source === undefined) return homes;
  const path = join(folder, source);
  for (const [, list, file] of readFileSync(path, "utf8").matchAll(exportList))
    for (const exported of names(list)) {
      const [from, to = from] = exported.split(/\s+as\s+/);
      homes.set(to, { file: resolve(dirname(path), file), from });
    }
  return homes;
}

/**
 * 1. Imports of a package's entry become imports of the files behind it. esbuild splits by file, so an entry that
 *    re-exports everything would make every command load everything.
 * 2. A package that looks for its own files (the sandbox helper) looks beside its own sources, not beside the bundle.
 */
export function packageSources(root) {
  const known = new Map();
  const homes = (name, entry) => {
    const key = name + entry;
    if (!known.has(key)) known.set(key, homesOf(root, name, entry));
    return known.get(key);
  };
  const direct = (text) =>
    text.replace(importList, (whole, list, name, entry = "") => {
      const table = homes(name, entry);
      const left = [];
      const moved = [];
      for (const imported of names(list)) {
        if (imported.startsWith("type ")) continue;
        const [from, to = from] = imported.split(/\s+as\s+/);
        const home = table.get(from);
        if (home === undefined) left.push(imported);
        else moved.push(`import { ${home.from} as ${to} } from ${JSON.stringify(home.file)}`);
      }
      const rest = left.length === 0 ? [] : [whole.replace(list, left.join(", "))];
      return [...rest, ...moved].join(";");
    });
  const ownPlace = (text, path) => {
    const [, name, inside] = /packages\/([^/]+)\/src\/(.*)$/.exec(path.replaceAll("\\", "/")) ?? [];
    if (name === undefined || !/import\.meta\.(url|dirname|filename)/.test(text)) return text;
    const place = `(${JSON.stringify(name)}, ${JSON.stringify(inside)})`;
    const placed = text
      .replace(/import\.meta\.url/g, `__url${place}`)
      .replace(/import\.meta\.filename/g, `__file${place}`)
      .replace(/import\.meta\.dirname/g, `__folder${place}`);
    return `import { file as __file, folder as __folder, url as __url } from "own-place";\n${placed}`;
  };
  return {
    name: "package-sources",
    setup(build) {
      build.onResolve({ filter: /^own-place$/ }, ({ path }) => ({
        path,
        namespace: "own-place",
        sideEffects: false,
      }));
      build.onLoad({ filter: /.*/, namespace: "own-place" }, () => ({
        contents: ownPlaceModule,
        resolveDir: root,
      }));
      build.onLoad(
        { filter: /[\\/](packages[\\/][^\\/]+|apps[\\/]tui)[\\/]src[\\/].*\.tsx?$/ },
        ({ path }) => {
          const text = readFileSync(path, "utf8");
          const contents = ownPlace(direct(text), path);
          return contents === text ? undefined : { contents, loader: path.endsWith("x") ? "tsx" : "ts" };
        },
      );
    },
  };
}
