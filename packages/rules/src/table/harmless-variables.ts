/** Variables that only say how output looks, or that nobody sits at a terminal; no program runs anything because of one. */
const NAMES: ReadonlySet<string> = new Set(
  "CI NODE_ENV NO_COLOR FORCE_COLOR CLICOLOR CLICOLOR_FORCE CARGO_TERM_COLOR PY_COLORS TZ COLUMNS LINES RUST_BACKTRACE PYTHONUNBUFFERED PYTHONDONTWRITEBYTECODE NPM_CONFIG_FUND NPM_CONFIG_AUDIT NPM_CONFIG_COLOR NPM_CONFIG_LOGLEVEL".split(
    " ",
  ),
);
const PAGERS: ReadonlySet<string> = new Set(["PAGER", "GIT_PAGER", "MANPAGER"]);
const LOCALES: ReadonlySet<string> = new Set(["LANG", "LC_ALL", "LC_CTYPE"]);
/** In other encodings a backslash may be half of a character, so that a shell reads other words than we do. */
const UTF8 = /^(?:C|POSIX|[A-Za-z_]+\.(?:UTF-8|utf-?8))$/;
/** Values that are no path, no address and no list. */
const PLAIN = /^[A-Za-z0-9_.@+-]*$/;

/** Says whether a variable before a command changes nothing about what runs. */
export function isHarmlessVariable(name: string, value: string): boolean {
  if (PAGERS.has(name)) return value === "" || value === "cat";
  if (LOCALES.has(name)) return UTF8.test(value);
  return NAMES.has(name) && PLAIN.test(value);
}
