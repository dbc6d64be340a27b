import type { RunResult } from "@paddock/guard";

const VERBS: Readonly<Record<RunResult["denials"][number]["operation"], string>> = {
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
  return `${VERBS[denial.operation]} ${denial.object}${denial.errno ? ` (${denial.errno})` : ""}`;
}

const NOTHING_SAID: Readonly<Record<RunResult["outcome"], string>> = {
  done: "Done.",
  failed: "Failed; no reason was given.",
  denied: "Denied.",
  blocked: "Blocked by the sandbox.",
  cancelled: "Aborted by the user.",
  stopped: "The user stopped the turn here.",
};

/** The text a model gets for one result. The guard has written it; what it left unsaid is the outcome alone. */
export function resultText(result: RunResult): string {
  const words = result.text === "" ? NOTHING_SAID[result.outcome] : result.text;
  return result.outcome === "cancelled" && result.text !== "" ? `${NOTHING_SAID.cancelled}\n${words}` : words;
}
