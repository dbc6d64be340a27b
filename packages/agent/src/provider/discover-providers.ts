import type { ProviderSettings } from "./settings.ts";

/** A provider that could be used here. Nothing is used until a person chooses it. */
export interface DiscoveredProvider {
  /** Name for `model_provider`. */
  readonly name: string;
  /** Why it is offered, as a sentence. */
  readonly reason: string;
  /** Models that the server says it has; empty when it was not asked. */
  readonly models: readonly string[];
  /** What config.toml needs, ready to show and to write. */
  readonly config: string;
  /** The same as settings for `createProvider`; `model` is absent where the person must choose one. */
  readonly settings: ProviderSettings;
}

/** Where an Ollama server listens by default. */
const OLLAMA = "http://127.0.0.1:11434";

function ollamaAddress(env: Readonly<Record<string, string | undefined>>): string | undefined {
  const given = env["OLLAMA_HOST"];
  if (!given) return OLLAMA;
  const url = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`;
  if (!URL.canParse(url)) return undefined;
  const { hostname, port } = new URL(url);
  // 0.0.0.0 is how a server is told to listen; only loopback is ever asked.
  if (!["127.0.0.1", "localhost", "[::1]", "0.0.0.0"].includes(hostname)) return undefined;
  return `http://${hostname === "0.0.0.0" ? "127.0.0.1" : hostname}:${port || "11434"}`;
}

async function ollamaModels(address: string, fetcher: typeof fetch): Promise<readonly string[] | undefined> {
  try {
    const response = await fetcher(`${address}/api/tags`, {
      signal: AbortSignal.timeout(400),
      redirect: "error",
    });
    if (!response.ok) return undefined;
    const body = (await response.json()) as { models?: unknown };
    if (!Array.isArray(body.models)) return undefined;
    return body.models.flatMap((model: unknown) => {
      const name = (model as { name?: unknown } | null)?.name;
      return typeof name === "string" && /^[\w.:/-]{1,100}$/.test(name) ? [name] : [];
    });
  } catch {
    return undefined;
  }
}

/**
 * Says which providers could be used: an OpenAI key in the environment, an Ollama server on loopback (asked for its
 * models, waiting 400 ms at most). Offers, never uses: no key is sent anywhere and no other host is asked.
 */
export async function discoverProviders(
  env: Readonly<Record<string, string | undefined>>,
  fetcher: typeof fetch = fetch,
): Promise<readonly DiscoveredProvider[]> {
  const found: DiscoveredProvider[] = [];
  if (env["OPENAI_API_KEY"]) {
    found.push({
      name: "openai",
      reason: "OPENAI_API_KEY is set.",
      models: [],
      config: 'model_provider = "openai"\nmodel = "..."\n',
      settings: { name: "openai" },
    });
  }
  const address = ollamaAddress(env);
  const models = address === undefined ? undefined : await ollamaModels(address, fetcher);
  if (address !== undefined && models !== undefined) {
    const [model] = models;
    const table = { base_url: `${address}/v1`, wire_api: "chat" };
    const lines = [
      'model_provider = "ollama"',
      `model = ${JSON.stringify(model ?? "...")}`,
      "",
      "[model_providers.ollama]",
      ...Object.entries(table).map(([key, value]) => `${key} = ${JSON.stringify(value)}`),
      "",
    ];
    const count = models.length === 1 ? "1 model" : `${models.length} models`;
    found.push({
      name: "ollama",
      reason: `An Ollama server answers at ${address} with ${count}.`,
      models,
      config: lines.join("\n"),
      settings: { name: "ollama", table, ...(model === undefined ? {} : { model }) },
    });
  }
  return found;
}
