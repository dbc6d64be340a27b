import type { LoadedConfig } from "@paddock/config";
import type { CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import type { Session, SessionOptions } from "../session/session.ts";
import type { ChosenSession } from "../session/session-flags.ts";
import { sessionOptions } from "../session/session-options.ts";
import { outputLog } from "../slash/output-log.ts";
import { recordLog } from "../slash/record-log.ts";
import { runSlashCommand } from "../slash/run-slash-command.ts";
import type { Effect } from "../state/model.ts";
import type { Store } from "../state/store.ts";
import { badge } from "../text/badge.ts";
import { trustQuestion } from "./trust-question.ts";
import { welcome } from "./welcome.ts";

/** How a conversation reaches the engine; replaced in tests. */
export interface Engine {
  readonly readConfig: (options: SessionOptions) => Promise<LoadedConfig>;
  readonly openSession: (options: SessionOptions, read?: LoadedConfig) => Promise<Session>;
  readonly offers: (config: LoadedConfig, env: SessionOptions["env"]) => Promise<readonly string[]>;
  readonly rememberAnswer: (
    config: LoadedConfig,
    level: "trusted" | "untrusted",
    env: SessionOptions["env"],
  ) => Promise<void>;
}

/** The real engine. It is loaded when it is first needed, so the first frame does not wait for it. */
const realEngine: Engine = {
  readConfig: async (options) => (await import("../session/open-session.ts")).readConfig(options),
  openSession: async (options, read) =>
    (await import("../session/open-session.ts")).openSession(options, read),
  offers: async (config, env) => (await import("../session/provider.ts")).offers(config, env),
  rememberAnswer: async (config, level, env) =>
    (await import("../session/remember-answer.ts")).rememberAnswer(config, level, env),
};

/** One conversation with a person: the store that a view draws, and the work behind it. */
export interface Conversation {
  readonly store: Store;
  /** Opens the session and resolves with the exit status when the person leaves. */
  run(): Promise<number>;
  quit(): void;
}

/** Connects a store with a session: effects go to the engine, events come back. */
export function converse(
  context: Pick<CommandContext, "globals" | "env"> & {
    readonly chosen?: ChosenSession;
  },
  makeStore: (perform: (effect: Effect) => void) => Store,
  engine: Engine = realEngine,
): Conversation {
  const { env } = context;
  const options: SessionOptions = { ...sessionOptions(context), ...context.chosen, positions: true };
  const store = makeStore(perform);
  const log = recordLog();
  const outputs = outputLog();
  const left = Promise.withResolvers<number>();
  const trusted = Promise.withResolvers<"trusted" | "untrusted">();
  let session: Session | undefined;
  let turn: AbortController | undefined;
  let turnDone: Promise<void> = Promise.resolve();

  const say = (level: "info" | "warn" | "bad", text: string): void =>
    store.dispatch({ kind: "notice", level, text });
  const complaint = (error: unknown): string => (error instanceof Error ? error.message : String(error));

  async function send(text: string): Promise<void> {
    if (session === undefined) return;
    turn = new AbortController();
    try {
      for await (const event of session.send(text, { signal: turn.signal })) {
        if (event.kind === "run" && event.event.kind === "record") log.add(event.event.record);
        outputs.on(event);
        store.dispatch({ kind: "engine", event, at: store.now() });
      }
    } catch (error) {
      if (!turn.signal.aborted) say("bad", complaint(error));
    } finally {
      turn = undefined;
      store.dispatch({ kind: "turn-ended", at: store.now() });
    }
  }

  function perform(effect: Effect): void {
    switch (effect.kind) {
      case "send":
        turnDone = send(effect.text);
        return;
      case "interrupt":
        turn?.abort();
        return;
      case "answer":
        session
          ?.answer(effect.request, effect.answer)
          .then((grant) => {
            if (grant !== undefined && grant.scope !== "once")
              say("info", `granted for this ${grant.scope}: ${grant.text}`);
          })
          .catch((error: unknown) => say("bad", complaint(error)));
        return;
      case "command":
        if (session === undefined) return;
        runSlashCommand(effect.line, { session, log, outputs, columns: store.columns(), quit })
          .then((rows) => {
            if (rows.length > 0) store.dispatch({ kind: "rows", rows });
          })
          .catch((error: unknown) => say("bad", complaint(error)));
        return;
      case "trust":
        trusted.resolve(effect.level);
        return;
      case "quit":
        left.resolve(exitCode.ok);
    }
  }

  function quit(): void {
    left.resolve(exitCode.ok);
  }

  async function open(): Promise<void> {
    const first = await engine.readConfig(options);
    const asks = first.trust === "unknown" && options.compat === undefined;
    if (asks) store.dispatch({ kind: "ask-trust", question: trustQuestion(first) });
    const level = asks ? await trusted.promise : undefined;
    const effective = level === undefined ? first : await engine.readConfig({ ...options, trust: level });
    session = await engine.openSession(options, effective);
    // A folder that cannot be worked in is not remembered as trusted.
    if (level !== undefined) await engine.rememberAnswer(first, level, env);
    const opened = session;
    opened.onRecord((record) => {
      log.add(record);
      if (record.name !== "policy.changed") return;
      store.dispatch({ kind: "facts", facts: opened.facts });
      say("warn", String(record.attributes["reason"]));
    });
    for (const { level, text } of welcome(session.facts)) say(level, text);
    store.dispatch({ kind: "opened", facts: session.facts });
    for (const offer of await engine.offers(effective, env)) say("info", offer);
    const report = session.enforcement;
    const shown = badge(report, session.facts.sandbox);
    if (shown !== undefined) store.dispatch({ kind: "badge", badge: shown });
    for (const lost of report.lost)
      say(
        "warn",
        `the sandbox cannot give ${lost.guarantee}: ${lost.why}${lost.fix === undefined ? "" : `. ${lost.fix}`}`,
      );
  }

  return {
    store,
    quit,
    async run() {
      // What keeps a session from opening ends the program: there is nothing to talk to.
      open().catch(left.reject);
      try {
        return await left.promise;
      } finally {
        turn?.abort();
        await turnDone;
        await session?.close();
        store.dispatch({ kind: "close" });
      }
    },
  };
}
