import { constants, copyFileSync, lstatSync, mkdirSync } from "node:fs";
import type { LoadedConfig } from "@paddock/config";
import { AGENT_PROFILES, type AgentAccess, type AgentProfile, findAgent } from "@paddock/guard";
import { evaluate, type NetworkPolicy } from "@paddock/network";
import type { Profile } from "@paddock/sandbox";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import type { AgentHooks } from "./agent-hooks.ts";

/**
 * The profile of the agent that is started, by the name of its program or by `--agent`.
 *
 * @throws {UsageError} for a name that no profile has.
 */
export function chosenAgent(argv: readonly string[], flag: string | undefined): AgentProfile | undefined {
  if (flag === undefined) return findAgent(argv);
  if (flag === "none") return undefined;
  const found = AGENT_PROFILES.find(({ name }) => name === flag);
  if (found) return found;
  const names = AGENT_PROFILES.map(({ name }) => name).join(", ");
  throw new UsageError(`--agent knows ${names} and none, and this is "${flag}"`);
}

const key = (segment: string): string =>
  /^[A-Za-z0-9_-]+$/.test(segment) ? segment : JSON.stringify(segment);

/** What an agent gets, as settings of the command line: requirements clamp them like all others. */
export function agentSettings(
  agent: AgentProfile,
  access: AgentAccess,
  profile: Profile,
  effective: LoadedConfig,
): readonly string[] {
  const isWritable = profile.mode !== "danger-full-access" && profile.mode !== "read-only";
  const moved = isWritable && access.moved ? { [access.moved.variable]: access.moved.folder } : {};
  const variables = Object.entries({ ...agent.set, ...moved }).map(
    ([name, value]) => `shell_environment_policy.set.${key(name)}=${JSON.stringify(value)}`,
  );
  if (!isWritable) return variables;
  const paths = [...access.folders, ...access.files];
  const named = profile.mode === "profile" ? `permissions.${key(profile.name)}` : undefined;
  const network = named === undefined ? "features.network_proxy" : `${named}.network`;
  const hosts = access.hosts.map((host) => `${network}.domains.${key(host)}="allow"`);
  return [...variables, ...hosts, ...pathSettings(paths, named, effective)];
}

function pathSettings(
  paths: readonly string[],
  named: string | undefined,
  effective: LoadedConfig,
): readonly string[] {
  if (named !== undefined) return paths.map((path) => `${named}.filesystem.${key(path)}="write"`);
  if (paths.length === 0) return [];
  const known = effective.get("sandbox_workspace_write.writable_roots");
  const roots = [...(Array.isArray(known) ? known : []), ...paths];
  return [`sandbox_workspace_write.writable_roots=${JSON.stringify(roots)}`];
}

/**
 * Makes the folders that are not there: what does not exist cannot be opened, and an agent's first start makes its own. Those that
 * cannot be made are left to the agent, which says better what it misses. Returns what to say of a file that was copied into them.
 */
export function makeFolders({ folders, moved }: AgentAccess, profile: Profile): string | undefined {
  if (profile.mode === "danger-full-access" || profile.mode === "read-only") return undefined;
  for (const folder of folders) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
    } catch {}
  }
  return moved && copied(moved);
}

/** The source is the user's own and the folder the agent's, who may have put a link there: nothing that exists is written to. */
function copied({ from, to }: { readonly from: string; readonly to: string }): string | undefined {
  try {
    if (!lstatSync(from).isFile()) return undefined;
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return `${visible(from)} is copied to ${visible(to)}, which stands for it under paddock run`;
  } catch {
    return undefined;
  }
}

/** Says what an agent was given, in one line, and what else its user should know. */
export function agentLines(
  agent: AgentProfile,
  access: AgentAccess,
  { mode }: Pick<Profile, "mode">,
  home: string,
  hooks: Pick<AgentHooks, "hasHooks" | "why">,
): readonly string[] {
  const shown = (path: string): string =>
    visible(path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path);
  const parts = [
    ...(access.folders.length > 0 ? [`writes ${access.folders.map(shown).join(", ")}`] : []),
    ...(access.hosts.length > 0 ? [`reaches ${access.hosts.join(", ")}`] : []),
    ...(access.variables.length > 0 ? [`sees ${access.variables.join(", ")}`] : []),
    ...(hooks.hasHooks ? ["runs its commands by the rules"] : []),
  ];
  const given =
    mode === "read-only"
      ? `${agent.name}: nothing can be written here, its own folders included, and the network is off`
      : `${agent.name}: ${parts.join("; ")} (--agent none: without)`;
  const more = [
    ...(agent.note === undefined ? [] : [agent.note]),
    ...(hooks.why === undefined
      ? []
      : [`its commands are not judged by the rules: ${visible(hooks.why)}; the boundary holds all the same`]),
  ];
  return [given, ...more.map((text) => `${agent.name}: ${text}`)];
}

/** Says how to open an endpoint on this machine, which no profile opens by itself; undefined when the policy does. */
export function localLine(access: AgentAccess, policy: NetworkPolicy, key: string): string | undefined {
  const { local } = access;
  if (local === undefined) return undefined;
  const { hostname, port } = new URL(/^[a-z]+:\/\//i.test(local) ? local : `http://${local}`);
  const request = { host: hostname, port: Number(port || 80), protocol: "http" } as const;
  if (evaluate(policy, request).decision === "allow") return undefined;
  const open = [
    `${key}.domains.${JSON.stringify(hostname)}="allow"`,
    `${key}.ports.${JSON.stringify(`${hostname}:${request.port}`)}="allow"`,
  ];
  const flags = open.map((setting) => `-c '${setting}'`).join(" ");
  return `${visible(local)} is on this machine, which stays shut; to open this port of it: ${flags}`;
}
