import { slashCommands } from "../slash/slash-commands.ts";
import { onCardKey } from "./card.ts";
import { type Composer, edit, emptyComposer, fullText, insert, paste, sent } from "./composer.ts";
import { append } from "./items.ts";
import type { Key } from "./key.ts";
import type { Effect, State, Step } from "./model.ts";

/** The second ctrl-c must come within this. */
export const quitWindow = 2000;
/** Keys pressed this soon after a card left were meant for it. */
const closedGrace = 800;

const only = (state: State, ...effects: readonly Effect[]): Step => ({ state, effects });

function interrupt(state: State, at: number): Step {
  if (state.composer.text !== "") return only({ ...state, composer: emptyComposer(state.composer.history) });
  if (state.quitArmedAt !== undefined && at - state.quitArmedAt <= quitWindow)
    return only({ ...state, phase: "closed" }, { kind: "quit" });
  const armed = { ...state, quitArmedAt: at };
  return state.turn === undefined ? only(armed) : only(armed, { kind: "interrupt" });
}

/** Sends, queues or runs what a person wrote. */
export function submit(state: State, text: string, at: number): Step {
  const trimmed = text.trim();
  if (trimmed === "") return only(state);
  if (trimmed.startsWith("/"))
    return only(append(state, { kind: "user", text: trimmed }), { kind: "command", line: trimmed });
  if (state.turn !== undefined || state.phase !== "ready")
    return only({ ...state, queued: [...state.queued, trimmed] });
  return only(append({ ...state, turn: { startedAt: at, commands: 0 } }, { kind: "user", text: trimmed }), {
    kind: "send",
    text: trimmed,
  });
}

function enter(state: State, key: Key, at: number): Step {
  const { composer } = state;
  if (key.shift || key.meta) return only({ ...state, composer: insert(composer, "\n") });
  if (composer.text.slice(0, composer.cursor).endsWith("\\")) {
    const text = composer.text.slice(0, composer.cursor - 1) + composer.text.slice(composer.cursor);
    return only({ ...state, composer: insert({ ...composer, text, cursor: composer.cursor - 1 }, "\n") });
  }
  const text = fullText(composer);
  if (text.trim() === "") return only(state);
  return submit({ ...state, composer: sent(composer) }, text, at);
}

function onTrustKey(state: State, key: Key, at: number): Step {
  const shown = state.trustShownAt;
  if (key.ctrl && (key.name === "c" || key.name === "d"))
    return only({ ...state, phase: "closed" }, { kind: "quit" });
  if (shown === undefined || at - shown < 300 || key.repeat || key.ctrl) return only(state);
  const level = key.name === "t" ? "trusted" : key.name === "r" ? "untrusted" : undefined;
  if (level !== undefined) {
    const { trust: _trust, trustShownAt: _at, ...rest } = state;
    return only({ ...rest, phase: "opening" }, { kind: "trust", level });
  }
  return key.name === "q" ? only({ ...state, phase: "closed" }, { kind: "quit" }) : only(state);
}

/** Completes the name of a slash command as far as it is certain. */
function completed(composer: Composer): Composer {
  const begun = /^\/(\w*)$/.exec(composer.text)?.[1];
  if (begun === undefined) return composer;
  const names = slashCommands.map(({ name }) => name).filter((name) => name.startsWith(begun));
  const [first] = names;
  if (first === undefined) return composer;
  let common = first;
  while (!names.every((name) => name.startsWith(common))) common = common.slice(0, -1);
  const text = `/${common}${names.length === 1 ? " " : ""}`;
  return { ...composer, text, cursor: text.length };
}

/** Takes in one key. Where it goes depends on who has the keys; a key never moves the focus to a card by itself. */
export function onKey(given: State, key: Key, at: number): Step {
  const state = { ...given, lastKeyAt: at };
  if (state.phase === "closed") return only(state);
  if (state.phase === "trust") return onTrustKey(state, key, at);
  if (key.ctrl && key.name === "c") return interrupt(state, at);
  const { card } = state;
  if (card !== undefined && key.ctrl && key.name === "g")
    return only(card.focusedAt === undefined ? { ...state, card: { ...card, focusedAt: at } } : state);
  if (card?.focusedAt !== undefined) return onCardKey(state, card, key, at);
  if (card !== undefined && state.composer.text === "" && at - state.cardClosedAt < closedGrace)
    return only(state);
  const { quitArmedAt: _armed, ...calm } = state;
  if (key.ctrl && key.name === "d" && calm.composer.text === "")
    return only({ ...calm, phase: "closed" }, { kind: "quit" });
  if (key.name === "enter") return enter(calm, key, at);
  if (key.name === "escape") {
    if (calm.queued.length > 0) return only({ ...calm, queued: calm.queued.slice(0, -1) });
    return calm.turn === undefined ? only(calm) : only(calm, { kind: "interrupt" });
  }
  if (key.name === "tab") return only({ ...calm, composer: completed(calm.composer) });
  const composer = edit(calm.composer, key);
  return only(composer === undefined ? calm : { ...calm, composer });
}

/** A paste always belongs to the composer and never decides anything; while a card has the keys it is dropped. */
export function onPaste(state: State, text: string, at: number): State {
  const typed = { ...state, lastKeyAt: at };
  if (state.phase === "trust" || state.phase === "closed") return typed;
  if (state.card?.focusedAt !== undefined) {
    const { card } = state;
    if (card.note === undefined) return typed;
    return { ...typed, card: { ...card, note: card.note + text.replaceAll(/\s+/g, " ") } };
  }
  return { ...typed, composer: paste(state.composer, text) };
}
