import { ConfigError } from "../config-error.ts";
import type { Finding } from "../finding.ts";
import { formatKeyPath, type KeyPath } from "../key-path.ts";
import { accepts } from "../keys/accepts.ts";
import { nearest } from "../keys/nearest.ts";
import { HOOK_EVENTS } from "../keys/values.ts";
import { normalize, unknownKeys } from "../keys/walk.ts";
import { badValue, misfitText, shown } from "../parse-layer.ts";
import { isTable, own, put, type Table } from "../table.ts";
import { parseToml } from "../toml.ts";
import type { RequirementKey } from "./combine-rule.ts";
import { normalizePattern } from "./domain-pattern.ts";
import { REQUIREMENT_KEYS } from "./keys.ts";
import type { RequirementSource, RequirementText } from "./source.ts";

/** What parsing depends on. */
export interface RequirementOptions {
  /** Makes a path absolute. */
  readonly resolvePath: (path: string, base: string) => string;
  /** Name of this machine; matched by remote_sandbox_config. */
  readonly hostname: string;
}

type Head = Pick<RequirementSource, "id" | "file">;

const NETWORK_NAMES: readonly KeyPath[] = [
  ["experimental_network"],
  ["network_proxy"],
  ["permissions", "network"],
];

/** Moves every other name of a key to its one spelling. */
function oneSpelling(
  head: Head,
  raw: Table,
): { readonly values: Table; readonly written: (path: KeyPath) => KeyPath } {
  const values: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(raw)) put(values, name, value);
  const both = (path: KeyPath, a: string, b: string): never => {
    throw badValue(head, path, `${a} and ${b} are two names of one key; keep one`);
  };
  const moved: { readonly from: KeyPath; readonly to: KeyPath }[] = [];
  if (own(values, "feature_requirements") !== undefined) {
    if (own(values, "features") !== undefined)
      both(["feature_requirements"], "features", "feature_requirements");
    values["features"] = values["feature_requirements"];
    delete values["feature_requirements"];
    moved.push({ from: ["feature_requirements"], to: ["features"] });
  }
  const permissions = own(values, "permissions");
  const networks = NETWORK_NAMES.filter(([first, second]) =>
    second === undefined
      ? own(values, first!) !== undefined
      : isTable(permissions) && own(permissions, second) !== undefined,
  );
  if (networks.length > 1) both(networks[1]!, formatKeyPath(networks[0]!), formatKeyPath(networks[1]!));
  const [network] = networks;
  if (network && network[0] !== "experimental_network") {
    moved.push({ from: network, to: ["experimental_network"] });
    if (network.length === 1) {
      values["experimental_network"] = values["network_proxy"];
      delete values["network_proxy"];
    } else if (isTable(permissions)) {
      const { network: table, ...rest } = permissions as Record<string, unknown>;
      values["experimental_network"] = table;
      values["permissions"] = rest;
    }
  }
  const written = (path: KeyPath): KeyPath => {
    const move = moved.find(({ to }) => to.every((part, i) => part === path[i]));
    return move ? [...move.from, ...path.slice(move.to.length)] : path;
  };
  return { values, written };
}

/** The `deny_read` list of `[permissions.filesystem]` becomes a key of its own; the rest of permissions are profiles. */
function splitPermissions(head: Head, values: Record<string, unknown>): void {
  const permissions = own(values, "permissions");
  if (!isTable(permissions)) return;
  const { filesystem, ...profiles } = permissions as Record<string, unknown>;
  for (const name of Object.keys(profiles)) {
    if (name.startsWith(":"))
      throw badValue(
        head,
        ["permissions", name],
        `permissions.${JSON.stringify(name)}: names that start with ":" are reserved for built-in profiles`,
      );
    if (isTable(profiles[name]) && own(profiles[name] as Table, "deny_read") !== undefined) {
      throw badValue(
        head,
        ["permissions", name, "deny_read"],
        `deny_read belongs in [permissions.filesystem], not in the profile ${name}`,
      );
    }
  }
  if (filesystem !== undefined) {
    if (!isTable(filesystem))
      throw badValue(head, ["permissions", "filesystem"], "permissions.filesystem is reserved for deny_read");
    const other = Object.keys(filesystem).find((name) => name !== "deny_read");
    if (other !== undefined) {
      throw new ConfigError(
        "unknown_key",
        `permissions.filesystem.${other} is no limit that can be set; only deny_read is`,
        {
          origin: { layer: head.id, ...(head.file === undefined ? {} : { file: head.file }) },
          key: `permissions.filesystem.${other}`,
        },
      );
    }
    if (own(filesystem, "deny_read") !== undefined) values["deny_read"] = filesystem["deny_read"];
  }
  if (Object.keys(profiles).length > 0) values["permissions"] = profiles;
  else delete values["permissions"];
}

/** Both spellings of a list of hosts or sockets become one map; one file may use only one of them. */
function listsToMaps(head: Head, network: Table, written: (path: KeyPath) => KeyPath): Table {
  const { allowed_domains, denied_domains, allow_unix_sockets, ...rest } = network as Record<string, unknown>;
  const merge = (
    name: "domains" | "unix_sockets",
    allow: unknown,
    deny: unknown,
    fix: (text: string) => string,
  ): void => {
    const map = own(rest, name);
    const lists = [allow, deny].filter((list): list is string[] => Array.isArray(list) && list.length > 0);
    if (isTable(map) && lists.length > 0) {
      throw badValue(
        head,
        written(["experimental_network", name]),
        `${name} and its older spelling are both given; keep ${name}`,
      );
    }
    const entries: [string, string][] = isTable(map)
      ? Object.entries(map).map(([host, what]) => [fix(host), String(what)])
      : [
          ...(Array.isArray(allow) ? (allow as string[]) : []).map((host): [string, string] => [
            fix(host),
            "allow",
          ]),
          ...(Array.isArray(deny) ? (deny as string[]) : []).map((host): [string, string] => [
            fix(host),
            "deny",
          ]),
        ];
    if (!isTable(map) && lists.length === 0) return;
    const result: Record<string, unknown> = {};
    for (const [host, what] of entries) if (own(result, host) !== "deny") put(result, host, what);
    rest[name] = result;
  };
  merge("domains", allowed_domains, denied_domains, normalizePattern);
  merge("unix_sockets", allow_unix_sockets, undefined, (path) => path);
  for (const [host, what] of Object.entries(isTable(rest["domains"]) ? rest["domains"] : {})) {
    if (["*", "*.*", "**"].includes(host)) {
      throw badValue(
        head,
        written(["experimental_network", "domains", host]),
        `the host pattern ${JSON.stringify(host)} may not be ${what === "deny" ? "denied; set enabled = false" : "allowed; name the hosts"}`,
      );
    }
  }
  return rest;
}

function checkHooks(head: Head, hooks: Table): void {
  for (const event of HOOK_EVENTS) {
    const groups = own(hooks, event);
    for (const [i, group] of Array.isArray(groups) ? groups.entries() : []) {
      const matcher = isTable(group) ? own(group, "matcher") : undefined;
      if (typeof matcher !== "string" || matcher === "*") continue;
      try {
        new RegExp(matcher, "u");
      } catch {
        throw badValue(
          head,
          ["hooks", event, String(i), "matcher"],
          `hooks.${event} matcher ${shown(matcher)} is no regular expression`,
        );
      }
    }
  }
}

/** True when a host name fits a pattern with `*` and `?`, whatever its case. */
export function hostMatches(pattern: string, hostname: string): boolean {
  const source = pattern
    .toLowerCase()
    .replace(/[.+^${}()|[\]\\]/g, "\\$&")
    .replaceAll("*", ".*")
    .replaceAll("?", ".");
  return new RegExp(`^${source}$`, "su").test(hostname.toLowerCase());
}

function checkModes(head: Head, values: Record<string, unknown>, options: RequirementOptions): void {
  const remote = own(values, "remote_sandbox_config");
  delete values["remote_sandbox_config"];
  let written: KeyPath = ["allowed_sandbox_modes"];
  for (const [i, entry] of Array.isArray(remote) ? remote.entries() : []) {
    if (
      !isTable(entry) ||
      !(entry["hostname_patterns"] as string[]).some((pattern) => hostMatches(pattern, options.hostname))
    )
      continue;
    values["allowed_sandbox_modes"] = entry["allowed_sandbox_modes"];
    written = ["remote_sandbox_config", String(i), "allowed_sandbox_modes"];
    break;
  }
  const modes = own(values, "allowed_sandbox_modes");
  if (Array.isArray(modes) && !modes.includes("read-only")) {
    throw badValue(
      head,
      written,
      "allowed_sandbox_modes must include read-only, so that something can always run",
    );
  }
}

/**
 * Reads one requirements text: unknown keys are errors unless the file says otherwise, every value is checked, and each
 * key gets its one spelling.
 *
 * @throws {ConfigError} `syntax`, `unknown_key`, `bad_value` with the source and key.
 */
export function parseRequirements(
  source: RequirementText,
  options: RequirementOptions,
): { readonly source: RequirementSource; readonly findings: readonly Finding[] } {
  const origin = { layer: source.id, ...(source.file === undefined ? {} : { file: source.file }) };
  const head: Head = { id: source.id, ...(source.file === undefined ? {} : { file: source.file }) };
  const raw = parseToml(source.text, origin);
  const { values: spelled, written } = oneSpelling(head, raw);
  const lenient = own(raw, "allow_unknown_keys") === true;
  const findings: Finding[] = [];
  const values: Record<string, unknown> = {};
  const unknown = (path: KeyPath, close: string | undefined): void => {
    const name = formatKeyPath(written(path));
    const hint = close === undefined ? "." : `; did you mean ${close}?`;
    const text = `${name} is no requirement that Paddock knows${hint}`;
    if (!lenient) {
      throw new ConfigError(
        "unknown_key",
        `${text} It would have no effect, so nothing starts; correct it, remove it, or set allow_unknown_keys = true`,
        { origin, key: name },
      );
    }
    findings.push({
      severity: "warn",
      code: "unknown_requirement",
      text: `${text} It has no effect`,
      layer: head,
      path: written(path),
    });
  };
  for (const [name, value] of Object.entries(spelled)) {
    const key = Object.hasOwn(REQUIREMENT_KEYS, name)
      ? (REQUIREMENT_KEYS[name] as RequirementKey)
      : undefined;
    if (!key) {
      unknown([name], nearest(name, Object.keys(REQUIREMENT_KEYS)));
      continue;
    }
    if (!accepts(key.shape, value)) {
      const { path, text } = misfitText(key.shape, value, [name]);
      throw badValue(head, written(path), text);
    }
    if (key.elsewhere) {
      findings.push({
        severity: "warn",
        code: "requirement_not_applied",
        text: `${name} is a requirement of Codex that has no effect here: ${key.summary}`,
        layer: head,
        path: [name],
      });
      continue;
    }
    for (const one of unknownKeys(key.shape, value, [name])) unknown(one.path, one.nearest);
    put(
      values,
      name,
      normalize(key.shape, value, (path) => options.resolvePath(path, source.base)),
    );
  }
  delete values["allow_unknown_keys"];
  splitPermissions(head, values);
  checkModes(head, values, options);
  const network = own(values, "experimental_network");
  if (isTable(network)) values["experimental_network"] = listsToMaps(head, network, written);
  const hooks = own(values, "hooks");
  if (isTable(hooks)) checkHooks(head, hooks);
  if (own(values, "config_server") !== undefined) checkServer(source, head, values["config_server"] as Table);
  return { source: { kind: source.kind, ...head, text: source.text, values }, findings };
}

function checkServer(source: RequirementText, head: Head, server: Table): void {
  if (source.kind === "cloud" || source.kind === "embedded")
    throw badValue(
      head,
      ["config_server"],
      "config_server may stand only in a file of the machine, not in a bundle",
    );
  if (own(server, "oauth") !== undefined)
    throw badValue(
      head,
      ["config_server", "oauth"],
      "config_server.oauth cannot be used: Paddock fetches bundles without a login; remove it and sign the bundles",
    );
  if (own(server, "public_key") === undefined && own(server, "allow_unsigned") !== true) {
    throw badValue(
      head,
      ["config_server"],
      "config_server needs public_key, the Ed25519 key that signs its bundles (or allow_unsigned = true)",
    );
  }
}

/** What a legacy managed file demands: what it sets may not be loosened. */
export function legacyRequirements(layer: {
  readonly id: string;
  readonly file?: string;
  readonly values: Table;
}): RequirementSource {
  const values: Record<string, unknown> = {};
  const approval = own(layer.values, "approval_policy");
  if (approval !== undefined) values["allowed_approval_policies"] = [approval];
  const mode = own(layer.values, "sandbox_mode");
  if (mode !== undefined)
    values["allowed_sandbox_modes"] = mode === "read-only" ? ["read-only"] : ["read-only", mode];
  const reviewer = own(layer.values, "approvals_reviewer");
  if (reviewer !== undefined)
    values["allowed_approvals_reviewers"] = reviewer === "user" ? ["user"] : [reviewer, "user"];
  return {
    kind: "legacy",
    id: `requirements:${layer.id}`,
    ...(layer.file === undefined ? {} : { file: layer.file }),
    values,
  };
}
