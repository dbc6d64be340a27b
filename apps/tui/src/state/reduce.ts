import { onFlushed, settleFocus, showNextCard } from "./card.ts";
import { onEngine } from "./engine.ts";
import { append } from "./items.ts";
import { onKey, onPaste, quitWindow, submit } from "./keys.ts";
import type { Input, State, Step } from "./model.ts";

const only = (state: State): Step => ({ state, effects: [] });

function turnEnded(state: State, at: number): Step {
  const { turn: _turn, ...idle } = state;
  const [next, ...queued] = idle.queued;
  return next === undefined ? only(idle) : submit({ ...idle, queued }, next, at);
}

function onTime(state: State, at: number): State {
  const { quitArmedAt, ...rest } = state;
  const armed = quitArmedAt !== undefined && at - quitArmedAt <= quitWindow;
  return settleFocus({ ...(armed ? state : rest), now: at }, at);
}

/** The next state. Pure: the clock comes in with the input. */
export function reduce(state: State, input: Input): Step {
  switch (input.kind) {
    case "engine":
      return only({ ...onEngine(state, input.event, input.at), now: input.at });
    case "key":
      return onKey({ ...state, now: input.at }, input.key, input.at);
    case "paste":
      return only(onPaste(state, input.text, input.at));
    case "tick":
      return only(onTime(state, input.at));
    case "flushed": {
      const shown =
        input.card === undefined ? state : onFlushed(settleFocus(state, input.at), input.card, input.at);
      const first = shown.phase === "trust" && shown.trustShownAt === undefined;
      return only(first ? { ...shown, trustShownAt: input.at } : shown);
    }
    case "resized":
      return only({ ...state, columns: input.columns, rows: input.rows });
    case "ask-trust":
      return only({ ...state, phase: "trust", trust: input.question });
    case "opened": {
      const [first, ...queued] = state.queued;
      const ready: State = { ...state, phase: "ready", facts: input.facts };
      return first === undefined ? only(ready) : submit({ ...ready, queued }, first, state.now);
    }
    case "facts":
      return only({ ...state, facts: input.facts });
    case "badge":
      return only({ ...state, badge: input.badge });
    case "withdrawn":
      return only(
        showNextCard(
          { ...state, questions: state.questions.filter(({ request }) => request.id !== input.request) },
          input.at,
        ),
      );
    case "notice":
      return only(append(state, { kind: "notice", level: input.level, text: input.text }));
    case "rows":
      return only(append(state, { kind: "rows", rows: input.rows }));
    case "submit":
      return submit(state, input.text, input.at);
    case "turn-ended":
      return turnEnded({ ...state, now: input.at }, input.at);
    case "close":
      return only({ ...state, phase: "closed" });
  }
}
