/**
 * An interpreter for the Starlark dialect of rule files: pure, deterministic, bounded, with positions in every error.
 *
 * @module
 */
export { Failure, type Frame, StarlarkError, type StarlarkErrorCode } from "./error.ts";
export { type EvaluateOptions, evaluate } from "./evaluate.ts";
export { DEFAULT_LIMITS, type Limits } from "./limits.ts";
export { repr, str } from "./show.ts";
export { type BuiltinParameter, builtin, TYPES } from "./signature.ts";
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
