import type { RunResult } from "@paddock/guard";
import type { ToolCall } from "../event.ts";
import { denialText } from "../result-text.ts";
import { parseInput } from "../tools/input.ts";

type Reason = NonNullable<RunResult["refusal"]>["reasons"][number];

function text(call: ToolCall, name: string): string {
  try {
    const value = parseInput(call.arguments)[name];
    return typeof value === "string" ? value : "";
  } catch {
    return "";
  }
}

/** The host that a `fetch` of the guide names. */
function fetchedHost(call: ToolCall): string | undefined {
  const url = /^curl -sS --max-time \d+ '([^']+)'$/.exec(text(call, "cmd"))?.[1];
  return url === undefined ? undefined : new URL(url).host;
}

function sentence(words: string): string {
  const begun = words.trim();
  const trimmed = begun.charAt(0).toUpperCase() + begun.slice(1);
  return /[.!?]$/.test(trimmed) ? trimmed : `${trimmed}.`;
}

function because(reason: Reason): string {
  const { origin } = reason;
  const where = origin?.file
    ? ` (${origin.file}${origin.line === undefined ? "" : `, line ${origin.line}`})`
    : "";
  return `${sentence(reason.text).replace(/\.$/, "")}${where}.`;
}

function exitWords(result: RunResult): string {
  const { status } = result;
  if (!status) return "";
  return status.kind === "exit" ? `with exit status ${status.code}` : `by signal ${status.signal}`;
}

const REFUSERS: Readonly<Record<NonNullable<RunResult["refusal"]>["by"], string>> = {
  rule: "A rule denies this; it was not started.",
  policy: "The approval policy denies this; it was not started.",
  user: "The answer was no; nothing was done.",
  reviewer: "The reviewer denied this; nothing was done.",
  sandbox: "The sandbox blocked this.",
  network: "The network policy blocked this.",
  requirement: "An admin's requirement denies this; it was not started.",
};

function outcomeOfFetch(host: string, result: RunResult): string | undefined {
  const { status } = result;
  if (status?.kind !== "exit") return undefined;
  if (status.code === 0) return `${host} answered.`;
  if (status.code === 127) return `curl is not installed here, so ${host} was not tried.`;
  const isolated = result.report?.guarantees.includes("net.isolated") === true;
  if (isolated || result.denials.some((denial) => denial.operation === "connect")) {
    return `${host} was not reached: the boundary has no way out to the network.`;
  }
  return `${host} was not reached; curl ended ${exitWords(result)}.`;
}

function outcomeOfDone(call: ToolCall, result: RunResult): string {
  switch (call.name) {
    case "exec_command":
      return `The command ran inside the boundary and ended ${exitWords(result) || "quietly"}.`;
    case "read_file":
      return `${text(call, "path")} was read inside the boundary.`;
    case "list_dir":
      return `${text(call, "path") || "The workspace"} was listed inside the boundary.`;
    case "grep":
      return result.status?.kind === "exit" && result.status.code === 1
        ? "No file here matches."
        : "These lines match.";
    case "write_file":
      return `${text(call, "path")} was written inside the boundary.`;
    default:
      return "Done inside the boundary.";
  }
}

function outside(result: RunResult): boolean {
  return result.decision.decision === "allow" && result.decision.placement === "outside";
}

function refusalWords(
  refusal: NonNullable<RunResult["refusal"]>,
  result: RunResult,
  host: string | undefined,
): readonly string[] {
  const named = host !== undefined && refusal.by === "sandbox" ? outcomeOfFetch(host, result) : undefined;
  if (named !== undefined) return [named];
  const answered = refusal.reasons.some((reason) => reason.code.startsWith("answer."));
  const first =
    answered && refusal.by !== "reviewer"
      ? "It asked, and the answer was no; nothing was done."
      : REFUSERS[refusal.by];
  // A reason that only names what a denial names too would say it twice.
  const told = (reason: Reason): boolean =>
    reason.code.startsWith("answer.") || result.denials.some((denial) => reason.text.includes(denial.object));
  return [first, ...refusal.reasons.filter((reason) => !told(reason)).map(because)];
}

/** Says in plain sentences what happened to one call and why. */
export function summarise(call: ToolCall, result: RunResult): string {
  const sentences: string[] = [];
  const host = fetchedHost(call);
  const { refusal } = result;
  if (result.outcome === "cancelled" || result.outcome === "stopped") return "Stopped before it finished.";
  if (refusal) {
    sentences.push(...refusalWords(refusal, result, host));
  } else if (host !== undefined && result.status) {
    sentences.push(outcomeOfFetch(host, result) ?? `curl ended ${exitWords(result)}.`);
  } else if (result.outcome === "failed" && !result.status) {
    sentences.push(sentence(`That did not work: ${result.text || "no reason was given"}`));
  } else {
    const done = outcomeOfDone(call, result);
    sentences.push(outside(result) ? done.replace("inside the boundary", "outside the sandbox") : done);
  }
  const named = [...new Set(result.denials.map(denialText))];
  if (named.length > 0) {
    const more = named.length > 3 ? ` and ${named.length - 3} more` : "";
    sentences.push(`The sandbox refused ${named.slice(0, 3).join(", ")}${more}.`);
  }
  if (refusal?.alternative) sentences.push(sentence(`Instead: ${refusal.alternative}`));
  return sentences.join(" ");
}
