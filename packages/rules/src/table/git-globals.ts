/** Options of git before the subcommand that change nothing about what runs. */
export const HARMLESS_GIT_GLOBALS: ReadonlySet<string> = new Set([
  "--no-pager",
  "-P",
  "--no-optional-locks",
  "--no-replace-objects",
  "--literal-pathspecs",
  "--glob-pathspecs",
  "--noglob-pathspecs",
  "--icase-pathspecs",
  "--no-lazy-fetch",
  "--no-advice",
]);

const WITH_VALUE: ReadonlySet<string> = new Set([
  "-C",
  "-c",
  "--git-dir",
  "--work-tree",
  "--namespace",
  "--super-prefix",
  "--config-env",
  "--exec-path",
  "--list-cmds",
  "--attr-source",
]);

/** Splits the words after `git` into its global options and the rest, subcommand first. */
export function splitGitGlobals(args: readonly string[]): {
  readonly globals: readonly string[];
  readonly rest: readonly string[];
} {
  let at = 0;
  while (at < args.length && args[at]!.startsWith("-")) {
    // `--exec-path` takes a value only with `=`; alone it prints.
    at += WITH_VALUE.has(args[at]!) && args[at] !== "--exec-path" ? 2 : 1;
  }
  return { globals: args.slice(0, at), rest: args.slice(at) };
}
