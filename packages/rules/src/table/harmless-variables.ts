/** Variables that only say how output looks, or that nobody sits at a terminal; no program runs anything because of one. */
const NAMES: ReadonlySet<string> = new Set(
  "CI NODE_ENV NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE CARGO_TERM_COLOR PY_COLORS LANG LC_ALL LC_CTYPE TZ COLUMNS LINES RUST_BACKTRACE PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE NPM_CONFIG_FUND NPM_CONFIG_AUDIT NPM_CONFIG_COLOR NPM_CONFIG_LOGLEVEL".split(
    " ",
  ),
);
const PAGERS: ReadonlySet<string> = new Set(["PAGER", "GIT_PAGER", "MANPAGER"]);
/** Values that are no path, no address and no list. */
const PLAIN = /^[A-Za-z0-9_.@+-]*$/;

/** Says whether a variable before a command changes nothing about what runs. */
export function isHarmlessVariable(name: string, value: string): boolean {
  if (PAGERS.has(name)) return value === "" || value === "cat";
  return NAMES.has(name) && PLAIN.test(value);
}
