import { ConfigError, type ConfigErrorCode } from "../config-error.ts";
import { isTable, own } from "../table.ts";

/** One fragment of a bundle. */
export interface Fragment {
  /** Stable id, shown in origins. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  /** TOML text. */
  readonly contents: string;
}

/** What a policy server hands out: fragments of configuration and of requirements, highest precedence first. */
export interface Bundle {
  /** Fragments of configuration. */
  readonly config: readonly Fragment[];
  /** Fragments of requirements. */
  readonly requirements: readonly Fragment[];
  /** Grows with each new bundle; an older one is never accepted again. 0 where a bundle has none. */
  readonly serial: number;
  /** Milliseconds since 1970 after which the bundle is not valid. */
  readonly expiresAt?: number;
}

function bad(detail: string, code: ConfigErrorCode = "cloud"): never {
  throw new ConfigError(code, detail);
}

function fragments(bundle: object, bucket: string, required: boolean): readonly Fragment[] {
  const table = own(bundle as Record<string, unknown>, bucket);
  if (table === undefined)
    return required ? bad(`the bundle has no ${bucket}; an empty list must be given as one`) : [];
  const list = isTable(table) ? own(table, "enterprise_managed") : undefined;
  if (!Array.isArray(list)) return bad(`${bucket}.enterprise_managed of the bundle is no list`);
  return list.map((item: unknown, i) => {
    const [id, name, contents] = ["id", "name", "contents"].map((key) =>
      isTable(item) ? own(item, key) : undefined,
    );
    if (typeof id !== "string" || typeof contents !== "string")
      return bad(`fragment ${i} of ${bucket} has no id or no contents`);
    return { id, name: typeof name === "string" ? name : id, contents };
  });
}

/**
 * Reads a bundle.
 *
 * @throws {ConfigError} `cloud`: a bundle that is damaged or lacks its requirements never counts as an empty one.
 */
export function parseBundle(text: string): Bundle {
  if (text.trim() === "") return bad("the bundle is empty");
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return bad("the bundle is not JSON; it may have been cut off");
  }
  if (!isTable(parsed)) return bad("the bundle is no JSON object");
  const serial = own(parsed, "serial") ?? 0;
  if (typeof serial !== "number" || !Number.isSafeInteger(serial) || serial < 0)
    return bad("serial of the bundle is no whole number");
  const expires = own(parsed, "expires_at");
  const expiresAt = expires === undefined ? undefined : Date.parse(String(expires));
  if (expiresAt !== undefined && Number.isNaN(expiresAt)) return bad("expires_at of the bundle is no date");
  return {
    config: fragments(parsed, "config_toml", false),
    requirements: fragments(parsed, "requirements_toml", true),
    serial,
    ...(expiresAt === undefined ? {} : { expiresAt }),
  };
}
