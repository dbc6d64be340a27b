/**
 * An interpreter for the Starlark dialect of rule files: pure, deterministic, bounded, with positions in every error.
 *
 * @module
 */
export { type Frame, Failure, StarlarkError, type StarlarkErrorCode } from "./error.ts";
export { evaluate, type EvaluateOptions } from "./evaluate.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { repr, str } from "./show.ts";
export { builtin, type BuiltinParameter, TYPES } from "./signature.ts";
export type { Position } from "./source.ts";
export {
  type Call,
  type Runtime,
  StarlarkBuiltin,
  StarlarkBytes,
  StarlarkDict,
  StarlarkEllipsis,
  StarlarkFunction,
  StarlarkIterator,
  StarlarkList,
  StarlarkRange,
  StarlarkTuple,
  StarlarkType,
  type TypeTest,
  typeName,
  type Value,
} from "./value.ts";
