import { describeRecord } from "../export/export-log.ts";
import type { TrailRecord } from "../record.ts";
import { attributeText } from "./attribute-text.ts";
import { placeText, reasonsOf } from "./reasons.ts";
import type { Story, StoryCall, StoryExecution } from "./story.ts";

/** How a review ended, in words; records of other producers may say only the outcome. */
const REVIEWS: Readonly<Record<string, string>> = {
  approved: "reviewer allows it",
  denied: "reviewer denies it",
  asked: "reviewer leaves it to a person",
  failed: "no valid review",
  "timed-out": "no review in time",
  aborted: "review stopped with the turn",
};

/** One line of a timeline. */
export interface StoryLine {
  /** 0 session, 1 turn, 2 call, 3 and 4 what belongs to it. */
  readonly depth: number;
  /** The record that the line is about. */
  readonly record: TrailRecord;
  /** `good` allowed, `bad` refused or blocked, `ask` a question, `plain` the rest. */
  readonly mark: "plain" | "good" | "bad" | "ask";
  /** The line, without time and indentation. May hold control characters of recorded text: escape before printing. */
  readonly text: string;
}

/** Where a decision is written: `FILE:LINE`, with the layer in brackets. */
function originText(record: TrailRecord): string {
  const [first] = reasonsOf(record);
  return first === undefined ? attributeText(record, "origin_file") : placeText(first);
}

/** Why something was decided, in one sentence. */
function reasonText(record: TrailRecord): string {
  return (
    attributeText(record, "reason") || attributeText(record, "text") || (reasonsOf(record)[0]?.text ?? "")
  );
}

const isRefusal = (record: TrailRecord): boolean =>
  ["deny", "stop", "cancelled", "timeout"].includes(attributeText(record, "decision"));

function join(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(" ");
}

const firstLine = (text: string): string => {
  const [line = "", ...rest] = text.split("\n");
  return rest.length === 0 ? line : `${line} …`;
};

/** Tells a story line by line, for a person to read. */
export function* storyLines(story: Story): Generator<StoryLine, void, void> {
  const { started, ended } = story;
  if (started !== undefined) {
    const facts = ["mode", "approval_policy", "network", "enforcement", "backend", "trust"]
      .map((key) => [key, attributeText(started, key)])
      .filter(([, value]) => value !== "")
      .map(([key, value]) => `${key} ${value}`);
    yield {
      depth: 0,
      record: started,
      mark: "plain",
      text: join("session", story.session, `(${facts.join(", ")})`),
    };
  }
  for (const record of story.notes) {
    if (record.name === "trail.checkpoint") continue;
    yield {
      depth: 0,
      record,
      mark: record.severity === "info" ? "plain" : "bad",
      text: describeRecord(record),
    };
  }
  for (const turn of story.turns) {
    if (turn.prompt !== undefined) {
      const prompt = attributeText(turn.prompt, "prompt");
      const shown =
        prompt === "[REDACTED]" || prompt === ""
          ? `(${attributeText(turn.prompt, "prompt_length") || "?"} characters, not recorded)`
          : firstLine(prompt);
      yield { depth: 1, record: turn.prompt, mark: "plain", text: join("request", shown) };
    }
    for (const step of turn.steps) {
      if (step.kind === "call") yield* callLines(step.call);
      else if (step.record.name === "model.response") yield modelLine(step.record);
      else if (step.record.name !== "model.request")
        yield {
          depth: 2,
          record: step.record,
          mark: step.record.severity === "info" ? "plain" : "bad",
          text: describeRecord(step.record),
        };
    }
    if (turn.ended !== undefined) {
      const outcome = attributeText(turn.ended, "outcome") || attributeText(turn.ended, "phase");
      yield {
        depth: 1,
        record: turn.ended,
        mark: outcome === "done" ? "plain" : "bad",
        text: join("turn", outcome, attributeText(turn.ended, "error")),
      };
    }
  }
  if (ended !== undefined) yield { depth: 0, record: ended, mark: "plain", text: "session ended" };
}

function modelLine(record: TrailRecord): StoryLine {
  const tokens = attributeText(record, "input_tokens");
  const reasoning = attributeText(record, "reasoning");
  return {
    depth: 2,
    record,
    mark: attributeText(record, "error") === "" ? "plain" : "bad",
    text: join(
      "model",
      attributeText(record, "model"),
      tokens === "" ? "" : `${tokens} in, ${attributeText(record, "output_tokens")} out`,
      reasoning === "" || reasoning === "[REDACTED]" ? "" : `"${firstLine(reasoning)}"`,
      attributeText(record, "error"),
    ),
  };
}

function* callLines(call: StoryCall): Generator<StoryLine, void, void> {
  const head = call.called ?? call.decisions[0] ?? call.result ?? call.others[0];
  if (head !== undefined)
    yield {
      depth: 2,
      record: head,
      mark: "plain",
      text: join(
        attributeText(head, "tool") || attributeText(head, "kind") || "call",
        firstLine(attributeText(head, "subject") || attributeText(head, "arguments")),
      ),
    };
  for (const record of call.questions)
    yield {
      depth: 3,
      record,
      mark: "ask",
      text: join(
        "asked",
        attributeText(record, "title") || attributeText(record, "subject"),
        reasonText(record),
      ),
    };
  for (const record of call.reviews)
    yield {
      depth: 3,
      record,
      mark: attributeText(record, "outcome") === "allow" ? "good" : "bad",
      text: join(
        REVIEWS[attributeText(record, "status")] ?? `reviewer says ${attributeText(record, "outcome")}`,
        attributeText(record, "source") === "classifier" ? "without a model" : "",
        attributeText(record, "risk") === "" ? "" : `(risk ${attributeText(record, "risk")})`,
      ),
    };
  for (const record of call.answers) {
    const wait = record.attributes["wait_ms"];
    yield {
      depth: 3,
      record,
      mark: isRefusal(record) ? "bad" : "good",
      text: join(
        attributeText(record, "by") || "someone",
        "answered",
        attributeText(record, "decision"),
        attributeText(record, "scope") === "" ? "" : `for ${attributeText(record, "scope")}`,
        typeof wait === "number" ? `after ${(wait / 1_000).toFixed(1)} s` : "",
        attributeText(record, "message"),
      ),
    };
  }
  for (const record of call.decisions)
    yield {
      depth: 3,
      record,
      mark: isRefusal(record) ? "bad" : "good",
      text: join(
        isRefusal(record) ? "refused" : "allowed",
        attributeText(record, "placement") === "outside" ? "outside the sandbox" : "",
        `by ${attributeText(record, "by") || "policy"}`,
        originText(record),
        reasonText(record) === "" ? "" : `— ${reasonText(record)}`,
      ),
    };
  for (const execution of call.executions) yield* executionLines(execution);
  for (const record of call.others)
    yield {
      depth: 3,
      record,
      mark: record.severity === "info" ? "plain" : "bad",
      text: describeRecord(record),
    };
  if (call.result !== undefined) {
    const outcome = attributeText(call.result, "outcome");
    yield {
      depth: 3,
      record: call.result,
      mark: outcome === "done" ? "plain" : "bad",
      text: join("result", outcome),
    };
  }
}

function* executionLines(execution: StoryExecution): Generator<StoryLine, void, void> {
  const { started, ended, denials, connections } = execution;
  const head = started ?? ended;
  if (head !== undefined) {
    const exit = attributeText(ended, "exit_code");
    const signal = attributeText(ended, "signal");
    const how =
      exit !== "" ? `exit ${exit}` : signal !== "" ? signal : ended === undefined ? "no end recorded" : "";
    yield {
      depth: 3,
      record: head,
      mark: "plain",
      text: join(
        "ran",
        attributeText(started, "placement") === "outside" ? "outside the sandbox" : "in the sandbox",
        how,
      ),
    };
  }
  for (const record of denials)
    yield {
      depth: 4,
      record,
      mark: "bad",
      text: join(
        "sandbox denied",
        attributeText(record, "operation"),
        attributeText(record, "object"),
        attributeText(record, "errno"),
      ),
    };
  for (const record of connections) {
    const decision = attributeText(record, "decision");
    yield {
      depth: 4,
      record,
      mark: decision === "deny" ? "bad" : decision === "ask" ? "ask" : "good",
      text: join(
        "network",
        decision || record.name,
        `${attributeText(record, "host")}${attributeText(record, "port") === "" ? "" : `:${attributeText(record, "port")}`}`,
        reasonText(record) === "" ? "" : `— ${reasonText(record)}`,
      ),
    };
  }
}
