import type { AgentEvent } from "@paddock/agent";
import { outcome } from "../text/outcome.ts";
import { visibleOutput } from "../text/visible.ts";
import { showNextCard } from "./card.ts";
import { append } from "./items.ts";
import type { LiveCall, State } from "./model.ts";

/** Lines of a failed call that the transcript keeps; a good one keeps fewer, unless a person asked for exactly it. */
const failedTail = 10;
const goodTail = 3;
const askedTail = 20;
/** A longer line is cut: the transcript is not the place for it, the record has it whole. */
const lineLimit = 2000;
/** A paragraph longer than this moves to the transcript line by line, so the live part stays short. */
const liveLines = 8;

/** Moves what is complete of the streaming text to the transcript. `all` moves everything. */
function settle(state: State, all: boolean): State {
  let { streaming, messageBegun } = state;
  let next = state;
  const move = (text: string): void => {
    if (text.trim() === "") return;
    next = append(next, { kind: "assistant", text: text.replace(/^\n+|\s+$/g, ""), first: !messageBegun });
    messageBegun = true;
  };
  const gap = streaming.lastIndexOf("\n\n");
  if (all) {
    move(streaming);
    streaming = "";
  } else if (gap !== -1) {
    move(streaming.slice(0, gap));
    streaming = streaming.slice(gap + 2);
  }
  const lines = streaming.split("\n");
  if (lines.length > liveLines) {
    move(lines.slice(0, -2).join("\n"));
    streaming = lines.slice(-2).join("\n");
  }
  return { ...next, streaming, messageBegun };
}

function withOutput(call: LiveCall, text: string, at: number): LiveCall {
  const joined = (call.tail.at(-1) ?? "") + text;
  const lines = joined
    .split("\n")
    .map((line) => (line.length > lineLimit ? `${line.slice(0, lineLimit)}…` : line));
  const tail = [...call.tail.slice(0, -1), ...lines].slice(-(askedTail + 1));
  return {
    ...call,
    tail,
    lines: call.lines + lines.length - 1,
    bytes: call.bytes + Buffer.byteLength(text),
    outputAt: at,
  };
}

function finished(state: State, event: Extract<AgentEvent, { kind: "result" }>): State {
  const call = state.calls.find((one) => one.call === event.call);
  const ended = outcome(event.title, event.result, state.facts?.sandbox ?? "");
  const shown = (call?.tail ?? []).filter((line, index, all) => line !== "" || index < all.length - 1);
  const asked = state.facts?.isModel === false;
  const keep = asked ? askedTail : ended.mark === "ok" ? goodTail : failedTail;
  const tail = shown.slice(-keep);
  const whole = (call?.lines ?? 0) + (call?.tail.at(-1) ? 1 : 0);
  return append(
    { ...state, calls: state.calls.filter((one) => one !== call) },
    {
      kind: "call",
      outcome: ended,
      tail: tail.map((line) => visibleOutput(line)),
      hidden: Math.max(0, whole - tail.length),
    },
  );
}

function withdrawQuestions(state: State, belongs: (call: string) => boolean, at: number): State {
  const gone = state.questions.filter(({ call }) => belongs(call));
  if (gone.length === 0) return state;
  const questions = state.questions.filter(({ call }) => !belongs(call));
  const told = append(state, {
    kind: "notice",
    level: "info",
    text: `the question was withdrawn: ${gone[0]!.request.subject.split("\n")[0]}`,
  });
  return showNextCard({ ...told, questions }, at);
}

function onRun(state: State, { call: id, event }: Extract<AgentEvent, { kind: "run" }>, at: number): State {
  const change = (next: (call: LiveCall) => LiveCall): State => ({
    ...state,
    calls: state.calls.map((call) => (call.call === id ? next(call) : call)),
  });
  if (event.kind === "output") return change((call) => withOutput(call, event.text, at));
  if (event.kind === "progress") return append(state, { kind: "notice", level: "info", text: event.text });
  if (event.kind !== "record" || event.record.name !== "execution.started") return state;
  const placement = event.record.attributes["placement"] === "outside" ? "outside" : "inside";
  return change((call) => ({ ...call, placement, startedAt: at, outputAt: at }));
}

/** Takes in one event of the engine. */
export function onEngine(state: State, event: AgentEvent, at: number): State {
  switch (event.kind) {
    case "turn":
      if (event.phase === "started")
        return { ...state, messageBegun: false, turn: state.turn ?? { startedAt: at, commands: 0 } };
      {
        const settled = withdrawQuestions(
          { ...settle(state, true), calls: [], messageBegun: false },
          () => true,
          at,
        );
        if (event.phase === "failed")
          return append(settled, { kind: "notice", level: "bad", text: event.error ?? "the turn failed" });
        return event.phase === "cancelled"
          ? append(settled, { kind: "notice", level: "warn", text: "interrupted" })
          : settled;
      }
    case "text":
      return settle({ ...state, streaming: state.streaming + event.delta }, false);
    case "text-done": {
      const silent = state.streaming === "" && !state.messageBegun;
      return { ...settle(silent ? { ...state, streaming: event.text } : state, true), messageBegun: false };
    }
    case "reasoning":
      return state;
    case "retry":
      return append(
        { ...state, streaming: "", messageBegun: false },
        {
          kind: "notice",
          level: "warn",
          text: `${event.reason}; trying again in ${Math.ceil(event.waitMs / 1000)} s`,
        },
      );
    case "compacted":
      return append(state, {
        kind: "notice",
        level: "info",
        text: `the conversation was summarised: ${event.before} messages became ${event.after}`,
      });
    case "call": {
      const settled = { ...settle(state, true), messageBegun: false };
      const call: LiveCall = {
        call: event.call,
        title: event.title,
        startedAt: at,
        outputAt: at,
        bytes: 0,
        tail: [""],
        lines: 0,
      };
      const turn =
        settled.turn === undefined ? {} : { turn: { ...settled.turn, commands: settled.turn.commands + 1 } };
      return { ...settled, ...turn, calls: [...settled.calls, call] };
    }
    case "ask":
      return showNextCard(
        { ...state, questions: [...state.questions, { request: event.request, call: event.call }] },
        at,
      );
    case "run":
      return onRun(state, event, at);
    case "result":
      return withdrawQuestions(finished(state, event), (call) => call === event.call, at);
  }
}
