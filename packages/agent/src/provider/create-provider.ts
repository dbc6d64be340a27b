import type { OpenAI } from "openai";
import type { Provider, ProviderEvent, StreamRequest } from "../event.ts";
import { attempts, type Pace, realPace } from "./attempts.ts";
import { chatDecoder } from "./chat-wire.ts";
import { untilIdle } from "./idle.ts";
import { hasExtras, requestBody } from "./request-body.ts";
import { responsesDecoder } from "./responses-wire.ts";
import { type Endpoint, type ProviderSettings, resolveEndpoint } from "./settings.ts";
import type { Json } from "./wire.ts";

/** What a provider may be given beside its settings. */
export interface ProviderOptions {
  /** A key from the keyring; used only by a provider that names an `env_key` whose variable is not set. */
  readonly key?: string;
  /** Clock, chance and waiting; default: the real ones. */
  readonly pace?: Pace;
}

/** Headers that the SDK would take from its own environment variables are taken away: the settings alone decide. */
function ownHeaders(endpoint: Endpoint, custom: string | undefined): Record<string, string | null> {
  const headers: Record<string, string | null> = {};
  for (const line of custom?.split("\n") ?? []) {
    const name = line.slice(0, Math.max(0, line.indexOf(":"))).trim();
    if (name !== "") headers[name] = null;
  }
  if (endpoint.key === undefined) headers["authorization"] = null;
  return { ...headers, ...endpoint.headers };
}

/** True when a server says that it does not take the request as it is; another try like it would not help. */
function refusesShape(error: unknown): boolean {
  const { status } = error as { readonly status?: unknown };
  return status === 400 || status === 422;
}

/**
 * Makes a provider from `model_provider`, `model` and `[model_providers.NAME]`. Sends nothing until a turn asks for it;
 * the SDK is loaded then. Failed requests and cut streams are retried as the settings say, with `retry` events; the key
 * never stands in a message.
 *
 * @throws {AgentError} `bad-settings` naming the key of config.toml, or `missing-key` naming the variable and what to do.
 *
 * @example
 * ```ts
 * import { createProvider } from "@paddock/agent";
 *
 * const table = { base_url: "http://localhost:8000/v1", wire_api: "chat" };
 * const provider = createProvider({ name: "local", model: "qwen3", table }, {});
 * console.log(provider.name, provider.isModel);
 * ```
 */
export function createProvider(
  settings: ProviderSettings,
  env: Readonly<Record<string, string | undefined>>,
  options: ProviderOptions = {},
): Provider {
  const endpoint = resolveEndpoint(settings, env, options.key);
  const pace = options.pace ?? realPace;
  let client: Promise<OpenAI> | undefined;
  /** False once the server has taken a request without the extras that it refused with them. */
  let extras = true;

  async function connect(): Promise<OpenAI> {
    const sdk = await import("openai");
    return new sdk.OpenAI({
      apiKey: endpoint.key ?? "none",
      adminAPIKey: null,
      organization: null,
      project: null,
      webhookSecret: null,
      baseURL: endpoint.baseUrl,
      defaultHeaders: ownHeaders(endpoint, env["OPENAI_CUSTOM_HEADERS"]),
      defaultQuery: { ...endpoint.query },
      maxRetries: 0,
      // The time to the first byte counts as silence too.
      timeout: endpoint.idleMs,
      logLevel: "off",
    });
  }

  async function post(request: StreamRequest, signal: AbortSignal): Promise<AsyncIterable<Json>> {
    client ??= connect();
    const sdk = await client;
    const path = endpoint.wire === "responses" ? "/responses" : "/chat/completions";
    const send = async (more: boolean): Promise<AsyncIterable<Json>> => {
      const body = requestBody(endpoint, request, more);
      return (await sdk.post(path, { body, stream: true, signal })) as AsyncIterable<Json>;
    };
    if (!extras || !hasExtras(request)) return await send(false);
    try {
      return await send(true);
    } catch (error) {
      if (!refusesShape(error)) throw error;
      // Where it refuses the plain request too, that refusal tells more.
      const stream = await send(false);
      extras = false;
      return stream;
    }
  }

  async function* open(request: StreamRequest, outer: AbortSignal): AsyncGenerator<ProviderEvent> {
    const stop = new AbortController();
    const signal = AbortSignal.any([outer, stop.signal]);
    const stream = await post(request, signal);
    const decoder = endpoint.wire === "responses" ? responsesDecoder(endpoint.name) : chatDecoder();
    for await (const event of untilIdle(stream, endpoint.idleMs, () => stop.abort()))
      yield* decoder.next(event);
    outer.throwIfAborted();
    yield* decoder.end();
  }

  return {
    name: endpoint.name,
    model: endpoint.model,
    isModel: true,
    ...(endpoint.keySource === undefined
      ? {}
      : { credential: { name: endpoint.keySource, host: new URL(endpoint.baseUrl).host } }),
    stream: (request) => attempts(endpoint, (attempt) => open(request, attempt), pace, request.signal),
  };
}
