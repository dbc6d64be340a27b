// What makes the program start quickly: it is one script that V8 has compiled before, node's own modules are loaded when
// they are first used, and every command but `sandbox` stays outside until it is named.
import { relative } from "node:path";

/** Loaded by Node before the first line of any program; everything else waits for its first use. */
const READY = ["node:fs", "node:path", "node:url"];

/** `require` that gives a stand-in for node's own modules; reading a property of it loads the module. */
const lazyRequire = `
const __loaded = require, __ready = ${JSON.stringify(READY)};
require = (id) => {
  if (!id.startsWith("node:") || __ready.includes(id)) return __loaded(id);
  return new Proxy({}, { get: (_, key) => __loaded(id)[key] });
};
`;

/** What the program imports while it runs, under the name of its file: `later-commands-exec.js`. */
const LATER = "later";

/** The parts of one quick program, whose sources lie in `root`; `kept` are imported late, but belong to it. */
export function quickProgram(root, kept) {
  const later = new Map();
  return {
    /** Leaves everything that is imported late outside, and remembers it. */
    plugin: {
      name: "later-outside",
      setup(build) {
        build.onResolve({ filter: /./ }, async ({ path, kind, resolveDir, importer, pluginData }) => {
          if (kind !== "dynamic-import" || pluginData === "found") return undefined;
          const found = await build.resolve(path, { resolveDir, importer, kind, pluginData: "found" });
          if (found.path === "" || found.external || kept.includes(relative(root, found.path))) return found;
          const place = relative(root, found.path).replace(/\.[a-z]+$/, "");
          const name = `${LATER}-${place.replaceAll(/\W+/g, "-")}`;
          later.set(name, found.path);
          return { path: `./${name}.js`, external: true };
        });
      },
    },
    /** Entry points of what was left outside. */
    later: () => Object.fromEntries(later),
    /**
     * The text of the script: a function of what a module is given. The first line is a digest of the rest, by which the
     * compiled form is known to belong to it.
     */
    wrap: (text, digest) => {
      // A script has no import of its own.
      const linked = text.replaceAll(`import("./${LATER}-`, `__import("./${LATER}-`);
      const body = `(function (require, __bundleUrl, __import) {${lazyRequire}${linked}})`;
      return `//${digest(body)}\n${body}\n`;
    },
  };
}
