import type { RedactionClass } from "../catalogue/event-spec.ts";
import { eventSpec } from "../catalogue/events.ts";
import type { AttributeValue } from "../record.ts";
import type { ContentSwitches, Redact } from "../trail/trail-options.ts";
import { argumentSecret } from "./argument-secret.ts";
import { CleanTexts } from "./clean-texts.ts";
import { cutText } from "./cut-text.ts";
import { exactValues, secretsOfEnvironment } from "./exact-values.ts";
import { fingerprint, redactText, type TextRedaction } from "./redact-text.ts";

/** What the built-in redaction knows. */
export interface RedactionOptions {
  /** Key of the fingerprints. */
  readonly key: Uint8Array;
  /** Values that must never be written, in any usual writing of them. */
  readonly secrets?: Iterable<string>;
  /** Environment whose values under secret-looking names must never be written. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Which words of a conversation may be written. */
  readonly content?: ContentSwitches;
}

/** The longest string a record holds, in UTF-8 bytes; of `output` the trail keeps less. */
const longestText = 64 * 1024;
const longestOutput = 8 * 1024;
/** A secret that straddles the cut must still be seen whole: this much more than is kept is scanned. */
const overlap = 8 * 1024;
const deepest = 12;

const secretKey =
  /^(?:proxy-)?(?:authorization|cookie|set-cookie)$|pass(?:word|wd|phrase)$|(?:^|[_-])(?:secret|token|pwd|credential|api[_-]?key|private[_-]?key|access[_-]?key)$|(?:Secret|Token|Password|ApiKey|PrivateKey|AccessKey)$/;
const switches: Readonly<Partial<Record<RedactionClass, keyof ContentSwitches>>> = {
  prompt: "prompts",
  response: "responses",
  reasoning: "reasoning",
  rationale: "rationales",
};

interface Scan extends TextRedaction {
  readonly clean: CleanTexts;
}

/**
 * Makes the function that cleans attributes before they are written. Each attribute is treated by its class in the
 * catalogue; one the catalogue does not know is scanned like any text.
 */
export function createRedaction(options: RedactionOptions): Redact {
  const known = [...(options.secrets ?? []), ...secretsOfEnvironment(options.env ?? {})];
  const text: Scan = { key: options.key, exact: exactValues(known), clean: new CleanTexts() };
  return (name, attributes) => {
    const spec = eventSpec(name)?.attributes;
    const kinds: string[] = [];
    const clean: Record<string, AttributeValue> = {};
    for (const [key, value] of Object.entries(attributes)) {
      if (value === undefined) continue;
      const kind = spec !== undefined && Object.hasOwn(spec, key) ? spec[key]?.redaction : undefined;
      const content = kind === undefined ? undefined : switches[kind];
      if (content !== undefined && options.content?.[content] !== true && typeof value === "string") {
        clean[key] = "[REDACTED]";
        clean[`${key}_fingerprint`] = fingerprint(options.key, value, 16);
        clean[`${key}_length`] ??= attributes[`${key}_length`] ?? value.length;
        continue;
      }
      if (kind === "output" && typeof value === "string") {
        const kept = cleanText(value, longestOutput, text, kinds);
        clean[key] = kept;
        clean[`${key}_length`] ??= attributes[`${key}_length`] ?? Buffer.byteLength(value);
        clean[`${key}_truncated`] ??=
          attributes[`${key}_truncated`] ?? Buffer.byteLength(value) > longestOutput;
        continue;
      }
      clean[key] = cleanValue(value, key, 0, text, kinds);
    }
    if (kinds.length > 0) clean["redacted"] = countKinds(kinds);
    return clean;
  };
}

function cleanText(value: string, longest: number, options: Scan, kinds: string[]): string {
  if (options.clean.has(value)) return value;
  const head = value.length > longest + overlap ? value.slice(0, longest + overlap) : value;
  const result = redactText(head, options);
  kinds.push(...result.kinds);
  if (result.kinds.length === 0) options.clean.add(value);
  return cutText(result.text, longest);
}

function cleanValue(
  value: AttributeValue,
  key: string,
  depth: number,
  options: Scan,
  kinds: string[],
): AttributeValue {
  if (typeof value === "string") {
    if (secretKey.test(key) && value !== "" && !value.startsWith("[REDACTED")) {
      kinds.push("key");
      return `[REDACTED:key:${fingerprint(options.key, value)}]`;
    }
    return cleanText(value, longestText, options, kinds);
  }
  if (typeof value === "number") return Number.isFinite(value) ? value : String(value);
  if (typeof value === "bigint") return String(value);
  if (value === null || typeof value !== "object") return value ?? null;
  if (depth >= deepest) return "[too deep]";
  if (Array.isArray(value)) return cleanArray(value, key, depth, options, kinds);
  const clean: Record<string, AttributeValue> = {};
  for (const [name, item] of Object.entries(value))
    if (item !== undefined)
      clean[cleanText(name, 256, options, kinds)] = cleanValue(item, name, depth + 1, options, kinds);
  return clean;
}

function cleanArray(
  values: readonly AttributeValue[],
  key: string,
  depth: number,
  options: Scan,
  kinds: string[],
): AttributeValue {
  return values.slice(0, 4096).map((item, index) => {
    const found = typeof item === "string" ? argumentSecret(values, index) : undefined;
    if (found === undefined || typeof item !== "string")
      return cleanValue(item, key, depth + 1, options, kinds);
    kinds.push(found.kind);
    return `${item.slice(0, found.start)}[REDACTED:${found.kind}:${fingerprint(options.key, item.slice(found.start))}]`;
  });
}

function countKinds(kinds: readonly string[]): string {
  const counts = new Map<string, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  return [...counts].map(([kind, count]) => `${kind}:${count}`).join(",");
}
