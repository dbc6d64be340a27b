import { type ToolInput, ToolInputError } from "./tool.ts";

/** Parses the argument text of a call; an empty text means no arguments. */
export function parseInput(text: string): ToolInput {
  if (text.trim() === "") return {};
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new ToolInputError(
      `the arguments are not JSON (${(error as Error).message}); send one JSON object`,
    );
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    throw new ToolInputError(
      `the arguments must be one JSON object, not ${JSON.stringify(value)?.slice(0, 80)}`,
    );
  }
  return value as ToolInput;
}

/** A required string. */
export function requiredText(input: ToolInput, name: string): string {
  const value = input[name];
  if (typeof value !== "string")
    throw new ToolInputError(`"${name}" must be a string${value === undefined ? " and is missing" : ""}`);
  return value;
}

/** A required string that is not empty. */
export function requiredName(input: ToolInput, name: string): string {
  const value = requiredText(input, name);
  if (value.trim() === "") throw new ToolInputError(`"${name}" must not be empty`);
  return value;
}

/** An optional string; `null` and an empty string count as absent, as small models send them. */
export function optionalText(input: ToolInput, name: string): string | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value !== "string") throw new ToolInputError(`"${name}" must be a string`);
  return value;
}

/** An optional whole number of at least `least`; digits in a string are accepted. */
export function optionalCount(input: ToolInput, name: string, least: number): number | undefined {
  const value = input[name];
  if (value === undefined || value === null || value === "") return undefined;
  const number = typeof value === "string" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number) || number < least) {
    throw new ToolInputError(`"${name}" must be a whole number of at least ${least}`);
  }
  return number;
}

/** An optional list of strings. */
export function optionalList(input: ToolInput, name: string): readonly string[] | undefined {
  const value = input[name];
  if (value === undefined || value === null) return undefined;
  if (!Array.isArray(value) || !value.every((item) => typeof item === "string")) {
    throw new ToolInputError(`"${name}" must be a list of strings`);
  }
  return value;
}

/** A string of the input for display, whatever it is. */
export function shown(input: ToolInput, name: string): string {
  const value = input[name];
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}
