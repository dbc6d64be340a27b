/**
 * Merges every configuration layer, clamps it by admin requirements, and says where each value came from.
 *
 * @module
 */
export { carryTrust } from "./carry-trust.ts";
export { ConfigError, type ConfigErrorCode, placeOf } from "./config-error.ts";
export type * from "./effective.ts";
export type { ConfigValues } from "./generated/config-values.ts";
export {
  findPath as findKeyPath,
  formatKeyPath,
  type KeyPath,
  parseKeyPath,
  valueAt,
} from "./key-path.ts";
export { type LiveConfig, type LiveOptions, openConfig } from "./live.ts";
export { loadConfig } from "./load.ts";
export type { LoadOptions } from "./load-options.ts";
export { type LocationFacts, type Locations, locationsOf } from "./locations.ts";
export { leaves as leavesOf } from "./merge.ts";
export { readConfigText } from "./read-file.ts";
export { REDACTED, redact } from "./redact.ts";
export type { RequirementSourceKind, RequirementText } from "./requirements/source.ts";
export type { CloudSurroundings } from "./sources/cloud.ts";
export type { Table } from "./table.ts";
export { rememberTrust } from "./trust-store.ts";
export { isUnconfigured } from "./unconfigured.ts";
export { VERSION } from "./version.ts";
