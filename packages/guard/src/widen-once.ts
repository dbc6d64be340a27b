import { existsSync } from "node:fs";
import { dirname } from "node:path";
import type { Judgement } from "./judge.ts";
import type { NormalAction } from "./normalise.ts";
import type { Widening } from "./plan-for.ts";

/** The nearest existing folder above a path. */
function folderOf(path: string): string {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  return folder;
}

/**
 * What a yes to this action adds to the plan of its own run. A file verb gets the folder of its file, because a file is
 * replaced through its folder; that run does nothing but the verb, so nothing else can use it.
 */
export function widenOnce(action: NormalAction, judgement: Judgement): Widening {
  const { evaluation, facts } = judgement;
  if (facts.kind === "write") return facts.within === "writable" ? {} : { write: [folderOf(facts.path)] };
  if (facts.kind === "patch") {
    return {
      write: facts.files.filter((file) => file.within !== "writable").map((file) => folderOf(file.path)),
    };
  }
  if (evaluation.decision !== "deny" && evaluation.widen) return evaluation.widen;
  return action.kind === "command" && action.escalation?.kind === "widen" ? action.escalation : {};
}
