import type { AttributeValue, TrailRecord } from "../record.ts";

/** Reads an attribute as text; numbers and booleans too. Anything else, and what is absent, is empty. */
export function attributeText(record: TrailRecord | undefined, key: string): string {
  const value: AttributeValue | undefined = record?.attributes[key];
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean"
    ? String(value)
    : "";
}
