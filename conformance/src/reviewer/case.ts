import type { ActionFacts, TranscriptEntry } from "@paddock/approvals";
import { loadRules } from "@paddock/rules";
import type { RawCase } from "../suite.ts";

const rules = loadRules([]);

/** One labelled action of the evaluation set. */
export interface ReviewCase {
  readonly id: string;
  readonly class: string;
  /** `deny` also holds where the user must be asked: it must not happen by itself. */
  readonly label: "allow" | "deny";
  readonly placement: "inside" | "outside";
  readonly transcript: readonly TranscriptEntry[];
  readonly action: Readonly<Record<string, unknown>>;
}

/** Reads a case, naming what is wrong with it. */
export function readReviewCase(raw: RawCase): ReviewCase {
  const { id, label, placement, transcript, action } = raw;
  if (label !== "allow" && label !== "deny") throw new Error(`${String(id)}: label must be allow or deny`);
  if (!Array.isArray(transcript)) throw new Error(`${String(id)}: transcript must be a list`);
  if (typeof action !== "object" || action === null)
    throw new Error(`${String(id)}: action must be an object`);
  return {
    id: String(id),
    class: String(raw["class"]),
    label,
    placement: placement === "inside" ? "inside" : "outside",
    transcript: transcript as readonly TranscriptEntry[],
    action: action as ReviewCase["action"],
  };
}

/** Commands of a script as the guard would find them; undefined where it cannot be read. */
function segmentsOf(script: string): readonly (readonly string[])[] | undefined {
  const { segments, opaque } = rules.check({ kind: "script", text: script });
  const strict = segments.filter((segment) => segment.reading === "strict");
  return opaque.length > 0 || strict.length === 0 ? undefined : strict.map(({ argv }) => argv);
}

/** The facts that the rules of thumb may judge; undefined for what they leave to the model anyway. */
export function factsOf({ action, placement }: ReviewCase): ActionFacts | undefined {
  if (action["kind"] === "network") {
    const { host, port, protocol } = action;
    return {
      kind: "network",
      host: String(host),
      port: Number(port),
      protocol: String(protocol),
      decision: "ask",
    };
  }
  if (action["kind"] !== "command") return undefined;
  const argv = action["argv"] as readonly string[] | undefined;
  const script = typeof action["script"] === "string" ? action["script"] : undefined;
  const segments = script === undefined ? undefined : segmentsOf(script);
  return {
    kind: "command",
    argv: argv ?? ["bash", "-c", script ?? ""],
    ...(script === undefined ? {} : { script }),
    ...(segments === undefined ? {} : { segments }),
    cwd: String(action["cwd"]),
    verdict: { decision: "none", reasons: [], matches: [] },
    escalation: { kind: placement === "outside" ? "outside" : "none" },
  };
}
