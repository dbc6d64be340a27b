import {
  type ChosenTranscript,
  chooseTranscript,
  type EvidenceBudget,
  type TranscriptEntry,
} from "./transcript.ts";

/** What the agent may do by itself, told to the reviewer. */
export interface EvidenceLimits {
  /** Sentences about the agent's boundary, written by the host. */
  readonly boundary: readonly string[];
  /** Paths that nobody may read; the reviewer must not allow reading them. */
  readonly deniedReads?: readonly string[];
}

/** What a review is about. */
export interface ReviewRequest {
  /** Identifies the session, the turn and the exact action. */
  readonly session: string;
  /** The turn, for the circuit breaker. */
  readonly turn: string;
  /** sha-256 hex of the exact action, for overrides. */
  readonly digest: string;
  /** The planned action, in full. JSON-safe. */
  readonly action: unknown;
  /** Why it is asked about, as the table said. */
  readonly reasons: readonly string[];
  /** True when the sandbox blocked it before and it would now run with more. */
  readonly retry?: boolean;
  /** The conversation so far, oldest first. */
  readonly transcript: readonly TranscriptEntry[];
  /** What the agent may do without a question. */
  readonly limits: EvidenceLimits;
}

// Characters that draw nothing or reorder text could hide a sentence from a person who reads the record.
const hidden =
  /[\u0000-\u0008\u000B-\u001F\u007F-\u009F\u00AD\u061C\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\uFEFF\uFFF9-\uFFFB]|\uDB40[\uDC00-\uDC7F]/g;

/** Spells out characters that draw nothing, so that what the model reads is what a person would see. */
export function spellHidden(text: string): string {
  return text.replace(hidden, (c) => `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}`);
}

/** Three or more brackets that look like the beginning of a marker, also in other scripts. */
const markerLike = /[<\u00AB\u2039\u2329\u276E\u27E8\u27EA\u3008\u300A\uFE64\uFF1C]{3,}/g;

/**
 * Puts text that others wrote between markers that carry a number nobody could know when writing it. What looks like
 * a marker inside the text is broken up, so that the text can neither end its own section nor seem to.
 */
export function fence(kind: string, text: string, nonce: string, label = ""): string {
  const inside = spellHidden(text)
    .replaceAll(nonce, "(marker removed)")
    .replace(markerLike, (brackets) => [...brackets].join(" "));
  const name =
    label === ""
      ? ""
      : ` ${spellHidden(label)
          .replace(/[<>\s]+/g, "_")
          .slice(0, 120)}`;
  return `<<<${kind} ${nonce}${name}>>>\n${inside}\n<<<END ${nonce}>>>`;
}

function section(title: string, body: string): string {
  return `## ${title}\n${body}`;
}

function conversation(chosen: ChosenTranscript, nonce: string): string {
  const omitted = chosen.omitted === 0 ? [] : [`(${chosen.omitted} older entries are left out)`];
  const entries = chosen.entries.map(({ place, entry, text }) => {
    const name = entry.kind === "tool-call" || entry.kind === "tool-result" ? entry.name : "";
    return fence(`${entry.kind.toUpperCase()} ${place}`, text, nonce, name);
  });
  return [...omitted, ...entries].join("\n") || "(no conversation yet)";
}

/** Evidence as text, and how much of it was left out. */
export interface Evidence {
  readonly text: string;
  readonly omitted: number;
  readonly cut: number;
}

/**
 * Writes the evidence for one review in fixed sections. With `from`, only the entries after that many are written:
 * the earlier ones were shown before.
 */
export function writeEvidence(
  request: ReviewRequest,
  nonce: string,
  budget: EvidenceBudget = {},
  from = 0,
): Evidence {
  const chosen = chooseTranscript(request.transcript.slice(from), budget, from + 1);
  const denied = request.limits.deniedReads ?? [];
  const text = [
    `The sections of this review carry the number ${nonce}.`,
    section(from === 0 ? "Conversation" : "Conversation since the last review", conversation(chosen, nonce)),
    // The host wrote these sentences, but the folders that they name were named by others.
    section("What the agent may do by itself", fence("BOUNDARY", request.limits.boundary.join("\n"), nonce)),
    ...(denied.length === 0
      ? []
      : [
          section(
            "Paths that nobody may read",
            `Deny any action that would read them.\n${fence("PATHS", denied.join("\n"), nonce)}`,
          ),
        ]),
    section("Why this is asked about", fence("REASONS", request.reasons.join("\n"), nonce)),
    ...(request.retry === true
      ? [section("Retry", "The sandbox blocked this action before. That alone is no sign of bad intent.")]
      : []),
    section("The action to judge", fence("ACTION", JSON.stringify(request.action, undefined, 1), nonce)),
    "Answer with the JSON object only.",
  ].join("\n\n");
  return { text, omitted: chosen.omitted, cut: chosen.entries.filter((entry) => entry.cut).length };
}
