import type { AttributeSpec, EventTable } from "./event-spec.ts";

const jsonTypes: Readonly<Record<AttributeSpec["type"], object>> = {
  string: { type: "string" },
  int: { type: "integer" },
  number: { type: "number" },
  boolean: { type: "boolean" },
  "string[]": { type: "array", items: { type: "string" } },
  "object[]": { type: "array", items: { type: "object" } },
  object: { type: "object" },
  any: {},
};

const typeScript: Readonly<Record<AttributeSpec["type"], string>> = {
  string: "string",
  int: "number",
  number: "number",
  boolean: "boolean",
  "string[]": "readonly string[]",
  "object[]": "readonly { readonly [key: string]: AttributeValue }[]",
  object: "{ readonly [key: string]: AttributeValue }",
  any: "AttributeValue",
};

const header =
  "Generated from the event catalogue by scripts/generate.ts; change the tables in src/catalogue instead.";

/** Writes the TypeScript types of all events. */
export function generateTypes(events: EventTable): string {
  const out = [`// ${header}`, 'import type { AttributeValue } from "../record.ts";', ""];
  out.push("/** The attributes of each event, by name. */", "export interface EventAttributes {");
  for (const [name, spec] of Object.entries(events)) {
    out.push(`  /** ${spec.when} */`, `  readonly "${name}": {`);
    for (const [key, attribute] of Object.entries(spec.attributes)) {
      const type =
        attribute.values === undefined
          ? typeScript[attribute.type]
          : attribute.values.map((value) => JSON.stringify(value)).join(" | ");
      out.push(
        `    /** ${sentence(attribute.doc)} */`,
        `    readonly ${key}${attribute.required ? "" : "?"}: ${type};`,
      );
    }
    out.push("  };");
  }
  out.push(
    "}",
    "",
    "/** Every name of the catalogue. */",
    "export type EventName = keyof EventAttributes;",
    "",
  );
  return out.join("\n");
}

/** Writes the JSON Schema (draft 2020-12) of one line of the trail. */
export function generateSchema(events: EventTable): string {
  const hash = { type: "string", pattern: "^[0-9a-f]{64}$" };
  const schema = {
    $schema: "https://json-schema.org/draft/2020-12/schema",
    title: "A record of Paddock's trail",
    description: header,
    type: "object",
    required: ["v", "seq", "time", "id", "name", "severity", "ids", "attributes"],
    properties: {
      v: { const: 1 },
      seq: { type: "integer", minimum: 0 },
      time: { type: "string", format: "date-time" },
      id: { type: "string", format: "uuid" },
      name: { enum: Object.keys(events) },
      severity: { enum: ["info", "warn", "error"] },
      ids: {
        type: "object",
        required: ["session"],
        properties: Object.fromEntries(["session", ...idNames].map((id) => [id, { type: "string" }])),
        additionalProperties: false,
      },
      source: {
        type: "object",
        required: ["host", "user"],
        properties: { host: { type: "string" }, user: { type: "string" }, policy: { type: "string" } },
        additionalProperties: false,
      },
      attributes: { type: "object" },
      prev: hash,
      hash,
    },
    oneOf: Object.entries(events).map(([name, spec]) => ({
      title: name,
      description: spec.when,
      properties: {
        name: { const: name },
        attributes: {
          type: "object",
          properties: Object.fromEntries(
            Object.entries(spec.attributes).map(([key, attribute]) => [
              key,
              {
                ...jsonTypes[attribute.type],
                ...(attribute.values === undefined ? {} : { enum: attribute.values }),
                description: sentence(attribute.doc),
              },
            ]),
          ),
          required: Object.entries(spec.attributes)
            .filter(([, attribute]) => attribute.required)
            .map(([key]) => key),
        },
      },
    })),
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}

const idNames = [
  "turn",
  "call",
  "approval",
  "decision",
  "execution",
  "connection",
  "prompt",
  "item",
  "parent",
] as const;

/** Writes the reference page of all events. */
export function generateDocs(events: EventTable): string {
  const out = [
    "# Events",
    "",
    `<!-- ${header} -->`,
    "",
    "Every record has `seq`, `time`, `id`, `name`, `severity`, `ids` (always `session`), `source` (`host`, `user`, `policy`), `attributes`,",
    "and the chain fields `prev` and `hash`. What redaction does with an attribute: *plain* is written as it is; *text* is scanned for",
    "secrets; *output* is scanned and shortened; *prompt*, *response*, *reasoning* and *rationale* are written only when switched on, and",
    "leave `NAME_length` and a keyed `NAME_fingerprint` otherwise. `redacted` counts what was taken out of a record, by kind.",
    "",
  ];
  for (const [name, spec] of Object.entries(events)) {
    out.push(`## ${name}`, "", spec.when, "");
    out.push(
      `Written by ${spec.source}; on disk ${spec.sync === "before" ? "before the append resolves" : "within a quarter of a second"}; ids: ${["session", ...spec.ids].join(", ")}.` +
        (spec.codex === undefined ? "" : ` Under \`event_prefix = "codex"\`: \`codex.${spec.codex}\`.`),
      "",
      "| attribute | type | redaction | what it says | example | OpenTelemetry |",
      "| --- | --- | --- | --- | --- | --- |",
    );
    for (const [key, attribute] of Object.entries(spec.attributes))
      out.push(
        `| \`${key}\`${attribute.required ? " (always)" : ""} | ${attribute.values === undefined ? attribute.type.replaceAll("|", "\\|") : attribute.values.join(", ")} | ${attribute.redaction} | ${attribute.doc} | \`${typeof attribute.example === "string" ? attribute.example.replaceAll("|", "\\|") : JSON.stringify(attribute.example)}\` | ${attribute.otel === undefined ? "" : `\`${attribute.otel}\``} |`,
      );
    out.push("");
  }
  return out.join("\n");
}

function sentence(phrase: string): string {
  return `${phrase[0]?.toUpperCase()}${phrase.slice(1)}.`;
}
