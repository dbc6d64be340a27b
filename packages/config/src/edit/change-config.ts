import { homedir } from "node:os";
import { join } from "node:path";
import { ConfigError, placeOf } from "../config-error.ts";
import type { Explanation, LoadedConfig } from "../effective.ts";
import { formatKeyPath, type KeyPath, valueAt, withValue } from "../key-path.ts";
import { loadConfig } from "../load.ts";
import type { LoadOptions } from "../load-options.ts";
import { locationsOf } from "../locations.ts";
import { parseLayer } from "../parse-layer.ts";
import { readText } from "../read-file.ts";
import { sha256 } from "../sha256.ts";
import { equal, isTable } from "../table.ts";
import { parseToml } from "../toml.ts";
import { type Edit, editToml } from "./edit-text.ts";
import { writeAtomic } from "./write-atomic.ts";

/** How a change turned out, key by key. */
export type ChangeResult = { readonly key: string } & (
  | { readonly kind: "in-force" }
  /** A higher layer or a requirement decides; the explanation says which. */
  | { readonly kind: "overridden"; readonly value: unknown; readonly explanation: Explanation }
);

/** The digest of a file's text; an absent file is the empty text. */
export function textDigest(text: string): string {
  return sha256(text);
}

/** Keys that a requirement fixes may not be written: the change could never count. */
function refusePinned(config: LoadedConfig, edit: Edit): void {
  const pinned = valueAt(config.requirements.values, edit.path);
  const isList = edit.path[0] === "permissions" || edit.path[0] === "mcp_servers";
  if (
    pinned === undefined ||
    isTable(pinned) ||
    isList ||
    edit.value === undefined ||
    equal(pinned, edit.value)
  )
    return;
  const by = config.explain(edit.path)?.clampedBy;
  throw new ConfigError(
    "write_refused",
    `${formatKeyPath(edit.path)} is fixed by the requirements${by ? ` (${placeOf(by)})` : ""}; ask the admin`,
    {
      key: formatKeyPath(edit.path),
      ...(by ? { origin: by } : {}),
    },
  );
}

/**
 * Writes settings to the user's `config.toml`, or to the active profile's file, and says of each whether it is in force.
 * Nothing is written unless the whole result would load.
 *
 * @throws {ConfigError} `write_refused` for a key that requirements fix, `version_conflict` where the file is not the one
 * that `ifDigest` names, and everything that {@link loadConfig} throws.
 */
export async function changeConfig(
  options: LoadOptions,
  edits: readonly Edit[],
  condition: { readonly ifDigest?: string } = {},
): Promise<readonly ChangeResult[]> {
  const userHome = options.env["HOME"] || homedir();
  const compat = options.compat ? { compat: options.compat } : {};
  const locations = {
    ...locationsOf({ platform: process.platform, env: options.env, userHome, ...compat }),
    ...options.locations,
  };
  const name = options.profile === undefined ? "config.toml" : `${options.profile}.config.toml`;
  const file = join(locations.home, name);
  const before = await loadConfig(options);
  for (const edit of edits) refusePinned(before, edit);
  const text = readText(file, "user", "user")?.text ?? "";
  if (condition.ifDigest !== undefined && condition.ifDigest !== textDigest(text)) {
    throw new ConfigError("version_conflict", "was changed by somebody else in the meantime; read it again", {
      origin: { layer: "user", file },
    });
  }
  const next = editToml(text, edits, file);
  parseLayer(
    { kind: "user", id: "user", file, base: locations.home, text: next },
    {
      resolvePath: (path) => path,
      ...compat,
      strict: edits.some((edit) => edit.value !== undefined && isUnknown(edit.path, edit.value)),
    },
  );
  if (next !== text) await writeAtomic(file, next);
  const after = await loadConfig(options);
  const written = parseToml(next, { layer: "user", file });
  return edits.map((edit): ChangeResult => {
    const key = formatKeyPath(edit.path);
    const explanation = after.explain(edit.path);
    const wanted = edit.value === undefined || explanation === undefined;
    const decides = explanation?.winner.file === file && explanation.clampedBy === undefined;
    if (wanted || decides || equal(after.get(edit.path), valueAt(written, edit.path)))
      return { key, kind: "in-force" };
    return { key, kind: "overridden", value: after.get(edit.path), explanation };
  });
}

/** A key that nobody knows is refused only where it is being written; old ones in the file may stay. */
function isUnknown(path: KeyPath, value: unknown): boolean {
  const { findings } = parseLayer(
    { kind: "runtime", id: "edit", base: "/", values: withValue({}, path, value) },
    { resolvePath: (one) => one },
  );
  return findings.length > 0;
}
