import { carryTrust } from "@paddock/config";
import { canonicalHost } from "@paddock/network";
import type { TrailRecord } from "@paddock/telemetry";
import { chosenOption } from "./answer-meaning.ts";
import type { Answer, ApprovalRequest, Grant, GrantScope } from "./decision.ts";
import { shownGrant } from "./grant-book.ts";
import { GuardError } from "./guard-error.ts";
import { addHostDenial } from "./host-rule.ts";
import { changeLastingGrants } from "./lasting-grants.ts";
import { paddockHome } from "./paddock-home.ts";
import { addRules } from "./rule-file.ts";
import { record, type Session } from "./session.ts";
import { useRules } from "./use-rules.ts";

type Ids = { readonly turn?: string; readonly call?: string; readonly decision?: string };

/** Checks that an answer is one of those that the question offers. */
export function checkAnswer(request: ApprovalRequest, answer: Answer): void {
  if (answer.decision !== "allow" && answer.decision !== "deny" && answer.decision !== "stop") {
    throw new GuardError(
      "bad-answer",
      `an answer is allow, deny or stop, not ${JSON.stringify(answer.decision)}`,
    );
  }
  if (chosenOption(request, answer) !== undefined) return;
  // A stop, and a no that stores nothing, are always open to whoever answers.
  if (answer.decision === "stop" || (answer.decision === "deny" && !stores(answer))) return;
  const offered = request.options.map((option) => option.key).join(", ");
  const scope = answer.scope ?? "once";
  const asked = answer.decision === "allow" ? scope : `to deny for the scope ${scope}`;
  throw new GuardError(
    "bad-answer",
    `the question ${request.id} does not offer ${asked}; it offers ${offered}`,
  );
}

/** Says whether an answer may leave something behind. */
function stores({ decision, scope }: Answer): boolean {
  return decision === "allow" || (decision === "deny" && scope !== undefined && scope !== "once");
}

/** How long an answer counts, for the record; nothing for a plain no. */
export function recordedScope(answer: Answer): { readonly scope?: GrantScope } {
  return stores(answer) ? { scope: answer.scope ?? "once" } : {};
}

/** Writes the rules of an answer to their file; undefined where the answer stores no rule. */
async function addAnswerRules(
  session: Session,
  request: ApprovalRequest,
  answer: Answer,
): Promise<{ readonly file: string; readonly added: readonly string[] } | undefined> {
  const { action } = request;
  const { scope } = answer;
  const kept = chosenOption(request, answer)?.stores;
  if (kept?.file === undefined || (scope !== "project" && scope !== "user")) return undefined;
  const { file } = kept;
  const { compat } = session.boundary;
  const target = { file, layer: scope, ...(compat ? { compat } : {}) };
  const write = <T>(edit: () => Promise<T>): Promise<T> =>
    scope === "project"
      ? carryTrust(
          {
            root: session.projectRoot,
            cwd: session.workspace[0],
            home: paddockHome(session.env),
            file,
          },
          edit,
        )
      : edit();
  if (action.kind === "network" && answer.decision === "deny") {
    const host = canonicalHost(action.host);
    const destination = { ...action, ...(host.ok ? { host: host.host } : {}) };
    return { file, added: await write(() => addHostDenial(target, destination)) };
  }
  if (action.kind !== "command") return undefined;
  const command =
    action.script === undefined
      ? ({ kind: "argv", argv: action.argv ?? [] } as const)
      : ({ kind: "script", text: action.script } as const);
  const verdict = session.rules.check(command, { cwd: request.cwd });
  const lines = new Set(kept.text.split("\n"));
  const added = await write(() =>
    addRules({
      ...target,
      amendments: verdict.amendments.filter((amendment) => lines.has(amendment.line)),
      command,
      cwd: request.cwd,
      commands: verdict.segments.map((segment) => segment.argv),
    }),
  );
  return { file, added };
}

/** Writes the rules that an answer chose, and lets them count from now on. */
async function writeRules(
  session: Session,
  request: ApprovalRequest,
  answer: Answer,
  ids: Ids,
  emit: (record: TrailRecord) => void,
): Promise<boolean> {
  const written = await addAnswerRules(session, request, answer);
  if (written === undefined) return false;
  const { file, added } = written;
  await useRules(session);
  for (const rule of added) {
    const stored = await record(session, {
      name: "rule.added",
      ids: { ...(ids.turn === undefined ? {} : { turn: ids.turn }), approval: request.id },
      attributes: { rule, file, ...recordedScope(answer), by: answer.by },
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
  if (!stores(answer)) return undefined;
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
