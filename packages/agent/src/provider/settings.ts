import { AgentError } from "../agent-error.ts";

/** A table of the configuration before it is checked. */
export type SettingsTable = Readonly<Record<string, unknown>>;

/** Which provider and model to use: `model_provider`, `model` and the table `[model_providers.NAME]`. */
export interface ProviderSettings {
  /** NAME of `[model_providers.NAME]`, or the built-in `openai` or `ollama`. */
  readonly name: string;
  /** Name of the model as the provider knows it. */
  readonly model?: string;
  /**
   * The table as it stands in config.toml: `base_url`, `env_key`, `env_key_instructions`, `wire_api`, `http_headers`,
   * `env_http_headers`, `query_params`, `request_max_retries` (4), `stream_max_retries` (5), `stream_idle_timeout_ms`
   * (300000). Absent for a built-in provider.
   */
  readonly table?: SettingsTable;
  /** `model_reasoning_effort`; sent only when set. */
  readonly reasoningEffort?: string;
}

/** Settings after checking, with defaults. */
export interface Endpoint {
  readonly name: string;
  readonly model: string;
  readonly baseUrl: string;
  readonly wire: "responses" | "chat";
  /** Absent when the provider needs none. */
  readonly key?: string;
  /** Where the key came from, for messages. */
  readonly keySource?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly query: Readonly<Record<string, string>>;
  readonly requestRetries: number;
  readonly streamRetries: number;
  readonly idleMs: number;
  readonly reasoningEffort?: string;
}

const BUILT_IN: Readonly<Record<string, SettingsTable>> = {
  openai: {
    base_url: "https://api.openai.com/v1",
    env_key: "OPENAI_API_KEY",
    env_key_instructions: "Create a key at https://platform.openai.com/api-keys and export it.",
    wire_api: "responses",
  },
  ollama: { base_url: "http://localhost:11434/v1", wire_api: "chat" },
};

/** Keys of Codex's table that change nothing here. */
const IGNORED = ["name", "requires_openai_auth", "supports_websockets", "websocket_connect_timeout_ms"];

function bad(where: string, what: string): AgentError {
  return new AgentError("bad-settings", `${where}: ${what}`);
}

function reader(name: string, table: SettingsTable) {
  const at = (key: string): string => `model_providers.${name}.${key}`;
  return {
    text(key: string): string | undefined {
      const value = table[key];
      if (value === undefined) return undefined;
      if (typeof value !== "string" || value === "") throw bad(at(key), "must be a string that is not empty");
      return value;
    },
    count(key: string, least: number, fallback: number): number {
      const value = table[key] ?? fallback;
      if (typeof value !== "number" || !Number.isSafeInteger(value) || value < least) {
        throw bad(at(key), `must be a whole number of at least ${least}, not ${JSON.stringify(value)}`);
      }
      return value;
    },
    map(key: string): Readonly<Record<string, string>> {
      const value = table[key] ?? {};
      if (value === null || typeof value !== "object" || Array.isArray(value))
        throw bad(at(key), "must be a table of strings");
      for (const [inner, text] of Object.entries(value)) {
        if (typeof text !== "string") throw bad(at(`${key}.${inner}`), "must be a string");
      }
      return value as Readonly<Record<string, string>>;
    },
    at,
  };
}

const KNOWN = [
  "base_url",
  "env_key",
  "env_key_instructions",
  "experimental_bearer_token",
  "wire_api",
  "http_headers",
  "env_http_headers",
  "query_params",
  "request_max_retries",
  "stream_max_retries",
  "stream_idle_timeout_ms",
];

/**
 * Checks settings and fills in defaults.
 *
 * @throws {AgentError} `bad-settings` naming the key of config.toml, or `missing-key` naming the variable.
 */
export function resolveEndpoint(
  settings: ProviderSettings,
  env: Readonly<Record<string, string | undefined>>,
  storedKey?: string,
): Endpoint {
  const { name } = settings;
  const table = settings.table ?? (Object.hasOwn(BUILT_IN, name) ? BUILT_IN[name] : undefined);
  if (!table) {
    const names = Object.keys(BUILT_IN).join(" and ");
    throw bad(
      "model_provider",
      `there is no [model_providers.${name}]; add one with a base_url. Built in are ${names}`,
    );
  }
  const read = reader(name, table);
  for (const key of Object.keys(table)) {
    if (!KNOWN.includes(key) && !IGNORED.includes(key)) {
      throw bad(read.at(key), `is not supported; there are ${KNOWN.join(", ")}`);
    }
  }
  if (settings.model === undefined || settings.model === "") {
    throw bad("model", `the provider ${name} needs the name of a model; set model = "..." in config.toml`);
  }
  const baseUrl = read.text("base_url");
  if (baseUrl === undefined)
    throw bad(read.at("base_url"), 'is missing; write for example base_url = "http://localhost:8000/v1"');
  if (!URL.canParse(baseUrl) || !/^https?:$/.test(new URL(baseUrl).protocol)) {
    throw bad(read.at("base_url"), `${JSON.stringify(baseUrl)} is no http or https address`);
  }
  const wire = read.text("wire_api") ?? "responses";
  if (wire !== "responses" && wire !== "chat")
    throw bad(read.at("wire_api"), `must be "responses" or "chat", not ${JSON.stringify(wire)}`);

  const variable = read.text("env_key");
  const token = read.text("experimental_bearer_token");
  // A stored key goes only to a provider that says it takes one.
  const key = (variable === undefined ? undefined : env[variable] || storedKey) || token;
  if (variable !== undefined && !key) {
    const hint = read.text("env_key_instructions") ?? `Export it, for example: export ${variable}=...`;
    throw new AgentError(
      "missing-key",
      `the provider ${name} takes its key from ${variable}, which is not set. ${hint}`,
    );
  }
  const headers: Record<string, string> = { ...read.map("http_headers") };
  for (const [header, from] of Object.entries(read.map("env_http_headers"))) {
    const value = env[from];
    if (value) headers[header] = value;
  }
  return {
    name,
    model: settings.model,
    baseUrl,
    wire,
    ...(key
      ? { key, keySource: variable === undefined ? read.at("experimental_bearer_token") : variable }
      : {}),
    headers,
    query: read.map("query_params"),
    requestRetries: read.count("request_max_retries", 0, 4),
    streamRetries: read.count("stream_max_retries", 0, 5),
    idleMs: read.count("stream_idle_timeout_ms", 1, 300_000),
    ...(settings.reasoningEffort === undefined ? {} : { reasoningEffort: settings.reasoningEffort }),
  };
}
