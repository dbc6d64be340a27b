import { join } from "node:path";
import { type AgentEvent, createAgent } from "@paddock/agent";
import {
  type LiveConfig,
  type LoadedConfig,
  type LoadOptions,
  loadConfig,
  openConfig,
} from "@paddock/config";
import { type Answer, configuredSecrets, createGuard, paddockHome, reviewModelOf } from "@paddock/guard";
import { openExportedTrail, verifyTrail } from "@paddock/telemetry";
import { directCommands } from "./direct-commands.ts";
import { sessionFacts } from "./facts.ts";
import { keepConversation } from "./kept-conversation.ts";
import { projectWords } from "./project-words.ts";
import { chooseProvider, chooseReviewer } from "./provider.ts";
import type { Session, SessionOptions } from "./session.ts";
import { sessionClient } from "./session-client.ts";
import { startTour } from "./tour.ts";
import { watchTrail } from "./watched-trail.ts";

function loadOptions(options: SessionOptions): LoadOptions {
  return {
    cwd: options.cwd,
    env: options.env,
    set: options.set,
    ...(options.profile === undefined ? {} : { profile: options.profile }),
    ...(options.compat === undefined ? {} : { compat: options.compat }),
    ...(options.strict === undefined ? {} : { strict: options.strict }),
    ...(options.trust === undefined ? {} : { trust: options.trust }),
    ...(options.positions === undefined ? {} : { positions: options.positions }),
  };
}

/** Reads the configuration that a session would have. Starts nothing. */
export async function readConfig(options: SessionOptions): Promise<LoadedConfig> {
  return await loadConfig(loadOptions(options));
}

/** The configuration of a session, following its files; an answer to the trust question that is not kept still holds. */
async function followConfig(options: SessionOptions, read: LoadedConfig | undefined): Promise<LiveConfig> {
  const live = await openConfig(loadOptions(options));
  if (read === undefined || read.trust === "unknown" || read.trust === live.current.trust) return live;
  return await openConfig(loadOptions({ ...options, trust: read.trust }));
}

/**
 * Opens a session: configuration, then guard, then agent. Nothing falls back to less confinement; where a part cannot
 * be had the error says which and what to do.
 */
export async function openSession(options: SessionOptions, read?: LoadedConfig): Promise<Session> {
  const { env, cwd } = options;
  const home = paddockHome(env);
  const live = await followConfig(options, read);
  const effective = live.current;
  const provider = chooseProvider(effective, env);
  const reviewing = chooseReviewer(effective, env, provider);
  const directory = join(home, "trail");
  const kept = await keepConversation({
    home,
    cwd,
    provider,
    ...(options.resume === undefined ? {} : { resume: options.resume }),
  });
  const { id } = kept;
  const words = provider.isModel ? await projectWords(effective, { cwd, home }) : { notices: [] };
  const watched = watchTrail(
    await openExportedTrail({
      directory,
      session: id,
      env,
      policy: effective.digest,
      otel: effective.get("otel"),
      trail: effective.get("trail"),
      secrets: configuredSecrets(effective, env),
    }),
  );
  const guard = await createGuard({
    workspace: cwd,
    live,
    env,
    session: id,
    trail: watched.trail,
    client: sessionClient("paddock", env, provider.name),
    ...(provider.isModel ? { model: provider.model } : {}),
    ...(reviewing === undefined ? {} : { reviewer: { model: reviewModelOf(reviewing) } }),
    ...(options.permissions === undefined ? {} : { permissions: options.permissions }),
    ...(options.compat === undefined ? {} : { compat: options.compat }),
  }).catch(async (error: unknown) => {
    await watched.trail.close();
    await kept.file.close();
    throw error;
  });
  /** Questions of a tour belong to the tour's own guard. */
  const tourQuestions = new Map<string, (answer: Answer) => void>();
  const tour = (signal?: AbortSignal): AsyncIterable<AgentEvent> =>
    startTour(options, {
      ...(signal === undefined ? {} : { signal }),
      onAsk: (request) => new Promise((resolve) => tourQuestions.set(request.id, resolve)),
    });
  const agent = createAgent({
    guard,
    provider,
    trail: watched.trail,
    tour,
    sink: kept.file,
    history: kept.history,
    ...("context" in words && words.context !== undefined ? { context: words.context } : {}),
  });
  const direct = directCommands(guard, watched.trail);
  const told = [...kept.notices, ...words.notices];
  return {
    id,
    get facts() {
      return sessionFacts({ workspace: cwd, trail: directory, told }, live.current, guard.boundary, provider);
    },
    send: (text, sending) =>
      text.startsWith("!") ? direct(text.slice(1).trim(), sending?.signal) : agent.send(text, sending),
    async answer(request, answer) {
      const settle = tourQuestions.get(request);
      if (settle === undefined) return await guard.answer(request, answer);
      tourQuestions.delete(request);
      settle(answer);
      return undefined;
    },
    evaluate: (script) => guard.evaluate({ kind: "command", script }),
    explain: (key) => live.current.explain(key),
    override: (digest) => guard.override(digest),
    grants: () => guard.grants.list(),
    revoke: (grant) => guard.grants.revoke(grant),
    onRecord: watched.onRecord,
    get enforcement() {
      return guard.report;
    },
    verify: () => verifyTrail(directory, { session: id }),
    async close() {
      await guard.close();
      await kept.file.close();
    },
  };
}
