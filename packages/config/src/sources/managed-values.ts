import { ConfigError } from "../config-error.ts";
import { decodeText } from "../read-file.ts";

/** The keys of managed preferences and of Windows policy: base64 of UTF-8 TOML. */
export const MANAGED_KEYS = {
  requirements: "requirements_toml_base64",
  config: "config_toml_base64",
} as const;

/**
 * Decodes a managed value. Blank counts as not set.
 *
 * @throws {ConfigError} for what is not base64, or not UTF-8: a damaged policy never counts as none.
 */
export function decodeManaged(
  value: string | Uint8Array | undefined,
  layer: string,
  file: string,
  key: string,
): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== "string") return decodeText(value, layer, file);
  const text = value.replace(/\s+/g, "");
  if (text === "") return undefined;
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(text) || text.length % 4 === 1) {
    throw new ConfigError("unreadable_file", `${key} is not base64`, {
      origin: { layer, file, line: 1, column: 1 },
      key,
    });
  }
  return decodeText(Buffer.from(text, "base64"), layer, file);
}
