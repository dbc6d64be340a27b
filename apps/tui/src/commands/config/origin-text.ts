import { type Origin, placeOf } from "@paddock/config";

/** An origin on one line: the layer, and the place in its file. */
export function originText(origin: Origin): string {
  const place = placeOf(origin);
  return place === origin.layer ? origin.layer : `${origin.layer}, ${place}`;
}

/** A value on one line. */
export function valueText(value: unknown): string {
  if (value === undefined) return "(not set)";
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 160 ? `${text.slice(0, 159)}…` : text;
}
