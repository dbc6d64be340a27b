import { homedir } from "node:os";
import { isAbsolute, normalize, resolve } from "node:path";
import type { Action } from "./action.ts";
import { GuardError } from "./guard-error.ts";

/** An action with an absolute `cwd` and absolute paths. */
export type NormalAction = Action & { readonly cwd: string };

function bad(text: string): never {
  throw new GuardError("bad-action", text);
}

function text(value: unknown, what: string): string {
  if (typeof value !== "string") bad(`${what} must be text, not ${value === null ? "null" : typeof value}`);
  if (value.includes("\0")) bad(`${what} holds a NUL character`);
  return value;
}

function count(value: number | undefined, what: string): void {
  if (value !== undefined && !(Number.isSafeInteger(value) && value >= 0))
    bad(`${what} must be a whole number from 0, not ${value}`);
}

/**
 * Checks the shape of an action and makes its paths absolute and free of `.` and `..`. Links are left alone: the kernel
 * judges them when the action runs.
 *
 * @throws {GuardError} `bad-action` with what is wrong.
 */
export function normaliseAction(action: Action, defaultCwd: string): NormalAction {
  const cwd = action.cwd === undefined ? defaultCwd : resolve(defaultCwd, text(action.cwd, "cwd"));
  const path = (value: string): string => {
    const given = text(value, "path");
    if (given === "") bad("path is empty");
    if (given === "~" || given.startsWith("~/")) return normalize(homedir() + given.slice(1));
    return isAbsolute(given) ? resolve(given) : resolve(cwd, given);
  };
  switch (action.kind) {
    case "command": {
      if ((action.script === undefined) === (action.argv === undefined))
        bad("a command has either a script or an argv");
      if (action.script !== undefined && text(action.script, "script").trim() === "")
        bad("the script is empty");
      if (action.argv !== undefined) {
        if (action.argv.length === 0) bad("argv is empty");
        for (const word of action.argv) text(word, "argv");
      }
      for (const [name, value] of Object.entries(action.env ?? {})) {
        if (!/^[A-Za-z_][A-Za-z0-9_]*$/.test(name))
          bad(`${JSON.stringify(name)} is no name for an environment variable`);
        text(value, `environment variable ${name}`);
      }
      const escalation = action.escalation;
      if (escalation?.kind === "widen") {
        return {
          ...action,
          cwd,
          escalation: {
            ...escalation,
            ...(escalation.write ? { write: escalation.write.map(path) } : {}),
            ...(escalation.read ? { read: escalation.read.map(path) } : {}),
          },
        };
      }
      return { ...action, cwd };
    }
    case "read":
      count(action.offset, "offset");
      count(action.limit, "limit");
      return { ...action, cwd, path: path(action.path) };
    case "list":
      return { ...action, cwd, path: path(action.path) };
    case "write":
      if (typeof action.content !== "string") bad("content must be text");
      return { ...action, cwd, path: path(action.path) };
    case "search":
      text(action.pattern, "pattern");
      return { ...action, cwd, path: action.path === undefined ? cwd : path(action.path) };
    case "patch":
      text(action.patch, "patch");
      return { ...action, cwd };
    case "permissions":
      return {
        ...action,
        cwd,
        ...(action.write ? { write: action.write.map(path) } : {}),
        ...(action.read ? { read: action.read.map(path) } : {}),
      };
    case "network":
      if (!Number.isInteger(action.port) || action.port < 1 || action.port > 65_535)
        bad(`port ${action.port} is none`);
      text(action.host, "host");
      return { ...action, cwd };
    default:
      return { ...action, cwd };
  }
}
