import type { Answer, ApprovalRequest, Guard, Run, RunResult } from "@paddock/guard";
import type { CommandContext, Terminal } from "../../cli/command.ts";
import { lineInput } from "../../linear/line-input.ts";
import { questionLines } from "../../linear/question-lines.ts";
import { typedAnswer, wordOf } from "../../linear/typed-answer.ts";
import { optionsOf } from "../../state/card.ts";
import { marksFor } from "../../text/marks.ts";
import { visible } from "../../text/visible.ts";

/** The program's streams and the questions about it, on one terminal. */
export interface Conversation {
  readonly onAsk: (request: ApprovalRequest, signal: AbortSignal) => Promise<Answer>;
  follow(guard: Guard, argv: readonly string[]): Promise<RunResult>;
}

const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/**
 * On a terminal the program gets one of its own, and what is typed goes to it except while a question is open. Elsewhere its
 * streams are ours, and nobody can be asked: a question is answered with no.
 */
export function conversation(context: CommandContext): Conversation {
  const { terminal } = context;
  if (terminal?.stdin.isTTY && terminal.stdout.isTTY) return onTerminal(context, terminal);
  return {
    onAsk: async () => ({ decision: "deny", by: "program", message: "there is no terminal to ask on" }),
    follow: (guard, argv) => {
      const run = guard.run({ kind: "command", argv, stdio: "inherit" }, { signal: context.signal });
      return forwarding(run, context);
    },
  };
}

async function forwarding(run: Run, context: CommandContext): Promise<RunResult> {
  const forwards = SIGNALS.map((name) => {
    const forward = (): void => run.kill(name);
    process.on(name, forward);
    return [name, forward] as const;
  });
  try {
    for await (const event of run.events) {
      if (event.kind === "output") context.out(event.text);
      if (event.kind === "progress") context.err(`paddock: ${visible(event.text)}\n`);
    }
    return await run.result;
  } finally {
    for (const [name, forward] of forwards) process.off(name, forward);
  }
}

function onTerminal(context: CommandContext, { stdin, stdout }: Terminal): Conversation {
  let asking = Promise.resolve();
  let open = false;
  const resume = (): void => {
    stdin.setRawMode(true);
    stdin.resume();
  };
  const ask = async (request: ApprovalRequest, signal: AbortSignal): Promise<Answer> => {
    open = true;
    stdin.setRawMode(false);
    const lines = lineInput(stdin, (text) => context.err(text));
    try {
      context.err(`\n${questionLines(request, marksFor(context.env))}`);
      const words = optionsOf(request).map(wordOf).join(", ");
      for (;;) {
        const line = await lines.ask(`${words}? `, { kind: "answer", signal });
        if (line === undefined) return { decision: "deny", by: "program", message: "nobody answered" };
        const answer = typedAnswer(request, line);
        if (answer) return answer;
      }
    } finally {
      lines.close();
      open = false;
      resume();
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
    async follow(guard, argv) {
      const size = { columns: stdout.columns, rows: stdout.rows };
      const run = guard.run({ kind: "command", argv, pty: size }, { signal: context.signal });
      const type = (bytes: Buffer): void => {
        if (!open) run.write(bytes.toString("utf8")).catch(() => undefined);
      };
      const resized = (): void => run.resize(stdout.columns, stdout.rows);
      stdin.on("data", type);
      stdout.on("resize", resized);
      if (!open) resume();
      try {
        return await forwarding(run, context);
      } finally {
        stdin.off("data", type);
        stdout.off("resize", resized);
        stdin.setRawMode(false);
        stdin.pause();
      }
    },
  };
}
