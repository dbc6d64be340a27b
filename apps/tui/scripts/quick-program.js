// What makes the program start quickly: it is one script that V8 has compiled before, node's own modules are loaded when
// they are first used, and every command but `sandbox` stays outside until it is named.
import { basename, relative } from "node:path";

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

/** The parts of one quick program, whose sources lie in `src`. */
export function quickProgram(src) {
  const commands = new Map();
  return {
    /** Leaves the commands outside, and remembers them. */
    plugin: {
      name: "commands-outside",
      setup(build) {
        build.onResolve(
          { filter: /\/commands\/[a-z-]+\.ts$/ },
          async ({ path, kind, resolveDir, pluginData }) => {
            if (kind !== "dynamic-import" || pluginData === "found") return undefined;
            const found = await build.resolve(path, { resolveDir, kind, pluginData: "found" });
            if (relative(src, found.path) === "commands/sandbox.ts") return undefined;
            const name = `command-${basename(found.path, ".ts")}`;
            commands.set(name, found.path);
            return { path: `./${name}.js`, external: true };
          },
        );
      },
    },
    /** Entry points of the commands that were left outside. */
    commands: () => Object.fromEntries(commands),
    /**
     * The text of the script: a function of what a module is given. The first line is a digest of the rest, by
     * which the compiled form is known to belong to it.
     */
    wrap: (text, digest) => {
      // A script has no import of its own.
      const linked = text.replaceAll('import("./command-', '__import("./command-');
      const body = `(function (require, __bundleUrl, __import) {${lazyRequire}${linked}})`;
      return `//${digest(body)}\n${body}\n`;
    },
  };
}
