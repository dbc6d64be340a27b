import type { ToolCall } from "../event.ts";

/** One request that the guide understands. */
export type GuideRequest =
  | { readonly kind: "call"; readonly tool: string; readonly input: Readonly<Record<string, unknown>> }
  | { readonly kind: "help" }
  | { readonly kind: "tour" }
  | { readonly kind: "incomplete"; readonly usage: string }
  | { readonly kind: "unknown"; readonly text: string };

/** Seconds that `fetch` waits for an answer: a person may be asked about the host meanwhile. */
const FETCH_SECONDS = 120;

/** What people wrap around a command in a chat. */
function bare(text: string): string {
  const trimmed = text.trim();
  const quoted = /^(`+)([\s\S]+)\1$/.exec(trimmed) ?? /^(["'])([^"']+)\1$/.exec(trimmed);
  return quoted ? (quoted[2] as string).trim() : trimmed;
}

function call(tool: string, input: Readonly<Record<string, unknown>>): GuideRequest {
  return { kind: "call", tool, input };
}

function fetchCall(target: string): GuideRequest {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(target) ? target : `https://${target}`;
  if (!URL.canParse(url)) return { kind: "incomplete", usage: "fetch URL" };
  const quoted = `'${new URL(url).href.replaceAll("'", "%27")}'`;
  return call("exec_command", { cmd: `curl -sS --max-time ${FETCH_SECONDS} ${quoted}` });
}

function writeCall(rest: string, more: readonly string[]): GuideRequest {
  const parts = /^\s*(\S[^:]*):(?:[ \t]?)(.*)$/.exec(rest);
  if (!parts) return { kind: "incomplete", usage: "write FILE: text" };
  const lines = [parts[2] as string, ...more];
  if (lines[0] === "" && lines.length > 1) lines.shift();
  return call("write_file", { path: bare(parts[1] as string), content: `${lines.join("\n")}\n` });
}

/** Verbs whose whole argument is one word of the request line; `{}` of the usage says what they need. */
const VERBS: Readonly<
  Record<
    string,
    { readonly usage: string; readonly make: (rest: string) => GuideRequest; readonly optional?: true }
  >
> = {
  run: { usage: "run CMD", make: (rest) => call("exec_command", { cmd: rest }) },
  read: { usage: "read FILE", make: (rest) => call("read_file", { path: rest }) },
  list: {
    usage: "list [DIR]",
    make: (rest) => call("list_dir", rest === "" ? {} : { path: rest }),
    optional: true,
  },
  search: {
    usage: "search TEXT",
    make: (rest) => call("grep", { pattern: rest.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&") }),
  },
  fetch: { usage: "fetch URL", make: fetchCall },
};

function parseLine(line: string, more: readonly string[]): GuideRequest {
  const text = line.trim().replace(/^please\s+/i, "");
  if (/^(?:help|\?|hello|hi)\W*$/i.test(text)) return { kind: "help" };
  if (/^(?:take |start |show )?(?:the |a )?tour\W*$/i.test(text)) return { kind: "tour" };
  const shell = /^[$!]\s+(.+)$/.exec(text);
  if (shell) return call("exec_command", { cmd: shell[1] });
  const [, word = "", rest = ""] = /^([a-z]+):?(?:\s+([\s\S]*))?$/i.exec(text) ?? [];
  if (word.toLowerCase() === "write") return writeCall(rest, more);
  const verb = Object.hasOwn(VERBS, word.toLowerCase()) ? VERBS[word.toLowerCase()] : undefined;
  if (!verb) return { kind: "unknown", text };
  const argument = bare(rest);
  if (argument === "" && !verb.optional) return { kind: "incomplete", usage: verb.usage };
  return verb.make(argument);
}

/**
 * Reads a plain request. Each line is a request of its own, run in order; the lines after `write FILE:` are the file's
 * text.
 */
export function parseRequests(text: string): readonly GuideRequest[] {
  const lines = text.split(/\r?\n/);
  const requests: GuideRequest[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === "") continue;
    if (/^\s*(?:please\s+)?write\s/i.test(line)) {
      requests.push(parseLine(line, lines.slice(index + 1)));
      break;
    }
    requests.push(parseLine(line, []));
  }
  return requests.length > 0 ? requests : [{ kind: "help" }];
}

/** The tool call that a request stands for. */
export function callOf(request: Extract<GuideRequest, { kind: "call" }>, id: string): ToolCall {
  return { id, name: request.tool, arguments: JSON.stringify(request.input) };
}
