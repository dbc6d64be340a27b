import { posix } from "node:path";
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
  /** A file that it keeps in its folder while `variable` names that; to be copied where `to` does not exist. */
  readonly moved?: {
    readonly variable: string;
    readonly folder: string;
    readonly from: string;
    readonly to: string;
  };
  /** An endpoint on this machine itself that a variable names, as URL: opening it is up to the person. */
  readonly local?: string;
}

const LOOPBACK = /^(?:localhost|127(?:\.\d+){3}|\[?::1\]?|.*\.localhost)$/;

function hostOf(text: string | undefined): string | undefined {
  if (text === undefined || text === "") return undefined;
  const url = /^[a-z]+:\/\//i.test(text) ? text : `http://${text}`;
  return URL.canParse(url) ? new URL(url).hostname : undefined;
}

/** Folders of the XDG base directory specification, and the variables that name other places for them. */
const XDG: readonly (readonly [folder: string, variable: string])[] = [
  ["~/.config/", "XDG_CONFIG_HOME"],
  ["~/.local/share/", "XDG_DATA_HOME"],
  ["~/.local/state/", "XDG_STATE_HOME"],
  ["~/.cache/", "XDG_CACHE_HOME"],
];

/** A folder that a variable names: absolute, and not so wide that the home lies in it. */
function namedFolder(value: string | undefined, home: string): string | undefined {
  if (!value?.startsWith("/")) return undefined;
  const path = posix.normalize(value).replace(/\/$/, "");
  return path === "" || home === path || home.startsWith(`${path}/`) ? undefined : path;
}

function movedInto(
  { variable, folder }: { readonly variable: string; readonly folder: string },
  from: string,
  absolute: (path: string) => string,
): NonNullable<AgentAccess["moved"]> {
  const place = absolute(folder);
  return { variable, folder: place, from, to: `${place}/${posix.basename(from)}` };
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
  const own = profile.home && namedFolder(env[profile.home.variable], home);
  const absolute = (path: string): string => {
    if (own !== undefined && path === profile.home?.folder) return own;
    for (const [folder, variable] of XDG) {
      const named = path.startsWith(folder) ? namedFolder(env[variable], home) : undefined;
      if (named !== undefined) return `${named}/${path.slice(folder.length)}`;
    }
    return path.startsWith("~/") ? `${home}${path.slice(1)}` : path;
  };
  const beside = own === undefined ? profile.home?.beside : undefined;
  const isSet = (name: string): boolean => (env[name] ?? "") !== "";
  const hosts = new Set(profile.hosts);
  const variables = new Set((profile.variables ?? []).filter(isSet));
  let local: string | undefined;
  for (const name of profile.providers) {
    const { keys, endpoint, host } = PROVIDERS[name];
    const given = keys.filter(isSet);
    const other = hostOf(env[endpoint]);
    for (const key of given) variables.add(key);
    if (other !== undefined && LOOPBACK.test(other)) local ??= env[endpoint];
    else if (other !== undefined) hosts.add(other);
    else if (given.length > 0) hosts.add(host);
  }
  return {
    folders: profile.folders.map(absolute),
    files: (profile.files ?? []).map(absolute),
    hosts: [...hosts],
    variables: [...variables],
    ...(profile.home && beside !== undefined
      ? { moved: movedInto(profile.home, absolute(beside), absolute) }
      : {}),
    ...(local === undefined ? {} : { local }),
  };
}
