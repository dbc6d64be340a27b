import type { Action } from "./action.ts";
import { GuardError } from "./guard-error.ts";

/** Says what is wrong with a value, or nothing. */
type Check = (value: unknown, at: string) => string | undefined;

interface Field {
  readonly check: Check;
  readonly required?: true;
}

type Fields = Readonly<Record<string, Field>>;

function shown(value: unknown): string {
  if (value === null) return "null";
  return Array.isArray(value) ? "a list" : typeof value === "object" ? "an object" : JSON.stringify(value);
}

function of(type: "string" | "boolean" | "number", name: string): Check {
  return (value, at) => (typeof value === type ? undefined : `${at} must be ${name}, not ${shown(value)}`);
}

function oneOf(...words: readonly string[]): Check {
  return (value, at) =>
    typeof value === "string" && words.includes(value)
      ? undefined
      : `${at} must be one of ${words.join(", ")}, not ${shown(value)}`;
}

function list(check: Check): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return `${at} must be a list, not ${shown(value)}`;
    return value
      .map((item, index) => check(item, `${at}[${index}]`))
      .find((problem) => problem !== undefined);
  };
}

function record(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

function table(fields: Fields): Check {
  return (value, at) => {
    const given = record(value);
    if (given === undefined) return `${at} must be an object, not ${shown(value)}`;
    const inner = (name: string): string => (at === "" ? name : `${at}.${name}`);
    for (const name of Object.keys(given)) {
      if (!Object.hasOwn(fields, name))
        return `${inner(name)} is unknown; there are ${Object.keys(fields).join(", ")}`;
    }
    for (const [name, field] of Object.entries(fields)) {
      if (given[name] === undefined) {
        if (field.required) return `${inner(name)} is missing`;
        continue;
      }
      const problem = field.check(given[name], inner(name));
      if (problem !== undefined) return problem;
    }
    return undefined;
  };
}

const text = of("string", "text");
const flag = of("boolean", "true or false");
const number = of("number", "a number");
const anything: Check = () => undefined;
const texts = list(text);
const must = (check: Check): Field => ({ check, required: true });
const may = (check: Check): Field => ({ check });

const variables: Check = (value, at) => {
  const given = record(value);
  if (given === undefined) return `${at} must be an object, not ${shown(value)}`;
  return Object.entries(given)
    .map(([name, one]) => text(one, `${at}.${name}`))
    .find((problem) => problem !== undefined);
};

const widening: Fields = { write: may(texts), read: may(texts), hosts: may(texts) };

const escalation: Check = (value, at) => {
  const given = record(value);
  if (given === undefined)
    return `${at} must be an object such as { "kind": "outside" }, not ${shown(value)}`;
  const problem = oneOf("none", "outside", "widen")(given["kind"], `${at}.kind`);
  if (problem !== undefined) return problem;
  const words: Fields = { kind: must(text), justification: may(text) };
  return table(given["kind"] === "widen" ? { ...words, ...widening } : words)(value, at);
};

const common: Fields = {
  kind: must(text),
  ids: may(table({ turn: may(text), call: may(text) })),
  cwd: may(text),
};

/** The fields of each kind of action beside the common ones. */
const KINDS: { readonly [K in Action["kind"]]: Fields } = {
  command: {
    script: may(text),
    argv: may(texts),
    env: may(variables),
    escalation: may(escalation),
    pty: may(table({ columns: must(number), rows: must(number) })),
    stdio: may(oneOf("inherit")),
    timeoutMs: may(number),
  },
  read: { path: must(text), offset: may(number), limit: may(number) },
  list: { path: must(text) },
  search: { pattern: must(text), path: may(text) },
  write: {
    path: must(text),
    content: must(text),
    ifDigest: may((value, at) => (value === null ? undefined : text(value, at))),
  },
  patch: { patch: must(text) },
  network: {
    host: must(text),
    port: must(number),
    protocol: must(oneOf("http", "https", "socks5_tcp", "socks5_udp")),
    method: may(text),
  },
  tool: {
    name: must(text),
    input: may(anything),
    effects: must(list(oneOf("read", "write", "network", "execute"))),
  },
  mcp: {
    server: must(text),
    tool: must(text),
    input: may(anything),
    readOnlyHint: may(flag),
    destructiveHint: may(flag),
    openWorldHint: may(flag),
  },
  stdin: { execution: must(text), data: must(text) },
  permissions: { ...widening, reason: may(text) },
  credential: { name: must(text), host: may(text) },
};

/**
 * Reads an action that came as JSON. Every field is checked and an unknown one is refused, because a misspelt wish must
 * not pass for none.
 *
 * @throws {GuardError} `bad-action` naming the field.
 */
export function readAction(value: unknown): Action {
  const kinds = Object.keys(KINDS);
  const given = record(value);
  const problem =
    given === undefined
      ? `an action is an object such as { "kind": "command", "script": "git push" }, not ${shown(value)}`
      : oneOf(...kinds)(given["kind"], "kind");
  if (problem !== undefined) throw new GuardError("bad-action", problem);
  const fields = KINDS[given?.["kind"] as Action["kind"]];
  const wrong = table({ ...common, ...fields })(value, "");
  if (wrong !== undefined) throw new GuardError("bad-action", wrong);
  return value as Action;
}
