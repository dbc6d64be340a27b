import { readFileSync } from "node:fs";
import type { HeaderInjection } from "../request-hook.ts";

/** Finds a secret that a hook injects; undefined when there is none. */
export type SecretSource = (secret: HeaderInjection["secret"]) => string | undefined;

/** Longest secret that is sent. */
const LONGEST = 16_384;

/** Looks into the variables and files of the proxy's own process. A file's final line break is no part of the secret. */
export function secretsFrom(env: Readonly<Record<string, string | undefined>>): SecretSource {
  return ({ kind, name }) => {
    if (kind === "variable") return env[name];
    try {
      return readFileSync(name, "utf8").replace(/\r?\n$/, "");
    } catch {
      return undefined;
    }
  };
}

/** The value of an injected header; undefined when the secret is missing or cannot stand in a header. */
export function injectedValue(injection: HeaderInjection, source: SecretSource): string | undefined {
  const secret = source(injection.secret);
  if (secret === undefined || secret === "" || secret.length > LONGEST) return undefined;
  return /^[\x20-\x7e]+$/.test(secret) ? injection.prefix + secret : undefined;
}
