import { type Answer, type AnswerOption, type ApprovalRequest, answerMeaning } from "@paddock/guard";
import { append } from "./items.ts";
import type { Key } from "./key.ts";
import type { Card, Effect, State, Step } from "./model.ts";

/** Keys belong to the composer until nothing was typed for this long. */
export const typingPause = 800;
/** Keys that allow are ignored for this long after the card has the keys. */
export const armingTime = 300;

const letters = {
  once: "y",
  turn: "t",
  session: "s",
  project: "a",
  user: "u",
  "never-project": "d",
  "never-user": "f",
  no: "n",
  stop: "x",
} as const;

/** The letter that gives an answer. */
export function letterOf(option: AnswerOption): string {
  return letters[option.key];
}

/** Says whether an answer lets something happen or leaves something behind; the card has to be read to its end before. */
export function wantsReading({ key }: AnswerOption): boolean {
  const { decision, scope } = answerMeaning(key);
  return decision === "allow" || scope !== undefined;
}

/** The answers on offer. High risk is never allowed for longer than the smallest one, whatever the request says. */
export function optionsOf(request: ApprovalRequest): readonly AnswerOption[] {
  if (request.risk !== "high") return request.options;
  return request.options.filter(({ key }, index) => index === 0 || answerMeaning(key).decision !== "allow");
}

/** Puts the first waiting question on the card; a card that is already up stays. */
export function showNextCard(state: State, at: number): State {
  const first = state.questions[0]?.request.id;
  if (state.card !== undefined && state.card.request === first) return state;
  const { card, ...rest } = state;
  const closed = card === undefined ? rest : { ...rest, cardClosedAt: at };
  if (first === undefined) return closed;
  return {
    ...closed,
    card: { request: first, offset: 0, seen: 0, total: 0, read: false, confirming: false, why: false },
  };
}

/** Gives the keys to the card once nobody is typing; only a tick or a frame does this, never a key. */
export function settleFocus(state: State, at: number): State {
  const { card } = state;
  if (card === undefined || card.focusedAt !== undefined) return state;
  if (state.composer.text !== "" || at - state.lastKeyAt < typingPause) return state;
  return { ...state, card: { ...card, focusedAt: at } };
}

/** Takes note of what a flushed frame showed. */
export function onFlushed(
  state: State,
  shown: { readonly request: string; readonly first: number; readonly last: number; readonly total: number },
  at: number,
): State {
  const { card } = state;
  if (card === undefined || card.request !== shown.request) return state;
  if (card.why) return state;
  const seen = shown.first <= card.seen ? Math.max(card.seen, shown.last) : card.seen;
  const kept = card.total === 0 || card.total === shown.total ? seen : shown.first === 0 ? shown.last : 0;
  const read = card.read || kept >= shown.total;
  const flushedAt = card.flushedAt ?? (card.focusedAt === undefined ? undefined : at);
  if (kept === card.seen && shown.total === card.total && read === card.read && flushedAt === card.flushedAt)
    return state;
  return {
    ...state,
    card: {
      ...card,
      seen: kept,
      total: shown.total,
      read,
      ...(flushedAt === undefined ? {} : { flushedAt }),
    },
  };
}

/** Whether a key may decide now. */
export function isArmed(card: Card, at: number): boolean {
  return card.focusedAt !== undefined && card.flushedAt !== undefined && at - card.focusedAt >= armingTime;
}

function decided(state: State, request: ApprovalRequest, answer: Answer, at: number): Step {
  // Identical questions are one question to a person; each still gets its own answer.
  const same = state.questions.filter((question) => question.request.digest === request.digest);
  const effects = same.map((question): Effect => ({ kind: "answer", request: question.request.id, answer }));
  const verb =
    answer.decision === "allow"
      ? `you allowed ${answer.scope === "once" ? "once" : `for this ${answer.scope}`}`
      : answer.decision === "stop"
        ? "you stopped the turn at"
        : answer.scope === undefined
          ? "you denied"
          : `you denied forever${answer.scope === "project" ? " in this project" : ""}`;
  const told = append(state, {
    kind: "decision",
    allowed: answer.decision === "allow",
    text: `${verb}: ${request.subject}`,
    request: request.id,
  });
  const questions = state.questions.filter((question) => !same.includes(question));
  return { state: showNextCard({ ...told, questions }, at), effects };
}

function choose(state: State, card: Card, request: ApprovalRequest, option: AnswerOption, at: number): Step {
  const still = { state, effects: [] };
  if (!isArmed(card, at)) return still;
  if (option.key === "no") return { state: { ...state, card: { ...card, note: "" } }, effects: [] };
  const meaning = answerMeaning(option.key);
  if (!card.read && wantsReading(option)) return still;
  if (meaning.decision === "allow" && request.risk === "high" && !card.confirming)
    return { state: { ...state, card: { ...card, confirming: true } }, effects: [] };
  return decided(state, request, { ...meaning, by: "user" }, at);
}

function onNoteKey(state: State, card: Card, request: ApprovalRequest, key: Key, at: number): Step {
  const note = card.note ?? "";
  const { note: _note, ...without } = card;
  const write = (text: string): Step => ({ state: { ...state, card: { ...card, note: text } }, effects: [] });
  if (key.name === "enter")
    return decided(
      state,
      request,
      { decision: "deny", by: "user", ...(note.trim() === "" ? {} : { message: note.trim() }) },
      at,
    );
  if (key.name === "escape") return { state: { ...state, card: without }, effects: [] };
  if (key.name === "backspace") return write([...note].slice(0, -1).join(""));
  return key.text && !key.ctrl ? write(note + key.name) : { state, effects: [] };
}

/** A key for a card that has the keys. A key the terminal reports as held down never decides. */
export function onCardKey(state: State, card: Card, key: Key, at: number): Step {
  const still = { state, effects: [] };
  const request = state.questions[0]?.request;
  if (request === undefined) return still;
  if (card.note !== undefined) return onNoteKey(state, card, request, key, at);
  if (key.repeat) return still;
  const change = (extra: Partial<Card>): Step => ({
    state: { ...state, card: { ...card, confirming: false, ...extra } },
    effects: [],
  });
  const options = optionsOf(request);
  const page = Math.max(1, Math.floor(state.rows / 2) - 2);
  switch (key.name) {
    case "up":
    case "down": {
      const from = card.selected ?? (key.name === "down" ? -1 : options.length);
      return change({ selected: (from + (key.name === "down" ? 1 : -1) + options.length) % options.length });
    }
    case "enter": {
      const option = card.selected === undefined ? undefined : options[card.selected];
      return option === undefined ? still : choose(state, card, request, option, at);
    }
    case "escape":
      return isArmed(card, at) ? decided(state, request, { decision: "deny", by: "user" }, at) : still;
    case "tab": {
      const [first, ...rest] = state.questions;
      if (rest.length === 0) return still;
      return { state: showNextCard({ ...state, questions: [...rest, first!] }, at), effects: [] };
    }
    case " ":
    case "pagedown":
      return change({ offset: Math.max(0, Math.min(card.offset + page, card.total - 1)) });
    case "pageup":
      return change({ offset: Math.max(0, card.offset - page) });
    case "w":
      return change({ why: !card.why, offset: 0 });
    default: {
      const option = options.find((one) => letterOf(one) === key.name);
      return option === undefined || key.ctrl ? still : choose(state, card, request, option, at);
    }
  }
}
