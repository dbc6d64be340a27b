import type { ProviderEvent } from "../event.ts";

/** A JSON object of a stream, before anything is known about it. */
export type Json = Readonly<Record<string, unknown>>;

/** A stream that ended or broke in a way that its wire format names. */
export class StreamFailure extends Error {
  override readonly name = "StreamFailure";
  /** As the provider names it, or `cut`, `length`, `filtered`. */
  readonly code: string;
  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}

/** Turns the JSON events of one stream into provider events. Pure: one decoder per stream, fed in order. */
export interface Decoder {
  /** Events that one JSON event stands for. Throws {@linkcode StreamFailure} when it reports a failure. */
  next(event: Json): readonly ProviderEvent[];
  /** Events at the end of the stream. Throws {@linkcode StreamFailure} when the stream ended too early. */
  end(): readonly ProviderEvent[];
}

/** The object below a key, or an empty one. */
export function objectAt(value: Json, key: string): Json {
  const inner = value[key];
  return inner !== null && typeof inner === "object" && !Array.isArray(inner) ? (inner as Json) : {};
}

/** The objects in a list below a key. */
export function objectsAt(value: Json, key: string): readonly Json[] {
  const list = value[key];
  return Array.isArray(list)
    ? list.filter((item): item is Json => item !== null && typeof item === "object")
    : [];
}

/** The string below a key, or an empty one. */
export function textAt(value: Json, key: string): string {
  const text = value[key];
  return typeof text === "string" ? text : "";
}

/** The number below a key, or 0. */
export function numberAt(value: Json, key: string): number {
  const number = value[key];
  return typeof number === "number" ? number : 0;
}
