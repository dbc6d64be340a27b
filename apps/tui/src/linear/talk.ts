import type { ApprovalRequest } from "@paddock/guard";
import type { CommandContext, Terminal } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { welcome } from "../interactive/welcome.ts";
import { openSession, readConfig } from "../session/open-session.ts";
import { rememberAnswer } from "../session/remember-answer.ts";
import type { Session } from "../session/session.ts";
import type { ChosenSession } from "../session/session-flags.ts";
import { sessionOptions } from "../session/session-options.ts";
import { outputLog } from "../slash/output-log.ts";
import { recordLog } from "../slash/record-log.ts";
import { runSlashCommand } from "../slash/run-slash-command.ts";
import { type Marks, marksFor } from "../text/marks.ts";
import { visible } from "../text/visible.ts";
import { rowText } from "../view/row.ts";
import { askAnswer } from "./ask-answer.ts";
import { askTrust } from "./ask-trust.ts";
import { type LineInput, lineInput } from "./line-input.ts";
import { linearLines } from "./linear-lines.ts";

async function settleTrust(
  context: CommandContext,
  chosen: ChosenSession,
  input: LineInput,
): Promise<Session | undefined> {
  const options = { ...sessionOptions(context), ...chosen, positions: true };
  const first = await readConfig(options);
  if (first.trust !== "unknown" || options.compat !== undefined) return await openSession(options, first);
  const level = await askTrust(first, input, context.out);
  if (level === undefined) return undefined;
  const session = await openSession(options, await readConfig({ ...options, trust: level }));
  // A folder that cannot be worked in is not remembered as trusted.
  await rememberAnswer(first, level, context.env);
  return session;
}

async function settleQuestion(
  context: CommandContext,
  session: Session,
  request: ApprovalRequest,
  input: LineInput,
  signal: AbortSignal,
  marks: Marks,
): Promise<void> {
  const answer = await askAnswer(request, input, { out: context.out, marks, signal });
  // An interrupted turn withdraws its question by itself.
  if (answer === undefined && signal.aborted) return;
  await session.answer(request.id, answer ?? { decision: "stop", by: "user" });
}

/** What ctrl+c does: the first ends the turn, a second one within two seconds the conversation. */
function interrupts(terminal: Terminal, input: LineInput, out: CommandContext["out"]) {
  let turn: AbortController | undefined;
  let pressedAt = Number.NEGATIVE_INFINITY;
  const release = terminal.onInterrupt(() => {
    const again = performance.now() - pressedAt < 2000;
    pressedAt = performance.now();
    if (again) input.close();
    else out(turn === undefined ? "\nctrl+c again to quit\n" : "\ninterrupting; ctrl+c again to quit\n");
    turn?.abort();
  });
  return {
    release,
    begin(signal: AbortSignal): AbortSignal {
      turn = new AbortController();
      return AbortSignal.any([turn.signal, signal]);
    },
    end(): void {
      turn = undefined;
    },
  };
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
  const input = lineInput(terminal.stdin, out);
  signal.addEventListener("abort", () => input.close());
  const session = await settleTrust(context, chosen, input);
  if (session === undefined) return exitCode.ok;
  const log = recordLog();
  const outputs = outputLog();
  session.onRecord((record) => {
    log.add(record);
    if (record.name === "policy.changed")
      out(`${marks.notice} ${visible(String(record.attributes["reason"]))}\n`);
  });
  const { facts } = session;
  for (const { text } of welcome(facts)) out(`${marks.notice} ${visible(text)}\n`);
  out(`${marks.notice} sandbox ${facts.sandbox}, ${facts.network}, ask ${facts.approvals}\n`);
  const shown = linearLines({ marks, mode: facts.sandbox, messages: true, style });
  const turns = interrupts(terminal, input, out);
  let leaving = false;
  const quit = (): void => {
    leaving = true;
  };
  try {
    for (let next: string | undefined = prompt; !leaving && !signal.aborted; next = undefined) {
      const line = next || (await input.ask(`${marks.user} `, { kind: "request" }));
      if (line === undefined) break;
      if (line.trim() === "") continue;
      if (line.startsWith("/")) {
        for (const spans of await runSlashCommand(line, { session, log, outputs, columns: 100, quit }))
          out(`${rowText(spans)}\n`);
        continue;
      }
      const turn = turns.begin(signal);
      for await (const event of session.send(line, { signal: turn })) {
        outputs.on(event);
        if (event.kind === "ask") await settleQuestion(context, session, event.request, input, turn, marks);
        else out(shown.event(event));
      }
      turns.end();
    }
  } finally {
    turns.release();
    input.close();
    await session.close();
  }
  return signal.aborted ? exitCode.interrupted : exitCode.ok;
}
