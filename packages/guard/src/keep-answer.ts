import type { TrailRecord } from "@paddock/telemetry";
import type { Answer, ApprovalRequest, Grant } from "./decision.ts";
import { shownGrant } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";
import { changeLastingGrants } from "./lasting-grants.ts";
import { readRules } from "./read-rules.ts";
import { addRules } from "./rule-file.ts";
import { record, type Session } from "./session.ts";

type Ids = { readonly turn?: string; readonly call?: string; readonly decision?: string };

/** Checks that an answer is one of those that the question offers. */
export function checkAnswer(request: ApprovalRequest, answer: Answer): void {
  if (answer.decision !== "allow" && answer.decision !== "deny" && answer.decision !== "stop") {
    throw new GuardError(
      "bad-answer",
      `an answer is allow, deny or stop, not ${JSON.stringify(answer.decision)}`,
    );
  }
  if (answer.decision !== "allow") return;
  const scope = answer.scope ?? "once";
  if (!request.options.some((option) => option.key === scope)) {
    const offered = request.options.map((option) => option.key).join(", ");
    throw new GuardError(
      "bad-answer",
      `the question ${request.id} does not offer ${scope}; it offers ${offered}`,
    );
  }
}

/** Writes the rules that an answer chose, and lets them count from now on. */
async function writeRules(
  session: Session,
  request: ApprovalRequest,
  answer: Answer,
  ids: Ids,
  emit: (record: TrailRecord) => void,
): Promise<boolean> {
  const scope = answer.scope ?? "once";
  const stores = request.options.find((option) => option.key === scope)?.stores;
  const { action } = request;
  if (stores?.file === undefined || action.kind !== "command") return false;
  if (scope !== "project" && scope !== "user") return false;
  const command =
    action.script === undefined
      ? ({ kind: "argv", argv: action.argv ?? [] } as const)
      : ({ kind: "script", text: action.script } as const);
  const verdict = session.rules.check(command, { cwd: request.cwd });
  const lines = new Set(stores.text.split("\n"));
  const added = await addRules({
    file: stores.file,
    layer: scope,
    amendments: verdict.amendments.filter((amendment) => lines.has(amendment.line)),
    command,
    cwd: request.cwd,
    commands: verdict.segments.map((segment) => segment.argv),
    ...(session.boundary.compat ? { compat: session.boundary.compat } : {}),
  });
  session.rules = readRules(session.boundary);
  for (const rule of added) {
    const stored = await record(session, {
      name: "rule.added",
      ids: { ...(ids.turn === undefined ? {} : { turn: ids.turn }), approval: request.id },
      attributes: { rule, file: stores.file, scope, by: answer.by },
    });
    emit(stored);
  }
  return true;
}

/**
 * Keeps what an answer stores: a rule in a file, or a grant; one that outlives the session goes to disk too. Recorded
 * before it counts for anything.
 */
export async function keepAnswer(
  session: Session,
  request: ApprovalRequest,
  answer: Answer,
  ids: Ids,
  options: { readonly once?: boolean; readonly emit?: (record: TrailRecord) => void } = {},
): Promise<Grant | undefined> {
  if (answer.decision !== "allow") return undefined;
  const emit = options.emit ?? ((): void => undefined);
  if (await writeRules(session, request, answer, ids, emit)) return undefined;
  const grant = session.grants.remember(request, answer, options);
  if (grant === undefined) return undefined;
  try {
    const created = await record(session, {
      name: "grant.created",
      ids: { ...ids, approval: request.id },
      attributes: {
        grant: grant.id,
        scope: grant.scope,
        text: grant.text,
        expires: grant.expiresAt,
        digest: request.digest,
        by: answer.by,
      },
    });
    emit(created);
    if (grant.scope === "project" || grant.scope === "user") {
      await changeLastingGrants(session.boundary.home, (kept) => [...kept, grant]);
    }
  } catch (error) {
    session.grants.revoke(grant.id);
    throw error;
  }
  return shownGrant(grant);
}
