import { Failure } from "./error.ts";
import { typeName, type Value } from "./value.ts";

/** Fails because an operator does not fit its operands. */
export function unsupported(operator: string, left: Value, right?: Value): never {
  throw new Failure(
    "runtime",
    right === undefined
      ? `Operation \`${operator}\` not supported on type \`${typeName(left)}\``
      : `Operation \`${operator}\` not supported for types \`${typeName(left)}\` and \`${typeName(right)}\``,
  );
}
