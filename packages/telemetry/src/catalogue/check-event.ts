import type { TrailEvent } from "../record.ts";
import type { AttributeSpec } from "./event-spec.ts";
import { eventSpec } from "./events.ts";

/** Suffixes that redaction adds beside an attribute. */
const added = /_(?:fingerprint|length|truncated)$/;

function typeHolds(spec: AttributeSpec, value: unknown): boolean {
  switch (spec.type) {
    case "string":
      return typeof value === "string";
    case "int":
      return Number.isInteger(value);
    case "number":
      return typeof value === "number";
    case "boolean":
      return typeof value === "boolean";
    case "string[]":
      return Array.isArray(value) && value.every((item) => typeof item === "string");
    case "object[]":
      return Array.isArray(value) && value.every((item) => typeof item === "object");
    case "object":
      return typeof value === "object" && value !== null && !Array.isArray(value);
    case "any":
      return true;
  }
}

/**
 * Says where an event departs from the catalogue, in one sentence each; nothing when it fits. The trail writes an event
 * that does not fit all the same, for a missing record is worse; tests of producers use this to keep them honest.
 */
export function checkEvent(event: TrailEvent): readonly string[] {
  const spec = eventSpec(event.name);
  if (spec === undefined) return [`the catalogue has no event ${event.name}`];
  const problems: string[] = [];
  const attributes = event.attributes ?? {};
  for (const [key, value] of Object.entries(attributes)) {
    const attribute = Object.hasOwn(spec.attributes, key) ? spec.attributes[key] : undefined;
    if (attribute === undefined) {
      if (key !== "redacted" && !(added.test(key) && Object.hasOwn(spec.attributes, key.replace(added, ""))))
        problems.push(`${event.name} has no attribute ${key}`);
    } else if (!typeHolds(attribute, value))
      problems.push(`${event.name}.${key} is to be ${attribute.type}, not ${JSON.stringify(value)}`);
    else if (attribute.values !== undefined && !attribute.values.includes(String(value)))
      problems.push(`${event.name}.${key} is one of ${attribute.values.join(", ")}, not ${String(value)}`);
  }
  for (const [key, attribute] of Object.entries(spec.attributes))
    if (attribute.required === true && !(key in attributes)) problems.push(`${event.name} needs ${key}`);
  for (const id of Object.keys(event.ids ?? {}))
    if (!spec.ids.includes(id as (typeof spec.ids)[number]))
      problems.push(`${event.name} carries no id ${id}`);
  return problems;
}
