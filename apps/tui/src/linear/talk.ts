import { createInterface } from "node:readline/promises";
import type { ApprovalRequest } from "@paddock/guard";
import type { CommandContext, Terminal } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { trustQuestion } from "../interactive/trust-question.ts";
import { welcome } from "../interactive/welcome.ts";
import { openSession, readConfig } from "../session/open-session.ts";
import { rememberAnswer } from "../session/remember-answer.ts";
import type { Session } from "../session/session.ts";
import type { ChosenSession } from "../session/session-flags.ts";
import { sessionOptions } from "../session/session-options.ts";
import { outputLog } from "../slash/output-log.ts";
import { recordLog } from "../slash/record-log.ts";
import { runSlashCommand } from "../slash/run-slash-command.ts";
import { optionsOf } from "../state/card.ts";
import { type Marks, marksFor } from "../text/marks.ts";
import { visible } from "../text/visible.ts";
import { rowText } from "../view/row.ts";
import { linearLines } from "./linear-lines.ts";
import { questionLines } from "./question-lines.ts";
import { typedAnswer, wordOf } from "./typed-answer.ts";

/**
 * Asks for one line; undefined when the input has ended. A line that was typed before the question stood there is a
 * request for later, never an answer to it.
 */
type Ask = (prompt: string, kind?: "request" | "answer") => Promise<string | undefined>;

async function settleTrust(
  context: CommandContext,
  chosen: ChosenSession,
  ask: Ask,
): Promise<Session | undefined> {
  const options = { ...sessionOptions(context), ...chosen, positions: true };
  const first = await readConfig(options);
  if (first.trust !== "unknown" || options.compat !== undefined) return await openSession(options, first);
  const { folder, files } = trustQuestion(first);
  context.out(`Trust ${visible(folder)} ?\n`);
  for (const file of files) context.out(`  takes effect if trusted: ${visible(file)}\n`);
  context.out("trust: commands may change files in this folder. read-only: they may only look.\n");
  let level: "trusted" | "untrusted" | undefined;
  while (level === undefined) {
    const line = await ask("Type trust, read-only or quit: ");
    if (line === undefined || line === "quit" || line === "q") return undefined;
    level =
      line === "trust" || line === "t"
        ? "trusted"
        : line === "read-only" || line === "r"
          ? "untrusted"
          : undefined;
  }
  const session = await openSession(options, await readConfig({ ...options, trust: level }));
  // A folder that cannot be worked in is not remembered as trusted.
  await rememberAnswer(first, level, context.env);
  return session;
}

async function settleQuestion(
  context: CommandContext,
  session: Session,
  request: ApprovalRequest,
  ask: Ask,
  marks: Marks,
): Promise<void> {
  context.out(questionLines(request, marks));
  const words = optionsOf(request).map(wordOf).join(", ");
  for (;;) {
    const line = await ask(`Type ${words}: `);
    const answer =
      line === undefined ? ({ decision: "stop", by: "user" } as const) : typedAnswer(request, line);
    if (answer === undefined) continue;
    if (
      answer.decision === "allow" &&
      request.risk === "high" &&
      (await ask("High risk. Type yes to allow it this once: ")) !== "yes"
    )
      continue;
    await session.answer(request.id, answer);
    return;
  }
}

/** A conversation in plain lines: append-only, no cursor movement, no animation, answers typed as words. */
export async function talk(
  context: CommandContext,
  terminal: Terminal,
  prompt: string,
  chosen: ChosenSession,
): Promise<number> {
  const { out, style, env, signal } = context;
  const marks = marksFor(env);
  const lines = createInterface({ input: terminal.stdin, output: terminal.stdout, terminal: false });
  const ended = new Promise<undefined>((resolve) => lines.once("close", () => resolve(undefined)));
  const waiting: string[] = [];
  const hungry: ((line: string) => void)[] = [];
  lines.on("line", (line) => {
    const taker = hungry.shift();
    if (taker === undefined) waiting.push(line);
    else taker(line);
  });
  const ask: Ask = async (text, kind = "answer") => {
    out(text);
    const ready = kind === "request" ? waiting.shift() : undefined;
    if (ready !== undefined) return ready;
    return await Promise.race([new Promise<string>((resolve) => hungry.push(resolve)), ended]);
  };
  signal.addEventListener("abort", () => lines.close());
  const session = await settleTrust(context, chosen, ask);
  if (session === undefined) return exitCode.ok;
  const log = recordLog();
  const outputs = outputLog();
  session.onRecord((record) => log.add(record));
  for (const { text } of welcome(session.facts)) out(`${marks.notice} ${visible(text)}\n`);
  out(
    `${marks.notice} sandbox ${session.facts.sandbox}, ${session.facts.network}, ask ${session.facts.approvals}\n`,
  );
  const shown = linearLines({ marks, mode: session.facts.sandbox, messages: true, style });
  let leaving = false;
  const quit = (): void => {
    leaving = true;
  };
  try {
    for (let next: string | undefined = prompt; !leaving && !signal.aborted; next = undefined) {
      const line = next || (await ask(`${marks.user} `, "request"));
      if (line === undefined) break;
      if (line.trim() === "") continue;
      if (line.startsWith("/")) {
        for (const spans of await runSlashCommand(line, { session, log, outputs, columns: 100, quit }))
          out(`${rowText(spans)}\n`);
        continue;
      }
      for await (const event of session.send(line, { signal })) {
        outputs.on(event);
        if (event.kind === "ask") await settleQuestion(context, session, event.request, ask, marks);
        else out(shown.event(event));
      }
    }
  } finally {
    lines.close();
    await session.close();
  }
  return signal.aborted ? exitCode.interrupted : exitCode.ok;
}
