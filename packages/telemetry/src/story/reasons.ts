import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";

/** One reason of a decision, and where it is written. */
export interface RecordedReason {
  /** Stable code; empty where none was recorded. */
  readonly code: string;
  /** The reason as a sentence. */
  readonly text: string;
  /** Layer of the rule or key; empty for what is built in. */
  readonly layer: string;
  /** `FILE:LINE`; empty for what is built in. */
  readonly source: string;
}

const word = (value: unknown): string => (typeof value === "string" ? value : "");

/** The reasons of a decision, each once, the deciding one first. */
export function reasonsOf(record: TrailRecord): readonly RecordedReason[] {
  const { reasons } = record.attributes;
  const file = attributeText(record, "origin_file");
  const line = attributeText(record, "origin_line");
  const first: RecordedReason = {
    code: attributeText(record, "reason_code"),
    text: attributeText(record, "reason") || attributeText(record, "text"),
    layer: attributeText(record, "origin_layer"),
    source: file === "" || line === "" ? file : `${file}:${line}`,
  };
  const listed = (Array.isArray(reasons) ? (reasons as readonly unknown[]) : []).map(
    (reason): RecordedReason => {
      if (typeof reason !== "object" || reason === null)
        return { code: "", text: word(reason), layer: "", source: "" };
      const { code, text, layer, source } = reason as Readonly<Record<string, unknown>>;
      return { code: word(code), text: word(text), layer: word(layer), source: word(source) };
    },
  );
  const seen = new Map<string, RecordedReason>();
  // The list has more of each reason, so the short form counts only where there is no list.
  for (const reason of listed.length > 0 ? listed : [first])
    if (reason.text !== "" || reason.source !== "") seen.set(`${reason.source} ${reason.text}`, reason);
  const all = [...seen.values()];
  return all.length > 0 &&
    listed.length > 0 &&
    all.every(({ source }) => source === "") &&
    first.source !== ""
    ? [{ ...(all[0] as RecordedReason), layer: first.layer, source: first.source }, ...all.slice(1)]
    : all;
}

/** Where a reason is written, with its layer: `FILE:LINE (layer)`. */
export function placeText({ source, layer }: RecordedReason): string {
  return [source, layer === "" ? "" : `(${layer})`].filter((part) => part !== "").join(" ");
}
