import type { RunResult } from "@paddock/guard";
import { type Badge, badge } from "./badge.ts";
import { duration } from "./duration.ts";
import type { Mark } from "./marks.ts";
import { visible } from "./visible.ts";

/** How one call ended, in one line and the lines below it. All text is safe to print. */
export interface Outcome {
  readonly mark: Mark;
  readonly title: string;
  /** Follows the title, e.g. `exit 1`, `blocked: write ~/x`. */
  readonly facts: string;
  /** What confined it; absent when nothing was started. */
  readonly badge?: Badge;
  /** Why it was refused and what to do instead; empty when it was not. */
  readonly because: readonly string[];
}

function place(origin: { readonly layer: string; readonly file?: string; readonly line?: number }): string {
  if (origin.file === undefined) return ` (${origin.layer})`;
  return ` (${origin.layer}: ${visible(origin.file)}${origin.line === undefined ? "" : `:${origin.line}`})`;
}

function denials(result: RunResult): string {
  const named = result.denials.map(({ operation, object }) => `${operation} ${visible(object)}`);
  return (
    [...new Set(named)].slice(0, 3).join(", ") + (named.length > 3 ? `, and ${named.length - 3} more` : "")
  );
}

function ending(result: RunResult): string {
  const { status } = result;
  if (status?.kind === "signal") return `killed by ${status.signal}`;
  if (status?.kind === "exit" && status.code !== 0) return `exit ${status.code}`;
  return "";
}

function headline(result: RunResult): { readonly mark: Mark; readonly fact: string } {
  switch (result.outcome) {
    case "done":
      return {
        mark: "ok",
        fact: result.denials.length > 0 ? `blocked inside: ${denials(result)}` : ending(result),
      };
    case "failed":
      return result.denials.length > 0
        ? { mark: "denied", fact: [ending(result), `blocked: ${denials(result)}`].filter(Boolean).join("  ") }
        : { mark: "failed", fact: ending(result) || "failed" };
    case "blocked":
      return { mark: "denied", fact: `blocked: ${denials(result) || (result.refusal?.by ?? "the sandbox")}` };
    case "denied":
      return { mark: "denied", fact: `denied by ${result.refusal?.by ?? "policy"}` };
    case "cancelled":
      return { mark: "failed", fact: "cancelled" };
    case "stopped":
      return { mark: "denied", fact: "stopped" };
  }
}

/** The outcome of one call for the transcript. `mode` is the session's sandbox mode. */
export function outcome(title: string, result: RunResult, mode: string): Outcome {
  const { mark, fact } = headline(result);
  const { decision } = result;
  const placement =
    decision.decision === "allow"
      ? decision.placement
      : decision.decision === "ask"
        ? decision.request.placement
        : undefined;
  const confined = badge(result.report, mode, placement);
  const reviewed =
    result.answer?.by === "reviewer" && mark === "ok" ? "allowed by the automatic reviewer" : "";
  const facts = [fact, reviewed, result.durationMs >= 1000 ? duration(result.durationMs) : ""];
  // A sandbox's refusal says no more than the denials that the headline names.
  const told = result.refusal?.by === "sandbox" && result.denials.length > 0;
  const because = (told ? [] : (result.refusal?.reasons ?? [])).map(
    ({ text, origin }) => visible(text) + (origin === undefined ? "" : place(origin)),
  );
  const alternative = result.refusal?.alternative;
  const again =
    result.refusal?.by === "reviewer"
      ? ["you may let exactly this past it once: /approve; details: /why"]
      : [];
  return {
    mark,
    title: visible(title),
    facts: facts.filter(Boolean).join("  "),
    ...(confined === undefined ? {} : { badge: confined }),
    because: [
      ...because,
      ...(alternative === undefined ? [] : [`instead: ${visible(alternative)}`]),
      ...again,
    ],
  };
}
