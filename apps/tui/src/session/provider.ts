import { createProvider, discoverProviders, offlineGuide, type Provider } from "@paddock/agent";
import type { Effective } from "@paddock/config";

type Environment = Readonly<Record<string, string | undefined>>;

function text(effective: Effective, key: string): string | undefined {
  const value = effective.get(key);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/**
 * The provider that the configuration names. Where it names none the offline guide answers; a key that happens to be in
 * the environment is never a choice.
 */
export function chooseProvider(effective: Effective, env: Environment): Provider {
  const name = text(effective, "model_provider");
  if (name === undefined) return offlineGuide();
  const providers = effective.get("model_providers");
  const table = (providers as Readonly<Record<string, unknown>> | undefined)?.[name];
  const model = text(effective, "model");
  const reasoningEffort = text(effective, "model_reasoning_effort");
  return createProvider(
    {
      name,
      ...(model === undefined ? {} : { model }),
      ...(reasoningEffort === undefined ? {} : { reasoningEffort }),
      ...(typeof table === "object" && table !== null
        ? { table: table as Readonly<Record<string, unknown>> }
        : {}),
    },
    env,
  );
}

/** What a person could choose where nothing is chosen, as sentences with what to write. Asks loopback only. */
export async function offers(effective: Effective, env: Environment): Promise<readonly string[]> {
  if (text(effective, "model_provider") !== undefined) return [];
  const found = await discoverProviders(env);
  return found.map(
    ({ reason, config }) =>
      `${reason} To use it, write in config.toml: ${config.trim().replaceAll("\n", "; ")}`,
  );
}
