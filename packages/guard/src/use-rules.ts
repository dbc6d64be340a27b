import { judgeNow } from "./judge-now.ts";
import { normaliseAction } from "./normalise.ts";
import { readRules } from "./read-rules.ts";
import type { Session } from "./session.ts";

/**
 * Reads the rule files again and lets them count at once: connections that they forbid end, and open questions that they
 * answer with no are answered so. Nothing that waits is allowed by it.
 */
export async function useRules(session: Session): Promise<void> {
  session.rules = readRules(session.boundary);
  for (const apply of session.onRules) apply();
  for (const { request, settle } of [...session.pending.values()]) {
    const { evaluation } = judgeNow(session, normaliseAction(request.action, request.cwd));
    if (evaluation.decision !== "deny") continue;
    const message = evaluation.reasons.map(({ text }) => text).join(" ");
    // Whoever answered first was quicker; that answer is checked against the same rules.
    await settle({ decision: "deny", by: "policy", message }).catch(() => undefined);
  }
}
