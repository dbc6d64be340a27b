/**
 * Requirements by themselves: reading, combining, comparing, trying out and signing them.
 *
 * @module
 */
export { type CheckOptions, checkText, type FileKind, kindOfFile } from "../check/check-text.ts";
export { type Problem, problemOfError, problemOfNotice } from "../check/problem.ts";
export { sarifOf } from "../check/sarif.ts";
export type { Finding } from "../finding.ts";
export type { KeyPath } from "../key-path.ts";
export type { Layer, LayerKind } from "../layer.ts";
export type { ParseOptions } from "../parse-layer.ts";
export { type Bundle, type Fragment, parseBundle } from "../sources/bundle.ts";
export {
  type CloudSurroundings,
  fetchBundle,
  MAX_BUNDLE_BYTES,
  type PolicyServer,
} from "../sources/cloud.ts";
export { type BundleFile, makeBundle } from "../sources/make-bundle.ts";
export { generateKeys, SIGNATURE_HEADER, sign, verifySignature } from "../sources/signature.ts";
export type { Table } from "../table.ts";
export type { Trust } from "../trust.ts";
export { combineRequirements, type Requirements } from "./combine.ts";
export { diffRequirements, type RequirementChange } from "./diff.ts";
export { parseRequirements, type RequirementOptions } from "./parse.ts";
export { type Preview, previewRequirements, SAMPLE_USERS, type SampleUser } from "./preview.ts";
export type { RequirementSource, RequirementSourceKind, RequirementText } from "./source.ts";
