/**
 * Changes configuration files and keeps what people wrote in them.
 *
 * @module
 */
export { type ChangeResult, changeConfig, textDigest } from "./change-config.ts";
export { type Edit, editToml } from "./edit-text.ts";
export { tomlKey, tomlValue } from "./toml-value.ts";
export { writeAtomic } from "./write-atomic.ts";
