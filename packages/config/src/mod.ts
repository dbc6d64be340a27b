/**
 * Merges every configuration layer, clamps it by admin requirements, and says where each value came from.
 *
 * @module
 */
export { ConfigError, type ConfigErrorCode, placeOf } from "./config-error.ts";
export type * from "./effective.ts";
export { loadConfig } from "./load.ts";
export type { LoadOptions } from "./load-options.ts";
export { type LocationFacts, type Locations, locationsOf } from "./locations.ts";
export { rememberTrust } from "./trust-store.ts";
