import type { Key, Keys, Shape } from "./shape.ts";

/** A JSON Schema, draft 2020-12. */
export type JsonSchema = { readonly [key: string]: unknown };

function shapeSchema(shape: Shape): JsonSchema {
  switch (shape.kind) {
    case "anything":
      return {};
    case "text":
      return {
        type: "string",
        ...(shape.pattern === undefined
          ? shape.nonempty
            ? { pattern: "\\S" }
            : {}
          : { pattern: shape.pattern }),
      };
    case "path":
      return { type: "string", minLength: 1 };
    case "flag":
      return { type: "boolean" };
    case "count":
      return {
        type: "integer",
        minimum: shape.min ?? 0,
        ...(shape.max === undefined ? {} : { maximum: shape.max }),
      };
    case "number":
      return { type: "number", ...(shape.min === undefined ? {} : { minimum: shape.min }) };
    case "words":
      return { enum: [...shape.words, ...Object.keys(shape.aliases ?? {})] };
    case "list":
      return { type: "array", items: shapeSchema(shape.of), ...(shape.nonempty ? { minItems: 1 } : {}) };
    case "map":
      return { type: "object", additionalProperties: shapeSchema(shape.of) };
    case "table":
      return tableSchema(shape.keys, shape.open === true);
    case "either":
      return { anyOf: shape.of.map(shapeSchema) };
  }
}

function keySchema(key: Key): JsonSchema {
  return {
    ...shapeSchema(key.shape),
    description: key.summary,
    ...(key.default === undefined ? {} : { default: key.default }),
  };
}

function tableSchema(keys: Keys, open: boolean): JsonSchema {
  const required = Object.entries(keys)
    .filter(([, key]) => key.required)
    .map(([name]) => name);
  return {
    type: "object",
    properties: Object.fromEntries(Object.entries(keys).map(([name, key]) => [name, keySchema(key)])),
    ...(required.length > 0 ? { required } : {}),
    additionalProperties: open,
  };
}

/** The JSON Schema of a file, for editors. */
export function jsonSchemaOf(keys: Keys, title: string, id: string): JsonSchema {
  return {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    $id: id,
    title,
    ...tableSchema(keys, false),
  };
}
