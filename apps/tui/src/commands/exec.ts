import { text as readAll } from "node:stream/consumers";
import type { Command, CommandContext } from "../cli/command.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { statusOf } from "../cli/status-of.ts";
import { UsageError } from "../cli/usage-error.ts";
import { conduct, type OnAsk } from "../headless/conduct.ts";
import { jsonLines } from "../headless/json-lines.ts";
import { linearLines } from "../linear/linear-lines.ts";
import { openSession } from "../session/open-session.ts";
import type { Session } from "../session/session.ts";
import { chosenSession, sessionFlags } from "../session/session-flags.ts";
import { sessionOptions } from "../session/session-options.ts";
import { marksFor } from "../text/marks.ts";
import { visible } from "../text/visible.ts";

async function promptOf(words: readonly string[], context: CommandContext): Promise<string> {
  const joined = words.join(" ").trim();
  if (joined !== "" && joined !== "-") return joined;
  const stdin = context.terminal?.stdin;
  if (stdin !== undefined && !stdin.isTTY) {
    const piped = (await readAll(stdin)).trim();
    if (piped !== "") return piped;
  }
  throw new UsageError('exec needs a prompt: paddock exec "run ls", or pipe it in');
}

function onAskOf(value: unknown): OnAsk {
  if (value === undefined || value === "deny") return "deny";
  if (value === "stop" || value === "review") return value;
  throw new UsageError(`--on-ask is deny, stop or review, and this is "${value}"`);
}

async function asJson(
  session: Session,
  prompt: string,
  onAsk: OnAsk,
  context: CommandContext,
): Promise<number> {
  const lines = jsonLines(session.id, context.out);
  const { settings, notices, ...facts } = session.facts;
  lines.start({
    ...facts,
    settings: Object.fromEntries(settings.map(({ key, value, source }) => [key, { value, source }])),
    notices,
    enforcement: session.enforcement,
  });
  const unsubscribe = session.onRecord((record) => lines.record(record));
  try {
    const { status, refusals, error } = await conduct(session, prompt, {
      onAsk,
      signal: context.signal,
      onEvent: (event) => lines.event(event),
    });
    await session.close();
    lines.end({ exit_code: status, refused_approvals: refusals, ...(error === undefined ? {} : { error }) });
    return status;
  } finally {
    unsubscribe();
  }
}

async function asText(
  session: Session,
  prompt: string,
  onAsk: OnAsk,
  context: CommandContext,
): Promise<number> {
  const { facts } = session;
  if (!facts.isModel)
    context.err(
      `${context.style("dim", "no model is configured: the offline guide answers, which is not a language model")}\n`,
    );
  if (facts.sandbox === "danger-full-access")
    context.err(`${context.style("red", "!! NO SANDBOX: commands can do whatever you can do")}\n`);
  for (const { severity, text } of facts.notices)
    if (severity !== "info") context.err(`${context.style("yellow", "!")} ${visible(text)}\n`);
  const lines = linearLines({
    marks: marksFor(context.env),
    mode: facts.sandbox,
    messages: !facts.isModel,
    style: context.style,
  });
  // A model's result is its last message. The guide's result is what happened, so all of it goes to stdout.
  const progress = facts.isModel ? context.err : context.out;
  const { status, message } = await conduct(session, prompt, {
    onAsk,
    signal: context.signal,
    onEvent: (event) => progress(lines.event(event)),
  });
  if (facts.isModel && message !== "") context.out(message.endsWith("\n") ? message : `${message}\n`);
  return status;
}

/** `paddock exec`: one request, no questions, a result a script can use. */
export const execCommand: Command = {
  name: "exec",
  summary: "Run one request without questions and print the result",
  usage: ["exec [--json] [-P NAME] [--on-ask deny|stop|review] PROMPT", "exec [--json] < PROMPT-FILE"],
  flags: {
    ...sessionFlags,
    "on-ask": {
      type: "string",
      value: "deny|stop|review",
      help: "when an action asks: deny it (default), stop the turn, or let the automatic reviewer answer",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(execCommand, context.args);
    const onAsk = onAskOf(values["on-ask"]);
    const prompt = await promptOf(positionals, context);
    const options = { ...sessionOptions(context), ...chosenSession(values) };
    const reviewed = { ...options, set: [...options.set, 'approvals_reviewer="auto_review"'] };
    const session = await openSession(onAsk === "review" ? reviewed : options).catch((error: unknown) => {
      // Whoever reads JSON gets the end as JSON too; the sentence for people goes to stderr as always.
      if (context.globals.json)
        jsonLines(undefined, context.out).end({
          exit_code: statusOf(error),
          error: error instanceof Error ? error.message : String(error),
        });
      throw error;
    });
    try {
      return await (context.globals.json ? asJson : asText)(session, prompt, onAsk, context);
    } finally {
      await session.close();
    }
  },
};
