import {
  createSessionFile,
  listSessions,
  type Message,
  type Provider,
  readSession,
  reopenSessionFile,
  type SessionFile,
} from "@paddock/agent";
import { UsageError } from "../cli/usage-error.ts";

/** A conversation that is kept on disk while it goes on. */
export interface KeptConversation {
  /** Id of the session; that of the earlier one when it goes on. */
  readonly id: string;
  readonly file: SessionFile;
  /** Messages of the earlier session; empty for a new one. */
  readonly history: readonly Message[];
  readonly notices: readonly string[];
}

/** Finds an earlier session by `last` or by the beginning of its id, among those of this folder. */
async function earlier(home: string, cwd: string, wanted: string): Promise<string> {
  const sessions = await listSessions(home, { cwd, limit: 500 });
  const found = wanted === "last" ? sessions[0] : sessions.find(({ id }) => id.startsWith(wanted));
  if (found !== undefined) return found.path;
  throw new UsageError(
    wanted === "last"
      ? `--resume last: no earlier session was held in ${cwd}`
      : `--resume ${wanted}: no session of ${cwd} has an id that begins like this; leave --resume out to start anew`,
  );
}

/**
 * Opens the file of a new conversation, or goes on with an earlier one of the same folder.
 *
 * @throws {UsageError} when there is no such earlier session.
 */
export async function keepConversation(options: {
  readonly home: string;
  readonly cwd: string;
  readonly provider: Provider;
  /** `last`, or the beginning of an id. */
  readonly resume?: string;
}): Promise<KeptConversation> {
  const { home, cwd, provider, resume } = options;
  if (resume === undefined) {
    const id = crypto.randomUUID();
    const meta = { cwd, provider: provider.name, model: provider.model };
    return { id, file: await createSessionFile({ home, id, meta }), history: [], notices: [] };
  }
  const stored = await readSession(await earlier(home, cwd, resume));
  return {
    id: stored.id,
    file: await reopenSessionFile(stored),
    history: stored.messages,
    notices: [`going on with ${stored.messages.length} messages of session ${stored.id}`, ...stored.problems],
  };
}
