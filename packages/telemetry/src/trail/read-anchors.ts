import { TrailError } from "../trail-error.ts";
import type { Anchor } from "./verify-trail.ts";

type Json = { readonly [key: string]: unknown };

const isJson = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function* fromRecord(line: Json): Generator<Anchor> {
  const ids = isJson(line["ids"]) ? line["ids"] : {};
  const attributes = isJson(line["attributes"]) ? line["attributes"] : {};
  yield* anchorsOf(line["seq"], ids["session"], line["hash"], line["name"], attributes);
}

function* anchorsOf(
  seq: unknown,
  session: unknown,
  hash: unknown,
  name: unknown,
  attributes: Json,
): Generator<Anchor> {
  if (typeof seq === "number" && typeof session === "string" && typeof hash === "string")
    yield { kind: "record", session, seq, hash };
  if (typeof name !== "string" || !/trail[._]checkpoint$/.test(name)) return;
  const { segment, lines, head, index_head: indexHead } = attributes;
  if (typeof segment === "string" && typeof lines === "number" && typeof head === "string")
    yield { kind: "segment", segment, lines, head };
  if (typeof indexHead === "string" && indexHead !== "") yield { kind: "index", head: indexHead };
}

/** OTLP/JSON writes values with their type, and integers as numbers or strings. */
function plainAttributes(pairs: unknown): Json {
  const out: Record<string, unknown> = {};
  for (const pair of Array.isArray(pairs) ? pairs : []) {
    if (!isJson(pair) || !isJson(pair["value"])) continue;
    const { stringValue, intValue } = pair["value"];
    out[String(pair["key"])] = stringValue ?? (intValue === undefined ? undefined : Number(intValue));
  }
  return out;
}

function* fromOtlp(line: Json): Generator<Anchor> {
  const list = (value: unknown): readonly Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
  for (const resource of list(line["resourceLogs"]))
    for (const scope of list(resource["scopeLogs"]))
      for (const log of list(scope["logRecords"])) {
        const attributes = plainAttributes(log["attributes"]);
        const own = Object.fromEntries(
          Object.entries(attributes).map(([key, value]) => [
            key.replace(/^[a-z][a-z0-9_]*\.(?=segment$|lines$|head$|index_head$)/, ""),
            value,
          ]),
        );
        yield* anchorsOf(
          attributes["event.sequence"],
          attributes["conversation.id"],
          attributes["event.hash"],
          attributes["event.name"],
          own,
        );
      }
}

/**
 * Reads anchors from what a collector kept: lines of OTLP/JSON as its file exporter writes them, or records as
 * `logs export --format jsonl` prints them. Every exported record is an anchor, and a checkpoint is three.
 */
export function readAnchors(text: string): readonly Anchor[] {
  const anchors: Anchor[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    let json: unknown;
    try {
      json = JSON.parse(line);
    } catch (cause) {
      throw new TrailError("bad-input", `line ${index + 1} of the anchors is no JSON`, { cause });
    }
    if (!isJson(json)) continue;
    for (const anchor of "resourceLogs" in json ? fromOtlp(json) : fromRecord(json)) anchors.push(anchor);
  }
  if (anchors.length === 0)
    throw new TrailError("bad-input", "the file holds no anchors: give exported records or OTLP/JSON lines");
  return anchors;
}
