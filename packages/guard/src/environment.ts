/** `shell_environment_policy` of the configuration, as data. Patterns are case-insensitive globs with `*` and `?`. */
export interface EnvironmentPolicy {
  /** What is taken from the host before the rest applies. */
  readonly inherit: "all" | "core" | "none";
  /** True keeps variables whose names look like secrets. Default false: they are removed. */
  readonly ignoreDefaultExcludes: boolean;
  /** Name patterns that are dropped. */
  readonly exclude: readonly string[];
  /** Name patterns that are kept; empty keeps all. */
  readonly includeOnly: readonly string[];
  /** Variables that are set. */
  readonly set: Readonly<Record<string, string>>;
  /** Exact names that are kept although they look like secrets: an agent's own key. Default none. */
  readonly pass?: readonly string[];
  /** Somebody watches: colours, pagers and the terminal's type stay as they are. Default false. */
  readonly watched?: boolean;
}

/** What a host program decides for its commands: keys that one of them needs, and whether somebody watches. */
export type EnvironmentChoice = Pick<EnvironmentPolicy, "pass" | "watched">;

/** The policy when nothing is configured: everything but secrets, tool leftovers and loader variables. */
export const DEFAULT_ENVIRONMENT: EnvironmentPolicy = {
  inherit: "all",
  ignoreDefaultExcludes: false,
  exclude: [],
  includeOnly: [],
  set: {},
};

const CORE = [
  "HOME",
  "LOGNAME",
  "PATH",
  "SHELL",
  "USER",
  "USERNAME",
  "TMPDIR",
  "TEMP",
  "TMP",
  "LANG",
  "LC_*",
  "TZ",
];
const SECRETS = ["*KEY*", "*SECRET*", "*TOKEN*", "*PASSWORD*", "*PASSWD*", "*CREDENTIAL*"];
/**
 * Never passed on: they make a program load code or configuration before its own (ld.so(8), node, git, bash), or are the
 * traces of a package manager that started us.
 */
const NEVER = [
  "LD_*",
  "DYLD_*",
  "NODE_OPTIONS",
  "NODE_EXTRA_CA_CERTS",
  "BASH_ENV",
  "ENV",
  "GIT_*",
  "PROMPT_COMMAND",
  "BASH_FUNC_*",
  "npm_*",
  "INIT_CWD",
  "SSH_AUTH_SOCK",
  "GPG_AGENT_INFO",
  "DBUS_SESSION_BUS_ADDRESS",
  "PADDOCK_HOME",
  "CODEX_HOME",
];
/** Programs behave when nobody watches: no pager, no colour, no prompt. */
const PLAIN: Readonly<Record<string, string>> = {
  NO_COLOR: "1",
  TERM: "dumb",
  PAGER: "cat",
  GIT_PAGER: "cat",
  GH_PAGER: "cat",
  GIT_TERMINAL_PROMPT: "0",
};
/** How programs can tell where they are. */
const MARK: Readonly<Record<string, string>> = { PADDOCK: "1" };

function globSource(pattern: string): string {
  return pattern
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
}

/** One expression for each list: an environment has some sixty names, and each meets every list. */
const compiled = new WeakMap<readonly string[], RegExp>();

function matches(patterns: readonly string[], name: string): boolean {
  let expression = compiled.get(patterns);
  if (expression === undefined) {
    expression =
      patterns.length === 0 ? /(?!)/ : new RegExp(`^(?:${patterns.map(globSource).join("|")})$`, "i");
    compiled.set(patterns, expression);
  }
  return expression.test(name);
}

/**
 * The complete environment of one command: inherited by policy, without secrets, loader variables and the folders that a
 * package manager put first on PATH; then `additions`, which are part of the action and of its approval.
 */
export function commandEnvironment(
  policy: EnvironmentPolicy,
  env: Readonly<Record<string, string | undefined>>,
  additions: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const result: Record<string, string> = {};
  for (const [name, value] of Object.entries(env)) {
    if (value === undefined || policy.inherit === "none") continue;
    if (policy.inherit === "core" && !matches(CORE, name)) continue;
    if (matches(NEVER, name)) continue;
    const passed = policy.ignoreDefaultExcludes || policy.pass?.includes(name) === true;
    if (!passed && matches(SECRETS, name)) continue;
    if (matches(policy.exclude, name)) continue;
    result[name] = value;
  }
  if (result["PATH"] !== undefined) {
    const kept = result["PATH"]
      .split(":")
      .filter((folder) => folder.startsWith("/") && !folder.endsWith("/node_modules/.bin"));
    result["PATH"] = kept.filter((folder) => !folder.includes("/node-gyp-bin")).join(":");
  }
  Object.assign(result, policy.watched === true ? MARK : { ...PLAIN, ...MARK }, policy.set);
  if (policy.includeOnly.length > 0) {
    for (const name of Object.keys(result)) {
      if (!matches(policy.includeOnly, name)) delete result[name];
    }
  }
  return Object.assign(result, additions);
}
