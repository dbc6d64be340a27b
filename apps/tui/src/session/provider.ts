import {
  discoverProviders,
  offlineGuide,
  type Provider,
  providerFromConfig,
  reviewProviderFromConfig,
} from "@paddock/agent";
import type { Effective } from "@paddock/config";

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The provider that the configuration names. Where it names none the offline guide answers; a key that happens to be in
 * the environment is never a choice.
 */
export function chooseProvider(effective: Effective, env: Environment): Provider {
  return providerFromConfig(effective, env) ?? offlineGuide();
}

function chosen(effective: Effective): boolean {
  const name = effective.get("model_provider");
  return typeof name === "string" && name !== "";
}

/**
 * The provider of the automatic reviewer. Where the configuration asks for no review it is the session's own, so that a
 * key that only a reviewer would need is not missed; the offline guide reviews nothing.
 */
export function chooseReviewer(
  effective: Effective,
  env: Environment,
  session: Provider,
): Provider | undefined {
  const wanted =
    effective.get("approvals_reviewer") === "auto_review" ||
    effective.get("auto_review.scope") === "all" ||
    effective.get("auto_review.required_on_models") !== undefined;
  if (wanted) return reviewProviderFromConfig(effective, env);
  return session.isModel ? session : undefined;
}

/** What a person could choose where nothing is chosen, as sentences with what to write. Asks loopback only. */
export async function offers(effective: Effective, env: Environment): Promise<readonly string[]> {
  if (chosen(effective)) return [];
  const found = await discoverProviders(env);
  return found.map(
    ({ reason, config }) =>
      `${reason} To use it, write in config.toml: ${config.trim().replaceAll("\n", "; ")}`,
  );
}
