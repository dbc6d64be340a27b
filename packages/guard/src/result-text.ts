import type { Reason } from "./decision.ts";
import type { ExecutionOutcome } from "./execution.ts";
import type { NormalAction } from "./normalise.ts";
import type { Refusal } from "./refusal.ts";

function source(reason: Reason): string {
  const { origin } = reason;
  if (!origin) return "";
  return ` (${origin.file === undefined ? origin.layer : `${origin.file}${origin.line === undefined ? "" : `:${origin.line}`}, ${origin.layer}`})`;
}

/** What the model reads when an action was refused: every reason with its source, and what to do instead. */
export function denialText({ reasons, alternative }: Refusal): string {
  const lines = reasons.map((reason) => `${reason.text.replace(/\.$/, "")}${source(reason)}`);
  return [`Denied: ${lines.join("; ")}.`, ...(alternative === undefined ? [] : [alternative])].join("\n");
}

/** What the model reads when a command ended: how, what the sandbox refused, and the output. */
export function statusText(action: NormalAction, outcome: ExecutionOutcome, fine: boolean): string {
  const { status } = outcome;
  const lines: string[] = [];
  if (outcome.timedOut) lines.push("It was stopped because it ran longer than its time limit.");
  if (status.kind === "signal") lines.push(`It was ended by ${status.signal}.`);
  else if (status.code !== 0 && !(action.kind === "search" && fine))
    lines.push(`It exited with status ${status.code}.`);
  for (const denial of outcome.denials.slice(0, 10)) {
    lines.push(
      `The sandbox blocked: ${denial.operation} ${denial.object}${denial.errno ? ` (${denial.errno})` : ""}.`,
    );
  }
  if (outcome.denials.length > 10)
    lines.push(`The sandbox blocked ${outcome.denials.length - 10} more operations.`);
  const output =
    outcome.text === "" && fine ? (action.kind === "search" ? "(no match)" : "(no output)") : outcome.text;
  return [...lines, output].filter((line) => line !== "").join("\n");
}
