import { createHmac } from "node:crypto";
import { type SecretSpan, secretsByEntropy, secretsByName } from "./secret-context.ts";
import { secretFormats } from "./secret-formats.ts";

/** What to look for, and the key that fingerprints are made with. */
export interface TextRedaction {
  readonly key: Uint8Array;
  readonly exact: readonly (readonly [needle: string, value: string])[];
}

/** A text without its secrets, and how many of each kind were taken out. */
export interface RedactedText {
  readonly text: string;
  readonly kinds: readonly string[];
}

/** Eight hex digits that are equal for equal secrets of one installation, and say nothing without its key. */
export function fingerprint(key: Uint8Array, value: string, digits = 8): string {
  return createHmac("sha256", key).update(value).digest("hex").slice(0, digits);
}

interface FoundSecret extends SecretSpan {
  readonly value: string;
}

function* exactSpans(text: string, exact: TextRedaction["exact"]): Generator<FoundSecret> {
  for (const [needle, value] of exact) {
    for (let at = text.indexOf(needle); at >= 0; at = text.indexOf(needle, at + needle.length))
      yield { start: at, end: at + needle.length, kind: "known", value };
  }
}

function* formatSpans(text: string): Generator<SecretSpan> {
  let lower: string | undefined;
  for (const { kind, hints, pattern } of secretFormats) {
    lower ??= text.toLowerCase();
    if (!hints.some((hint) => lower?.includes(hint))) continue;
    pattern.lastIndex = 0;
    for (let match = pattern.exec(text); match !== null; match = pattern.exec(text)) {
      if (match[0] === "") {
        pattern.lastIndex += 1;
        continue;
      }
      const secret = match.groups?.["secret"];
      const start = secret === undefined ? match.index : match.index + match[0].lastIndexOf(secret);
      const end = start + (secret ?? match[0]).length;
      if (!/^(?:\$|<|\[REDACTED|\*{3})/.test(text.slice(start, start + 10))) yield { start, end, kind };
    }
  }
}

/** Where an earlier pass has been: what it put in is not taken out again. */
function donePlaces(text: string): readonly (readonly [start: number, end: number])[] {
  if (!text.includes("[REDACTED:")) return [];
  return [...text.matchAll(/\[REDACTED:[a-z-]{1,32}:[0-9a-f]{8}\]/g)].map(({ index, 0: found }) => [
    index,
    index + found.length,
  ]);
}

/**
 * Replaces the secrets of a text by `[REDACTED:kind:fingerprint]`: known values in every usual writing, known formats,
 * values beside secret-looking names, dense tokens in a telling context. Linear in the text's length.
 */
export function redactText(text: string, options: TextRedaction): RedactedText {
  if (text.length < 4) return { text, kinds: [] };
  let spans: FoundSecret[] = [...exactSpans(text, options.exact)];
  for (const find of [formatSpans, secretsByName, secretsByEntropy]) {
    for (const span of find(text)) spans.push({ ...span, value: text.slice(span.start, span.end) });
  }
  const done = donePlaces(text);
  if (done.length > 0)
    spans = spans.filter((span) => !done.some(([start, end]) => span.start >= start && span.start < end));
  if (spans.length === 0) return { text, kinds: [] };
  // Where findings overlap their union goes, under the name and value of the first: exact values come first in a tie.
  spans.sort((a, b) => a.start - b.start);
  const kinds: string[] = [];
  let out = "";
  let at = 0;
  for (let index = 0; index < spans.length; ) {
    const first = spans[index] as FoundSecret;
    let end = first.end;
    let named = first;
    for (index += 1; index < spans.length && (spans[index] as FoundSecret).start < end; index += 1) {
      const next = spans[index] as FoundSecret;
      end = Math.max(end, next.end);
      if (named.kind !== "known" && next.kind === "known") named = next;
    }
    out += `${text.slice(at, first.start)}[REDACTED:${named.kind}:${fingerprint(options.key, named.value)}]`;
    kinds.push(named.kind);
    at = end;
  }
  return { text: out + text.slice(at), kinds };
}
