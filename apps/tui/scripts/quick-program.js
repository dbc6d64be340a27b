// What makes a program start quickly: it is one script that V8 has compiled before, node's own modules are loaded when
// they are first used, and what it imports late stays outside until then.
import { relative } from "node:path";

/** Loaded by Node before the first line of any program; everything else waits for its first use. */
const READY = ["node:fs", "node:path", "node:url"];

/** `require` that gives a stand-in for node's own modules; reading a property of it loads the module. */
const lazyRequire = `
const __loaded = require, __ready = ${JSON.stringify(READY)};
require = (id) => {
  if (!id.startsWith("node:") || __ready.includes(id)) return __loaded(id);
  return new Proxy({}, { get: (_, key) => (id === "node:process" ? process : __loaded(id))[key] });
};
`;

/** What programs import while they run, under the name of its file: `later-commands-exec.js`. */
const LATER = "later";

/**
 * Programs that start quickly. `entries` are their entry files by name, relative to `root`; of what they import late, another
 * program is loaded as one, and everything else stays outside and becomes a chunk.
 */
export function quickPrograms(root, entries) {
  const later = new Map();
  const programs = new Map(Object.entries(entries).map(([name, file]) => [file, name]));
  return {
    /** Leaves everything that is imported late outside, and remembers it. */
    plugin: {
      name: "later-outside",
      setup(build) {
        build.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
          if (kind !== "dynamic-import" || pluginData === "found") return undefined;
          const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: "found" });
          if (found.path === "" || found.external) return found;
          const file = relative(root, found.path);
          const program = programs.get(file);
          if (program !== undefined) return { path: `./${program}.cjs`, external: true };
          const name = `${LATER}-${file.replace(/\.[a-z]+$/, "").replaceAll(/\W+/g, "-")}`;
          later.set(name, found.path);
          return { path: `./${name}.js`, external: true };
        });
      },
    },
    /** Entry points of what was left outside. */
    later: () => Object.fromEntries(later),
    /**
     * The text of a script: a function of what a module is given, which returns what it exports. The first line is a digest
     * of the rest, by which the compiled form is known to belong to it.
     */
    wrap: (text, digest) => {
      // A script has no import of its own.
      const linked = text.replaceAll('import("./', '__import("./');
      const place = linked.includes("__bundleUrl")
        ? 'const __bundleUrl = require("node:url").pathToFileURL(__bundleFile).href;'
        : "";
      const body = `(function (require, __bundleFile, __import) {${place}const module = { exports: {} };${lazyRequire}${linked}
return module.exports;})`;
      return `//${digest(body)}\n${body}\n`;
    },
  };
}
