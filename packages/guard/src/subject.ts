import type { Action } from "./action.ts";

/** Quotes one word for display the way a POSIX shell would need it; plain words stay as they are. */
export function quoteWord(word: string): string {
  return /^[A-Za-z0-9_@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

/** What an action does, in full and in one text: the command line, the path, the host. Never shortened. */
export function subjectOf(action: Action): string {
  switch (action.kind) {
    case "command": {
      const line = action.script ?? (action.argv ?? []).map(quoteWord).join(" ");
      const additions = Object.entries(action.env ?? {}).map(
        ([name, value]) => `${name}=${quoteWord(value)}`,
      );
      // What is added to the environment can change what the line does, so nobody is asked about the line alone.
      return additions.length === 0 ? line : `${line}\n(with ${additions.join(" ")})`;
    }
    case "read":
    case "list":
      return `${action.kind} ${action.path}`;
    case "search":
      return `search ${JSON.stringify(action.pattern)} in ${action.path ?? "."}`;
    case "write":
      return `write ${action.path}`;
    case "patch":
      return action.patch;
    case "network":
      return `${action.protocol} ${action.host}:${action.port}`;
    case "tool":
      return `${action.name} ${JSON.stringify(action.input)}`;
    case "mcp":
      return `${action.server}/${action.tool} ${JSON.stringify(action.input)}`;
    case "stdin":
      return `send ${JSON.stringify(action.data)} to ${action.execution}`;
    case "permissions":
      return [
        ...(action.write ?? []).map((path) => `write ${path}`),
        ...(action.read ?? []).map((path) => `read ${path}`),
        ...(action.hosts ?? []).map((host) => `connect to ${host}`),
      ].join(", ");
    case "credential":
      return `use the credential ${action.name}${action.host ? ` for ${action.host}` : ""}`;
  }
}

/** Characters of a line that a record repeats; the record of the call has all of it. */
const LINE = 400;

/** What an action does in one line: a patch by its files, a longer script by its first line. */
export function subjectLine(action: Action): string {
  const text =
    action.kind === "patch"
      ? `patch ${[...action.patch.matchAll(/^\*\*\* (?:Add|Update|Delete) File: (.*)$/gm)].map((match) => match[1]).join(", ")}`
      : subjectOf(action);
  const [first = "", ...rest] = text.split("\n");
  const line = first.length > LINE ? first.slice(0, LINE) : first;
  return rest.length > 0 || line.length < first.length ? `${line} …` : line;
}
