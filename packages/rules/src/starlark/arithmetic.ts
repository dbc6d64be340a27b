import type { BinaryOperator } from "./ast.ts";
import { isNumber } from "./equality.ts";
import { Failure } from "./error.ts";
import { unsupported } from "./unsupported.ts";
import type { Value } from "./value.ts";

const MAXIMUM_BITS = 100_000n;

/** Applies an operator to two numbers. */
export function arithmetic(operator: BinaryOperator, left: Value, right: Value): Value {
  if (typeof left === "bigint" && typeof right === "bigint") return integers(operator, left, right);
  if (isNumber(left) && isNumber(right)) return floats(operator, left, right);
  return unsupported(operator, left, right);
}

function integers(operator: BinaryOperator, left: bigint, right: bigint): Value {
  switch (operator) {
    case "+":
      return left + right;
    case "-":
      return left - right;
    case "*":
      return bounded(left * right);
    case "/":
      return floats("/", left, right);
    case "//":
      if (right === 0n) throw new Failure("runtime", `Floor division by zero: ${left} // ${right}`);
      return floorDivide(left, right);
    case "%":
      if (right === 0n) throw new Failure("runtime", `Modulo by zero: ${left} % ${right}`);
      return left - floorDivide(left, right) * right;
    case "&":
      return left & right;
    case "|":
      return left | right;
    case "^":
      return left ^ right;
    case "<<":
      if (right < 0n) throw new Failure("runtime", "Negative left shift");
      if (left === 0n) return 0n;
      if (right > MAXIMUM_BITS) throw new Failure("runtime", "Integer overflow computing left shift");
      return bounded(left << right);
    case ">>":
      if (right < 0n) throw new Failure("runtime", "Negative right shift");
      return left >> (right > MAXIMUM_BITS * 2n ? MAXIMUM_BITS * 2n : right);
    default:
      return unsupported(operator, left, right);
  }
}

function bounded(value: bigint): bigint {
  const limit = 1n << (MAXIMUM_BITS * 2n);
  if (value > limit || value < -limit) throw new Failure("limit", "Integer is too large");
  return value;
}

function floorDivide(left: bigint, right: bigint): bigint {
  const quotient = left / right;
  return left % right !== 0n && left < 0n !== right < 0n ? quotient - 1n : quotient;
}

function floats(operator: BinaryOperator, left: bigint | number, right: bigint | number): Value {
  const a = Number(left);
  const b = Number(right);
  switch (operator) {
    case "+":
      return a + b;
    case "-":
      return a - b;
    case "*":
      return a * b;
    case "/":
      if (b === 0)
        throw new Failure(
          "runtime",
          `float division by zero: ${left} / ${Object.is(right, -0) ? "-0" : right}`,
        );
      return a / b;
    case "//":
      if (b === 0) throw new Failure("runtime", "Cannot divide by zero");
      return Math.floor(a / b);
    case "%": {
      if (b === 0) throw new Failure("runtime", "Cannot divide by zero");
      const remainder = a % b;
      if (remainder === 0) return 0;
      return remainder < 0 !== b < 0 ? remainder + b : remainder;
    }
    default:
      return unsupported(operator, left, right);
  }
}

/** Applies `-`, `+` or `~`. */
export function unary(operator: "-" | "+" | "~", value: Value): Value {
  if (operator === "~") return typeof value === "bigint" ? ~value : unsupported("~", value);
  if (!isNumber(value)) return unsupported(operator, value);
  return operator === "+" ? value : -value;
}
