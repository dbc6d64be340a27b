import type { AgentProfile } from "./agent-profiles.ts";
import { PROVIDERS } from "./providers.ts";

/** What one agent gets on this machine, beside what every command gets. */
export interface AgentAccess {
  /** Absolute; to be made where they are missing. */
  readonly folders: readonly string[];
  /** Absolute; writable where they exist. */
  readonly files: readonly string[];
  /** Patterns for the domain table. */
  readonly hosts: readonly string[];
  /** Names of variables that it may see although they look like secrets, of those that are set. */
  readonly variables: readonly string[];
  /** An endpoint on this machine itself that a variable names, as URL: opening it is up to the person. */
  readonly local?: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|.*\.localhost)$/;

function hostOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/**
 * What a profile comes to in an environment: a provider's host and key only where its key or endpoint is set, and the endpoint
 * that is set in place of the usual host.
 */
export function agentAccess(
  profile: AgentProfile,
  env: Readonly<Record<string, string | undefined>>,
  home: string,
): AgentAccess {
  const absolute = (path: string): string => (path.startsWith("~/") ? `${home}${path.slice(1)}` : path);
  const isSet = (name: string): boolean => (env[name] ?? "") !== "";
  const hosts = new Set(profile.hosts);
  const variables = new Set((profile.variables ?? []).filter(isSet));
  let local: string | undefined;
  for (const name of profile.providers) {
    const { keys, endpoint, host } = PROVIDERS[name];
    const own = hostOf(env[endpoint]);
    const given = keys.filter(isSet);
    for (const key of given) variables.add(key);
    if (own !== undefined && LOOPBACK.test(own)) local ??= env[endpoint];
    else if (own !== undefined) hosts.add(own);
    else if (given.length > 0) hosts.add(host);
  }
  return {
    folders: profile.folders.map(absolute),
    files: (profile.files ?? []).map(absolute),
    hosts: [...hosts],
    variables: [...variables],
    ...(local === undefined ? {} : { local }),
  };
}
