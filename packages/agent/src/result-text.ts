import type { RunResult } from "@paddock/guard";

const VERBS: Readonly<Record<string, string>> = {
  write: "writing",
  create: "creating",
  delete: "deleting",
  rename: "renaming",
  read: "reading",
  connect: "connecting to",
  bind: "listening on",
  exec: "executing",
  other: "touching",
};

/** One refusal of the boundary in words: `writing /etc/hosts (EROFS)`. */
export function denialText(denial: RunResult["denials"][number]): string {
  return `${VERBS[denial.operation] ?? denial.operation} ${denial.object}${denial.errno ? ` (${denial.errno})` : ""}`;
}

function place(reason: {
  readonly origin?: { readonly layer: string; readonly file?: string; readonly line?: number };
}): string {
  const { origin } = reason;
  if (!origin) return "";
  if (!origin.file) return ` [${origin.layer}]`;
  return ` [${origin.file}${origin.line === undefined ? "" : `:${origin.line}`}]`;
}

/** The text a model gets for one result: what happened, what was refused and by whom, what it may do instead. */
export function resultText(result: RunResult): string {
  const lines: string[] = [];
  const { refusal, status } = result;
  if (result.outcome === "cancelled") lines.push("Aborted by the user.");
  if (result.outcome === "stopped") lines.push("The user stopped the turn here.");
  if (refusal) {
    lines.push(
      `${result.outcome === "blocked" ? "Blocked" : "Denied"} by the ${refusal.by} (${refusal.code}).`,
    );
    for (const reason of refusal.reasons) lines.push(`- ${reason.text}${place(reason)}`);
  }
  if (result.answer?.message) lines.push(`The user says: ${result.answer.message}`);
  for (const denial of result.denials.slice(0, 10)) lines.push(`- the sandbox refused ${denialText(denial)}`);
  if (result.denials.length > 10) lines.push(`- and ${result.denials.length - 10} more`);
  if (refusal?.alternative) lines.push(`Instead: ${refusal.alternative}`);
  if (status) {
    lines.push(status.kind === "exit" ? `Exit status: ${status.code}` : `Ended by signal ${status.signal}`);
    lines.push(`Wall time: ${(result.durationMs / 1000).toFixed(1)} s`);
    lines.push(result.text === "" ? "No output." : `Output:\n${result.text}`);
  } else if (result.text !== "") lines.push(result.text);
  return lines.length > 0 ? lines.join("\n") : "Done.";
}
