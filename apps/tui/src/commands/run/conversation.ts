import type { Answer, ApprovalRequest, Guard, Run, RunEvent, RunResult } from "@paddock/guard";
import type { CommandContext, Terminal } from "../../cli/command.ts";
import { askAnswer } from "../../linear/ask-answer.ts";
import { lineInput } from "../../linear/line-input.ts";
import { marksFor } from "../../text/marks.ts";
import { HeldOutput } from "./held-output.ts";
import { TerminalModes } from "./terminal-modes.ts";

/** The program's streams and the questions about it, on one terminal. */
export interface Conversation {
  readonly onAsk: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer>;
  /** Runs the program to its end; `onEvent` sees everything but its output. */
  follow(guard: Guard, argv: readonly string[], onEvent: (event: RunEvent) => void): Promise<RunResult>;
}

/** Says whether a person sits at both ends. */
export function isWatched({ terminal }: CommandContext): boolean {
  return terminal?.stdin.isTTY === true && terminal.stdout.isTTY === true;
}

/**
 * On a terminal the program gets one of its own, and what is typed goes to it except while a question is open. Elsewhere its
 * streams are ours, and nobody can be asked: a question is answered with no.
 */
export function conversation(context: CommandContext): Conversation {
  const { terminal } = context;
  if (terminal && isWatched(context)) return onTerminal(context, terminal);
  return {
    onAsk: async () => ({ decision: "deny", by: "program", message: "there is no terminal to ask on" }),
    follow: (guard, argv, onEvent) => {
      const run = guard.run({ kind: "command", argv, stdio: "inherit" });
      return forwarding(run, context.out, onEvent, context);
    },
  };
}

/** Follows a run. What would end this program is passed on, so that the one inside can end in its own way. */
async function forwarding(
  run: Run,
  show: (text: string) => void,
  onEvent: (event: RunEvent) => void,
  { signal, terminal }: CommandContext,
): Promise<RunResult> {
  const end = (): void => run.kill("SIGTERM");
  const release = terminal?.onInterrupt(() => run.kill("SIGINT"));
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  try {
    for await (const event of run.events) {
      if (event.kind === "output") show(event.text);
      else onEvent(event);
    }
    return await run.result;
  } finally {
    signal.removeEventListener("abort", end);
    release?.();
  }
}

function onTerminal(context: CommandContext, { stdin, stdout }: Terminal): Conversation {
  const modes = new TerminalModes();
  let asking = Promise.resolve();
  let redraw = (): void => {};
  /** What the program writes while a question is open; undefined when none is. */
  let held: HeldOutput | undefined;
  let reply = (_text: string): void => {};
  const resume = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
  };
  const show = (text: string): void => {
    if (held !== undefined) reply(held.take(text, stdout.rows));
    else {
      modes.follow(text);
      context.out(text);
    }
  };
  const ask = async (request: ApprovalRequest, signal: AbortSignal): Promise<Answer> => {
    // While it waited for its turn, an answer to another question may have answered it.
    if (signal.aborted) return { decision: "deny", by: "program", message: "the question was withdrawn" };
    held = new HeldOutput();
    stdin.setRawMode(false);
    context.out(`${modes.leave}\n`);
    const lines = lineInput(stdin, context.err);
    try {
      const by = { out: context.err, marks: marksFor(context.env), signal };
      const answer = await askAnswer(request, lines, by);
      if (signal.aborted) context.err("\nNobody waits for the answer any more.\n");
      return answer ?? { decision: "deny", by: "program", message: "nobody answered" };
    } finally {
      lines.close();
      context.out(modes.enter);
      const kept = held.end();
      held = undefined;
      for (const text of kept) show(text);
      resume();
      redraw();
    }
  };
  return {
    // One question at a time: two on one terminal could be answered by one word.
    onAsk: (request, signal) => {
      const answered = asking.then(() => ask(request, signal));
      asking = answered.then(
        () => undefined,
        () => undefined,
      );
      return answered;
    },
    async follow(guard, argv, onEvent) {
      const size = { columns: stdout.columns, rows: stdout.rows };
      const run = guard.run({ kind: "command", argv, pty: size });
      const write = (text: string): void => void run.write(text).catch(() => undefined);
      const type = (bytes: Buffer): void => {
        if (held === undefined) write(bytes.toString("utf8"));
      };
      reply = (text) => {
        if (text !== "") write(text);
      };
      const resized = (): void => run.resize(stdout.columns, stdout.rows);
      // A program draws anew when its terminal changes, and only then.
      redraw = () => {
        run.resize(stdout.columns, Math.max(stdout.rows - 1, 1));
        resized();
      };
      stdin.on("data", type);
      stdout.on("resize", resized);
      if (held === undefined) resume();
      try {
        return await forwarding(run, show, onEvent, context);
      } finally {
        stdin.off("data", type);
        stdout.off("resize", resized);
        stdin.setRawMode(false);
        stdin.pause();
      }
    },
  };
}
