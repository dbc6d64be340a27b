import { isTable, own, type Table } from "../table.ts";

/** True when a value fits a matcher: exact, prefix, or a regular expression over the whole value. */
function fits(matcher: unknown, value: string): boolean {
  if (typeof matcher === "string") return matcher === value;
  if (!isTable(matcher)) return false;
  switch (own(matcher, "match")) {
    case "exact":
      return own(matcher, "value") === value;
    case "prefix":
      return value.startsWith(String(own(matcher, "value")));
    case "regex":
      try {
        return new RegExp(`^(?:${String(own(matcher, "expression"))})$`, "u").test(value);
      } catch {
        return false;
      }
    default:
      return false;
  }
}

/**
 * True when an MCP server is the one that a requirement names. A plain `command` says nothing about arguments; with
 * `executable` and `args` every argument must fit the matcher at its place.
 */
export function isServer(server: Table, requirement: unknown): boolean {
  const identity = isTable(requirement) ? own(requirement, "identity") : undefined;
  if (!isTable(identity)) return false;
  const url = own(identity, "url");
  if (url !== undefined)
    return typeof own(server, "url") === "string" && fits(url, String(own(server, "url")));
  const command = own(identity, "command");
  const program = own(server, "command");
  if (typeof program !== "string") return false;
  if (typeof command === "string") return command === program;
  if (!isTable(command) || own(command, "executable") !== program) return false;
  const matchers = own(command, "args");
  const args = own(server, "args") ?? [];
  return (
    Array.isArray(matchers) &&
    Array.isArray(args) &&
    matchers.length === args.length &&
    matchers.every((matcher, i) => fits(matcher, String(args[i])))
  );
}
