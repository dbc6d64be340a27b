import { normalizePath } from "../rule/path.ts";

/** Options of git before the subcommand that change nothing about what runs. */
const HARMLESS: ReadonlySet<string> = new Set([
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

/** Lists the words of global options that change what git runs, or where; `-C` with the folder it runs in changes nothing. */
export function harmfulGitGlobals(
  globals: readonly string[],
  cwd: string | undefined,
): readonly { readonly at: number; readonly flag: string }[] {
  const here = (word: string | undefined): boolean =>
    word === "." ||
    (cwd !== undefined && word?.startsWith("/") === true && normalizePath(word) === normalizePath(cwd));
  return globals.flatMap((flag, at) => {
    const stays = (flag === "-C" && here(globals[at + 1])) || (globals[at - 1] === "-C" && here(flag));
    return stays || HARMLESS.has(flag) ? [] : [{ at, flag }];
  });
}
