import type { Origin } from "./decision.ts";
import { canonicalHost } from "./host.ts";
import { NetworkError, placed } from "./network-error.ts";
import type { HeaderInjection, RequestHook, TextPattern } from "./request-hook.ts";

type Table = Readonly<Record<string, unknown>>;

/** Header fields that frame a message or choose its host: a hook must not touch them. */
const FRAMING: ReadonlySet<string> = new Set([
  "host",
  "content-length",
  "transfer-encoding",
  "connection",
  "upgrade",
  "te",
  "trailer",
]);
const TOKEN = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;

function isTable(value: unknown): value is Table {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}

/** One table of the configuration while it is read: every complaint names the key. */
class Reader {
  readonly #key: string;
  readonly #table: Table;

  constructor(key: string, value: unknown, keys: readonly string[]) {
    this.#key = key;
    if (!isTable(value)) throw new NetworkError("bad-hook", `${key} has to be a table`);
    this.#table = value;
    const unknown = Object.keys(value).find((name) => keys.length > 0 && !keys.includes(name));
    if (unknown !== undefined)
      throw new NetworkError("bad-hook", `${key}.${unknown} is no key; there are ${keys.join(", ")}`);
  }

  fail(name: string, why: string): never {
    throw new NetworkError("bad-hook", `${this.#key}.${name} ${why}`);
  }

  has(name: string): boolean {
    return this.#table[name] !== undefined;
  }

  text(name: string): string {
    const value = this.#table[name];
    return typeof value === "string" && value !== "" ? value : this.fail(name, "has to be a text");
  }

  /** A text, or a list of texts. */
  texts(name: string): readonly string[] {
    const value = this.#table[name] ?? [];
    const list = typeof value === "string" ? [value] : value;
    if (!Array.isArray(list)) return this.fail(name, "has to be a list of texts");
    return list.map((item) =>
      typeof item === "string" ? item : this.fail(name, "has to be a list of texts"),
    );
  }

  tables(name: string): readonly (readonly [string, unknown])[] {
    const value = this.#table[name] ?? {};
    return isTable(value) ? Object.entries(value) : this.fail(name, "has to be a table");
  }

  list(name: string): readonly unknown[] {
    const value = this.#table[name] ?? [];
    return Array.isArray(value) ? value : this.fail(name, "has to be a list");
  }

  at(name: string): string {
    return `${this.#key}.${name}`;
  }
}

function pattern(text: string): TextPattern {
  if (text.startsWith("pattern:")) return { kind: "glob", text: text.slice(8) };
  return { kind: "literal", text: text.startsWith("literal:") ? text.slice(8) : text };
}

function valuesOf(hook: Reader, name: "query" | "headers"): RequestHook["query"] {
  return Object.fromEntries(
    hook.tables(name).map(([field, value]) => {
      const patterns = new Reader(hook.at(name), { [field]: value }, []).texts(field).map(pattern);
      return [name === "headers" ? field.toLowerCase() : field, patterns];
    }),
  );
}

function injectionOf(key: string, value: unknown): HeaderInjection {
  const reader = new Reader(key, value, ["name", "secret_env_var", "secret_file", "prefix"]);
  const name = reader.text("name");
  if (!TOKEN.test(name) || FRAMING.has(name.toLowerCase()))
    reader.fail("name", "is no header that can be added");
  if (reader.has("secret_env_var") === reader.has("secret_file"))
    reader.fail("secret_env_var", "or secret_file has to be given, not both");
  const secret = reader.has("secret_file")
    ? ({ kind: "file", name: reader.text("secret_file") } as const)
    : ({ kind: "variable", name: reader.text("secret_env_var") } as const);
  const prefix = reader.has("prefix") ? reader.text("prefix") : "";
  if (/[^\x20-\x7e]/.test(prefix)) reader.fail("prefix", "holds a character that no header has");
  return { name, prefix, secret };
}

function actionOf(key: string, value: unknown): Pick<RequestHook, "strip" | "inject"> {
  const reader = new Reader(key, value, ["strip_request_headers", "inject_request_headers"]);
  const strip = reader.texts("strip_request_headers").map((name) => name.toLowerCase());
  if (strip.some((name) => FRAMING.has(name)))
    reader.fail("strip_request_headers", `cannot take out ${[...FRAMING].join(", ")}`);
  const inject = reader
    .list("inject_request_headers")
    .map((item, index) => injectionOf(reader.at(`inject_request_headers[${index}]`), item));
  return { strip, inject };
}

const HOOK_KEYS = ["host", "methods", "path_prefixes", "query", "headers", "body", "action"];

/**
 * Reads `[...network.mitm]` of a configuration: `hooks` and the `actions` that they name.
 *
 * @param key Where the table stands, for messages: `permissions.dev.network.mitm`.
 * @throws {NetworkError} `bad-hook` for everything that has no meaning; a hook is never half understood.
 */
export function readHooks(value: unknown, key: string, origin?: Origin): readonly RequestHook[] {
  return placed(origin, () => hooksOf(new Reader(key, value, ["version", "hooks", "actions"]), origin));
}

function hooksOf(mitm: Reader, origin: Origin | undefined): readonly RequestHook[] {
  const actions = new Map(
    mitm.tables("actions").map(([name, action]) => [name, actionOf(mitm.at(`actions.${name}`), action)]),
  );
  return mitm.tables("hooks").map(([name, table]): RequestHook => {
    const hook = new Reader(mitm.at(`hooks.${name}`), table, HOOK_KEYS);
    if (hook.has("body")) hook.fail("body", "is reserved");
    const host = canonicalHost(hook.text("host"));
    if (!host.ok) hook.fail("host", `names no host: ${host.why}`);
    const methods = hook.texts("methods");
    const paths = hook.texts("path_prefixes").map(pattern);
    if (methods.length === 0) hook.fail("methods", "names no method");
    if (paths.length === 0 || paths.some(({ text }) => text === ""))
      hook.fail("path_prefixes", "names no path");
    const named = hook
      .texts("action")
      .map(
        (action) =>
          actions.get(action) ?? hook.fail("action", `names ${action}, which is none of the actions`),
      );
    return {
      name,
      host: host.ok ? host.host : "",
      methods,
      paths,
      query: valuesOf(hook, "query"),
      headers: valuesOf(hook, "headers"),
      strip: named.flatMap(({ strip }) => strip),
      inject: named.flatMap(({ inject }) => inject),
      ...(origin ? { origin } : {}),
    };
  });
}
