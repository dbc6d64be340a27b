/**
 * The key tables and everything that is made from them: checks, zod and JSON schemas, reference pages.
 *
 * @module
 */

export { REQUIREMENT_KEYS } from "../requirements/keys.ts";
export { accepts } from "./accepts.ts";
export { describeShape } from "./describe.ts";
export { generatedFiles } from "./generated-files.ts";
export { type JsonSchema, jsonSchemaOf } from "./json-schema.ts";
export { looser } from "./looser.ts";
export { nearest } from "./nearest.ts";
export { describeStrictness, referenceOf } from "./reference.ts";
export { type AnySchema, type Checked, configSchema, schemaOf } from "./schema.ts";
export type { Key, Keys, ProjectRule, Shape, Strictness } from "./shape.ts";
export { CONFIG_KEYS } from "./table.ts";
export { keyAt } from "./walk.ts";
