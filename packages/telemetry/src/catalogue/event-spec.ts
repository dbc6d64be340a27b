/** JSON types an attribute may have. `any` is data of foreign shape: it is scanned, never interpreted. */
export type AttributeType =
  | "string"
  | "int"
  | "number"
  | "boolean"
  | "string[]"
  | "object[]"
  | "object"
  | "any";

/**
 * What redaction does with an attribute. `plain`: ids, numbers, words of a fixed set; written as they are. `text`:
 * scanned for secrets. `output`: scanned, then shortened. The others hold words of a conversation: scanned, and written
 * only when their switch is on; otherwise `[REDACTED]`, with length and fingerprint beside it.
 */
export type RedactionClass = "plain" | "text" | "output" | "prompt" | "response" | "reasoning" | "rationale";

/** One attribute of an event. */
export interface AttributeSpec {
  /** JSON type of the value. */
  readonly type: AttributeType;
  /** How the value is treated before it is written. */
  readonly redaction: RedactionClass;
  /** A phrase: what the value says, with its unit. */
  readonly doc: string;
  /** A value as it may occur; JSON text for objects. */
  readonly example: string | number | boolean | readonly string[];
  /** Present on every record of this name. */
  readonly required?: true;
  /** Closed list of values. */
  readonly values?: readonly string[];
  /** Name in the OpenTelemetry semantic conventions, added on export. */
  readonly otel?: string;
}

/** One event of the catalogue. */
export interface EventSpec {
  /** A sentence: when the record is written. */
  readonly when: string;
  /** Which part of Paddock writes it. */
  readonly source:
    | "agent"
    | "guard"
    | "sandbox"
    | "network"
    | "config"
    | "approvals"
    | "credentials"
    | "telemetry";
  /** `before`: on the disk before the append resolves. `soon`: within a quarter of a second. */
  readonly sync: "before" | "soon";
  /** True when something may happen because of this record; refused while the disk is full, unless it says no. */
  readonly permits?: true;
  /** Ids that such a record carries beside `session`. */
  readonly ids: readonly (
    | "turn"
    | "call"
    | "approval"
    | "decision"
    | "execution"
    | "connection"
    | "prompt"
    | "item"
    | "parent"
  )[];
  /** Name under `event_prefix = "codex"`, without the prefix, where Codex has such an event. */
  readonly codex?: string;
  /** Attributes by key. */
  readonly attributes: Readonly<Record<string, AttributeSpec>>;
}

/** A part of the catalogue. */
export type EventTable = Readonly<Record<string, EventSpec>>;
