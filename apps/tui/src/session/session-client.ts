import type { SessionClient } from "@paddock/guard";
import manifest from "../../package.json" with { type: "json" };

/** Says to the record which command drives a session, in which terminal and with which provider. */
export function sessionClient(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  provider?: string,
): SessionClient {
  return {
    name,
    version: manifest.version,
    ...(env["TERM"] === undefined ? {} : { terminal: env["TERM"] }),
    ...(provider === undefined ? {} : { provider }),
  };
}
