import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";
import { placeText, reasonsOf } from "./reasons.ts";

/** One link of the chain from a request to what came of it. */
export interface WhyLink {
  /** What the link is: `request`, `call`, `question`, `review`, `answer`, `decision`, `grant`, `rule`, `execution`, `denial`, `connection`, `result`. */
  readonly step: string;
  /** The link in one line. May hold control characters of recorded text. */
  readonly text: string;
  /** More about it, a line each: reasons with the place they are written, options that were offered. */
  readonly details: readonly string[];
  /** The record it is made from. */
  readonly record: TrailRecord;
}

const join = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");

/** A labelled attribute, nothing where it is absent. */
const labelled = (record: TrailRecord, label: string, key: string): string => {
  const text = attributeText(record, key);
  return text === "" ? "" : `${label} ${text}`;
};

const argvText = (record: TrailRecord): string => {
  const { argv } = record.attributes;
  return Array.isArray(argv) ? argv.join(" ") : "";
};

function requestText(record: TrailRecord): string {
  const prompt = attributeText(record, "prompt");
  if (prompt !== "" && prompt !== "[REDACTED]") return prompt;
  const length = attributeText(record, "prompt_length") || "?";
  return `${length} characters, not recorded (otel.log_user_prompt = true records the words)`;
}

function waitText(record: TrailRecord): string {
  const wait = record.attributes["wait_ms"];
  return typeof wait === "number" ? `after ${(wait / 1_000).toFixed(1)} s` : "";
}

const reasonLines = (record: TrailRecord): readonly string[] =>
  reasonsOf(record).map((reason) =>
    placeText(reason) === "" ? reason.text : `${reason.text} — ${placeText(reason)}`,
  );

const questionDetails = (record: TrailRecord): readonly string[] => {
  const { options } = record.attributes;
  const offered = Array.isArray(options) ? `offered: ${options.join(", ")}` : "";
  return [...reasonLines(record), offered].filter((line) => line !== "");
};

interface Teller {
  readonly step: string;
  readonly text: (record: TrailRecord) => string;
  readonly details?: (record: TrailRecord) => readonly string[];
}

const outside = (record: TrailRecord): string =>
  attributeText(record, "placement") === "outside" ? "outside the sandbox" : "";

const hostText = (record: TrailRecord): string =>
  join(attributeText(record, "protocol"), attributeText(record, "host")) +
  (attributeText(record, "port") === "" ? "" : `:${attributeText(record, "port")}`);

const tellers: Readonly<Record<string, Teller>> = {
  "prompt.received": { step: "request", text: requestText },
  "tool.called": {
    step: "call",
    text: (record) => join(attributeText(record, "subject"), labelled(record, "in", "cwd")),
  },
  "approval.requested": {
    step: "question",
    text: (record) =>
      join(
        attributeText(record, "title") || "May it run?",
        attributeText(record, "subject"),
        labelled(record, "— risk", "risk"),
        labelled(record, "— the agent said:", "justification"),
      ),
    details: questionDetails,
  },
  "reviewer.assessed": {
    step: "review",
    text: (record) =>
      join(
        attributeText(record, "outcome"),
        labelled(record, "risk", "risk"),
        labelled(record, "authorisation", "authorization"),
      ),
  },
  "approval.answered": {
    step: "answer",
    text: (record) =>
      join(
        attributeText(record, "decision"),
        labelled(record, "by", "by"),
        labelled(record, "for", "scope"),
        waitText(record),
        labelled(record, "—", "message"),
      ),
  },
  "decision.made": {
    step: "decision",
    text: (record) =>
      join(
        attributeText(record, "decision"),
        labelled(record, "by", "by"),
        outside(record),
        labelled(record, "with grant", "grant"),
      ),
    details: reasonLines,
  },
  "grant.created": {
    step: "grant",
    text: (record) => join(attributeText(record, "text"), labelled(record, "for", "scope")),
  },
  "rule.added": {
    step: "rule",
    text: (record) => join(attributeText(record, "rule"), labelled(record, "in", "file")),
  },
  "execution.started": {
    step: "execution",
    text: (record) =>
      join(
        "started",
        attributeText(record, "placement") === "outside" ? "outside the sandbox" : "in the sandbox",
        labelled(record, "", "mode").trim() === ""
          ? ""
          : `(${join(attributeText(record, "mode"), labelled(record, "network", "network"))})`,
        argvText(record),
      ),
  },
  "execution.ended": {
    step: "execution",
    text: (record) =>
      join(
        "ended",
        labelled(record, "with exit", "exit_code"),
        labelled(record, "by", "signal"),
        attributeText(record, "timed_out") === "true" ? "at its time limit" : "",
      ),
  },
  "sandbox.denied": {
    step: "denial",
    text: (record) =>
      join(
        "the sandbox refused to",
        attributeText(record, "operation") || "reach",
        attributeText(record, "object"),
        attributeText(record, "errno") === "" ? "" : `(${attributeText(record, "errno")})`,
        labelled(record, "by", "program"),
      ),
    details: (record) =>
      [...reasonLines(record), labelled(record, "the plan says", "entry")].filter((line) => line !== ""),
  },
  "network.decided": {
    step: "connection",
    text: (record) =>
      join(attributeText(record, "decision"), hostText(record), labelled(record, "matching", "pattern")),
    details: reasonLines,
  },
  "network.closed": {
    step: "connection",
    text: (record) =>
      join(
        "closed",
        hostText(record),
        labelled(record, "sent", "sent"),
        labelled(record, "received", "received"),
      ),
  },
  "tool.completed": {
    step: "result",
    text: (record) => join(attributeText(record, "outcome"), labelled(record, "exit", "exit_code")),
  },
};

/** Makes the link of a record. */
export function whyLink(record: TrailRecord): WhyLink {
  const teller = Object.hasOwn(tellers, record.name) ? tellers[record.name] : undefined;
  if (teller !== undefined)
    return { step: teller.step, text: teller.text(record), details: teller.details?.(record) ?? [], record };
  const text = join(
    attributeText(record, "outcome"),
    attributeText(record, "operation"),
    attributeText(record, "path") || attributeText(record, "subject") || attributeText(record, "object"),
  );
  return { step: record.name, text, details: [], record };
}
