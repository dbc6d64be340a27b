import { ConfigError } from "./config-error.ts";
import { shellFilters } from "./environment-policy.ts";
import type { Finding } from "./finding.ts";
import { formatKeyPath, type KeyPath } from "./key-path.ts";
import { accepts } from "./keys/accepts.ts";
import { describeShape } from "./keys/describe.ts";
import { KEYS_OF_CODEX } from "./keys/elsewhere.ts";
import { nearest } from "./keys/nearest.ts";
import type { Shape } from "./keys/shape.ts";
import { CONFIG_KEYS } from "./keys/table.ts";
import { normalize, unknownKeys } from "./keys/walk.ts";
import type { Layer, LayerSource } from "./layer.ts";
import { isTable, own, put, type Table } from "./table.ts";
import { parseToml } from "./toml.ts";

/** Settings of parsing that are the same for all layers. */
export interface ParseOptions {
  /** Makes a path absolute: `~/x` from the home, relative ones from `base`. */
  readonly resolvePath: (path: string, base: string) => string;
  /** Set where Codex is imitated. */
  readonly compat?: "codex";
  /** Unknown keys are errors. */
  readonly strict?: boolean;
}

/** A bad value, thrown with the layer and the path, so that the edge can add the position. */
export function badValue(layer: Pick<Layer, "id" | "file">, path: KeyPath, detail: string): ConfigError {
  return new ConfigError("bad_value", detail, {
    origin: { layer: layer.id, ...(layer.file === undefined ? {} : { file: layer.file }) },
    key: formatKeyPath(path),
  });
}

/** The offending value as it may be shown: short, and never the inside of tables that hold secrets. */
export function shown(value: unknown): string {
  if (isTable(value)) return "a table";
  if (Array.isArray(value)) return value.length === 0 ? "an empty array" : "an array";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** The deepest place at which a value leaves its shape. */
export function misfit(
  shape: Shape,
  value: unknown,
  path: KeyPath,
): { readonly path: KeyPath; readonly shape: Shape; readonly value: unknown; readonly missing?: string } {
  if (shape.kind === "list" && Array.isArray(value)) {
    const at = value.findIndex((item) => !accepts(shape.of, item));
    if (at >= 0) return misfit(shape.of, value[at], [...path, String(at)]);
  }
  if (shape.kind === "map" && isTable(value)) {
    const bad = Object.entries(value).find(([, item]) => !accepts(shape.of, item));
    if (bad) return misfit(shape.of, bad[1], [...path, bad[0]]);
  }
  if (shape.kind === "table" && isTable(value)) {
    for (const [name, key] of Object.entries(shape.keys)) {
      const inner = own(value, name);
      if (inner === undefined && key.required) return { path, shape, value, missing: name };
      if (inner !== undefined && !accepts(key.shape, inner)) return misfit(key.shape, inner, [...path, name]);
    }
  }
  if (shape.kind === "either") {
    const alike = shape.of.find(
      (one) =>
        (one.kind === "table" || one.kind === "map") === isTable(value) &&
        (one.kind === "list") === Array.isArray(value),
    );
    if (alike && (alike.kind === "table" || alike.kind === "map" || alike.kind === "list"))
      return misfit(alike, value, path);
  }
  return { path, shape, value };
}

/** One sentence about a value that does not fit: the key, the offending text, what is expected. */
export function misfitText(
  shape: Shape,
  value: unknown,
  path: KeyPath,
): { readonly path: KeyPath; readonly text: string } {
  const at = misfit(shape, value, path);
  const key = formatKeyPath(at.path);
  if (at.missing !== undefined) return { path: at.path, text: `${key}: ${at.missing} is missing` };
  const word =
    at.shape.kind === "words" && typeof at.value === "string" ? nearest(at.value, at.shape.words) : undefined;
  const hint = word === undefined ? "" : `; did you mean ${JSON.stringify(word)}?`;
  return { path: at.path, text: `${key} is ${shown(at.value)}, expected ${describeShape(at.shape)}${hint}` };
}

function legacyProfile(layer: Pick<Layer, "id" | "file">, values: Table): void {
  if (own(values, "profile") === undefined) return;
  const error = badValue(layer, ["profile"], "");
  throw new ConfigError(
    "legacy_profile",
    `profile = ${shown(own(values, "profile"))} is no longer read; put the keys of that profile in NAME.config.toml beside config.toml and start with -p NAME`,
    { origin: error.origin, key: "profile" },
  );
}

/** Old spellings and the keys they became. */
const RENAMED: Readonly<Record<string, KeyPath>> = {
  use_legacy_landlock: ["features", "use_legacy_landlock"],
};

function renamed(values: Table): Table {
  const copy: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(values)) {
    const to = Object.hasOwn(RENAMED, name) ? RENAMED[name] : undefined;
    if (!to) put(copy, name, value);
    else {
      const [first, second] = to as [string, string];
      const inner = own(copy, first) ?? own(values, first);
      put(copy, first, { ...(isTable(inner) ? inner : {}), [second]: value });
    }
  }
  return copy;
}

/**
 * Reads one layer: parses, refuses what cannot be meant, reports unknown keys, and makes paths absolute.
 *
 * @throws {ConfigError} `syntax`, `bad_value`, `legacy_profile`; `unknown_key` under strict.
 */
export function parseLayer(
  source: LayerSource,
  options: ParseOptions,
): { readonly layer: Layer; readonly findings: readonly Finding[] } {
  const head = {
    kind: source.kind,
    id: source.id,
    base: source.base,
    ...(source.file === undefined ? {} : { file: source.file }),
  };
  const withText = { ...head, ...(source.text === undefined ? {} : { text: source.text }) };
  if (source.disabled !== undefined)
    return { layer: { ...withText, values: {}, disabled: source.disabled }, findings: [] };
  const origin = { layer: source.id, ...(source.file === undefined ? {} : { file: source.file }) };
  const raw =
    source.values ?? (source.text === undefined || source.text === "" ? {} : parseToml(source.text, origin));
  if (source.kind !== "project") legacyProfile(head, raw);
  const values: Record<string, unknown> = {};
  const findings: Finding[] = [];
  for (const [name, value] of Object.entries(renamed(raw))) {
    const key = Object.hasOwn(CONFIG_KEYS, name) ? CONFIG_KEYS[name] : undefined;
    if (!key) {
      findings.push(unknownFinding(head, [name], nearest(name, Object.keys(CONFIG_KEYS))));
      continue;
    }
    if (!accepts(key.shape, value)) {
      const { path, text } = misfitText(key.shape, value, [name]);
      throw badValue(head, path, text);
    }
    for (const unknown of unknownKeys(key.shape, value, [name]))
      findings.push(unknownFinding(head, unknown.path, unknown.nearest));
    put(
      values,
      name,
      normalize(key.shape, value, (path) => options.resolvePath(path, source.base)),
    );
  }
  refuse(head, values, options);
  const unknown = findings.find((finding) => finding.code === "unknown_key");
  if (options.strict && unknown?.path) {
    throw new ConfigError("unknown_key", unknown.text, { origin, key: formatKeyPath(unknown.path) });
  }
  const profiles = own(raw, "profiles");
  return {
    layer: { ...withText, values, ...(isTable(profiles) ? { legacyProfiles: Object.keys(profiles) } : {}) },
    findings,
  };
}

function unknownFinding(
  layer: Pick<Layer, "id" | "file">,
  path: KeyPath,
  close: string | undefined,
): Finding {
  const key = formatKeyPath(path);
  if (path.length === 1 && KEYS_OF_CODEX.has(key)) {
    return {
      severity: "info",
      code: "not_applied",
      text: `${key} is a key of Codex that has no effect here`,
      layer,
      path,
    };
  }
  const hint = close === undefined ? "" : `; did you mean ${close}?`;
  return {
    severity: "warn",
    code: "unknown_key",
    text: `${key} is no key that Paddock knows; it is ignored${hint}`,
    layer,
    path,
  };
}

/** What shapes cannot say. */
function refuse(layer: Pick<Layer, "id" | "file">, values: Table, options: ParseOptions): void {
  if (options.compat === "codex" && own(values, "approval_policy") === "untrusted") {
    throw badValue(
      layer,
      ["approval_policy"],
      'approval_policy = "untrusted" is no longer supported by Codex; use "on-request", or mark the project untrusted',
    );
  }
  const profiles = own(values, "permissions");
  for (const name of isTable(profiles) ? Object.keys(profiles) : []) {
    if (name === "filesystem") {
      throw badValue(
        layer,
        ["permissions", name],
        "permissions.filesystem is reserved for limits in requirements.toml; a profile needs another name",
      );
    }
    if (name.startsWith(":"))
      throw badValue(
        layer,
        ["permissions", name],
        `permissions.${JSON.stringify(name)}: names that start with ":" are reserved for built-in profiles`,
      );
  }
  const servers = own(values, "mcp_servers");
  for (const [name, server] of isTable(servers) ? Object.entries(servers) : []) {
    if (isTable(server) && own(server, "bearer_token") !== undefined) {
      throw badValue(
        layer,
        ["mcp_servers", name, "bearer_token"],
        `mcp_servers.${name}.bearer_token: a token does not belong in a file; name a variable with bearer_token_env_var`,
      );
    }
  }
  const shell = own(values, "shell_environment_policy");
  if (isTable(shell)) shellFilters(layer, shell);
}
