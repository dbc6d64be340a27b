// An esbuild plugin for sources of this repository. It does two things that a bundle needs and a package does not.
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

const exportList = /^export\s*\{([^}]*)\}\s*from\s*"([^"]+)"/gm;
const importList = /^import\s*\{([^}]*)\}\s*from\s*"@paddock\/([a-z0-9-]+)(\/[a-z0-9/-]+)?"/gm;
const names = (list) =>
  list
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");

/** Which file of a package each exported name comes from; its entry modules only re-export. */
function homesOf(root, name, entry) {
  const folder = join(root, "packages", name);
  const { exports } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const source = exports[`.${entry}`]?.source;
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
    const url = `new URL(${JSON.stringify(`../src/${inside}`)}, import.meta.resolve("@paddock/${name}"))`;
    const placed = text
      .replace(/import\.meta\.url/g, `${url}.href`)
      .replace(/import\.meta\.filename/g, `__fileURLToPath(${url})`)
      .replace(/import\.meta\.dirname/g, `__fileURLToPath(new URL(".", ${url}))`);
    return placed.includes("__fileURLToPath(")
      ? `import { fileURLToPath as __fileURLToPath } from "node:url";\n${placed}`
      : placed;
  };
  return {
    name: "package-sources",
    setup(build) {
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
