import { homedir } from "node:os";
import { isAbsolute, normalize, resolve } from "node:path";
import type { Action, Escalation } from "./action.ts";
import { count, fail, list, oneOf, record, text } from "./shape.ts";

/** An action with an absolute `cwd` and absolute paths. */
export type NormalAction = Action & { readonly cwd: string };

type Paths = (value: unknown, what?: string) => string;

function pathsFrom(cwd: string, home: string): Paths {
  return (value, what = "path") => {
    const given = text(value, what);
    if (given === "") fail(`${what} is empty`);
    if (given === "~" || given.startsWith("~/")) return normalize(home + given.slice(1));
    return isAbsolute(given) ? resolve(given) : resolve(cwd, given);
  };
}

/** The lists of a widening, with absolute paths. */
function widening(
  given: { readonly write?: unknown; readonly read?: unknown; readonly hosts?: unknown },
  path: Paths,
): {
  readonly write?: readonly string[];
  readonly read?: readonly string[];
  readonly hosts?: readonly string[];
} {
  const { write, read, hosts } = given;
  return {
    ...(write === undefined
      ? {}
      : { write: list(write, "write").map((one) => path(one, "a path of write")) }),
    ...(read === undefined ? {} : { read: list(read, "read").map((one) => path(one, "a path of read")) }),
    ...(hosts === undefined ? {} : { hosts: list(hosts, "hosts").map((one) => text(one, "a host")) }),
  };
}

function escalationOf(given: Escalation, path: Paths): Escalation {
  record(given, "escalation");
  oneOf(given.kind, ["none", "outside", "widen"], "the kind of an escalation");
  if (given.kind !== "none" && given.justification !== undefined)
    text(given.justification, "the justification");
  return given.kind === "widen" ? { ...given, ...widening(given, path) } : given;
}

type Command = Extract<Action, { kind: "command" }>;

function checkCommand(action: Command): void {
  const { script, argv, env, timeoutMs, pty, stdio } = action;
  if ((script === undefined) === (argv === undefined)) fail("a command has either a script or an argv");
  if (script !== undefined && text(script, "script").trim() === "") fail("the script is empty");
  if (argv !== undefined) {
    const words = list(argv, "argv").map((word) => text(word, "a word of argv"));
    if (words.length === 0 || words[0] === "") fail("argv names no program");
  }
  for (const [name, value] of Object.entries(record(env ?? {}, "env"))) {
    if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
      fail(`${JSON.stringify(name)} is no name for an environment variable`);
    text(value, `environment variable ${name}`);
  }
  if (timeoutMs !== undefined && !(timeoutMs > 0))
    fail(`timeoutMs must be a number above 0, not ${timeoutMs}`);
  if (stdio !== undefined) oneOf(stdio, ["inherit"], "stdio");
  if (pty === undefined) return;
  record(pty, "pty");
  count(pty.columns, "columns of the pty");
  count(pty.rows, "rows of the pty");
  if (stdio !== undefined) fail("a command has either a pty or the host's own streams");
}

function checkNetwork({ host, port, protocol, method }: Extract<Action, { kind: "network" }>): void {
  text(host, "host");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) fail(`port ${port} is none`);
  oneOf(protocol, ["http", "https", "socks5_tcp", "socks5_udp"], "protocol");
  if (method !== undefined) text(method, "method");
}

/**
 * Checks the shape of an action and makes its paths absolute and free of `.` and `..`. Links are left alone: the kernel
 * judges them when the action runs. `~` is the home of the given environment, else of the process.
 *
 * @throws {GuardError} `bad-action` with what is wrong.
 */
export function normaliseAction(
  action: Action,
  defaultCwd: string,
  env: Readonly<Record<string, string | undefined>> = {},
): NormalAction {
  record(action, "an action");
  const cwd = action.cwd === undefined ? defaultCwd : resolve(defaultCwd, text(action.cwd, "cwd"));
  const path = pathsFrom(cwd, env["HOME"] || homedir());
  const { turn, call } = record(action.ids ?? {}, "ids");
  if (turn !== undefined) text(turn, "the id of the turn");
  if (call !== undefined) text(call, "the id of the call");
  const { kind } = action;
  switch (action.kind) {
    case "command": {
      checkCommand(action);
      const { escalation } = action;
      return { ...action, cwd, ...(escalation ? { escalation: escalationOf(escalation, path) } : {}) };
    }
    case "read":
      count(action.offset ?? 0, "offset");
      count(action.limit ?? 0, "limit");
      return { ...action, cwd, path: path(action.path) };
    case "list":
      return { ...action, cwd, path: path(action.path) };
    case "search":
      text(action.pattern, "pattern");
      return { ...action, cwd, path: action.path === undefined ? cwd : path(action.path) };
    case "write":
      if (typeof action.content !== "string") fail("content must be text");
      oneOf(action.encoding ?? "utf8", ["utf8", "base64"], "encoding");
      if (typeof (action.ifDigest ?? "") !== "string") fail("ifDigest must be a SHA-256 in hex, or null");
      return { ...action, cwd, path: path(action.path) };
    case "patch":
      text(action.patch, "patch");
      return { ...action, cwd };
    case "network":
      checkNetwork(action);
      return { ...action, cwd };
    case "tool":
      text(action.name, "the name of the tool");
      for (const effect of list(action.effects, "effects"))
        oneOf(effect, ["read", "write", "network", "execute"], "an effect");
      return { ...action, cwd };
    case "mcp":
      text(action.server, "server");
      text(action.tool, "tool");
      return { ...action, cwd };
    case "stdin":
      text(action.execution, "execution");
      if (typeof action.data !== "string") fail("data must be text");
      return { ...action, cwd };
    case "permissions":
      return { ...action, cwd, ...widening(action, path) };
    case "credential":
      text(action.name, "the name of the credential");
      return { ...action, cwd };
    default:
      return fail(
        `${JSON.stringify(kind)} is no kind of action; see the type Action for those that there are`,
      );
  }
}
