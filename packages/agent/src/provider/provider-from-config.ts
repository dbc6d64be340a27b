import type { Provider } from "../event.ts";
import { createProvider, type ProviderOptions } from "./create-provider.ts";
import type { SettingsTable } from "./settings.ts";

/** The merged configuration, as far as providers need it: a read by dotted key. */
export interface ConfigReader {
  /** The value in force; undefined where nothing sets it. */
  get(key: string): unknown;
}

function text(config: ConfigReader, ...keys: readonly string[]): string | undefined {
  for (const key of keys) {
    const value = config.get(key);
    if (typeof value === "string" && value !== "") return value;
  }
  return undefined;
}

function named(
  config: ConfigReader,
  env: Readonly<Record<string, string | undefined>>,
  choice: {
    readonly name: string;
    readonly model?: string | undefined;
    readonly effort?: string | undefined;
  },
  options: ProviderOptions | undefined,
): Provider {
  const tables = config.get("model_providers") as Readonly<Record<string, unknown>> | undefined;
  const table = tables !== undefined && Object.hasOwn(tables, choice.name) ? tables[choice.name] : undefined;
  return createProvider(
    {
      name: choice.name,
      ...(choice.model === undefined ? {} : { model: choice.model }),
      ...(choice.effort === undefined ? {} : { reasoningEffort: choice.effort }),
      ...(typeof table === "object" && table !== null ? { table: table as SettingsTable } : {}),
    },
    env,
    options,
  );
}

/**
 * The provider that `model_provider` and `model` name. Undefined where the configuration names none; a key that happens
 * to be in the environment is never a choice.
 *
 * @throws {AgentError} where a setting has no meaning, naming its key.
 */
export function providerFromConfig(
  config: ConfigReader,
  env: Readonly<Record<string, string | undefined>>,
  options?: ProviderOptions,
): Provider | undefined {
  const name = text(config, "model_provider");
  if (name === undefined) return undefined;
  const choice = { name, model: text(config, "model"), effort: text(config, "model_reasoning_effort") };
  return named(config, env, choice, options);
}

/**
 * The provider of the automatic reviewer: `auto_review.provider` and `auto_review.model` where they are set, else
 * `review_model`, else what the session uses. A reviewer with a model of its own sends no reasoning effort: it would be
 * that of another model.
 *
 * @throws {AgentError} where a setting has no meaning, naming its key.
 */
export function reviewProviderFromConfig(
  config: ConfigReader,
  env: Readonly<Record<string, string | undefined>>,
  options?: ProviderOptions,
): Provider | undefined {
  const session = text(config, "model_provider");
  const name = text(config, "auto_review.provider") ?? session;
  if (name === undefined) return undefined;
  const own = text(config, "auto_review.model", ...(name === session ? ["review_model"] : []));
  if (own === undefined && name === session) return providerFromConfig(config, env, options);
  return named(config, env, { name, model: own ?? text(config, "model") }, options);
}
