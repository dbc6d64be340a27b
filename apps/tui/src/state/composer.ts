import type { Key } from "./key.ts";

const graphemes = new Intl.Segmenter(undefined, { granularity: "grapheme" });

/** A paste that is shown folded; `token` stands for it in the text until it is sent. */
export interface FoldedPaste {
  readonly token: string;
  readonly text: string;
}

/** The line editor. `cursor` is a UTF-16 offset that never stands inside a grapheme. */
export interface Composer {
  readonly text: string;
  readonly cursor: number;
  readonly pastes: readonly FoldedPaste[];
  readonly pasteCount: number;
  readonly history: readonly string[];
  /** Index into `history` while browsing; undefined when writing something new. */
  readonly browsing?: number;
  /** What was written before browsing began. */
  readonly draft: string;
}

/** An empty composer. */
export function emptyComposer(history: readonly string[] = []): Composer {
  return { text: "", cursor: 0, pastes: [], pasteCount: 0, history, draft: "" };
}

function before(text: string, cursor: number): number {
  let last = 0;
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length >= cursor) return index;
    last = index;
  }
  return last;
}

function after(text: string, cursor: number): number {
  for (const { index, segment } of graphemes.segment(text)) {
    if (index + segment.length > cursor) return index + segment.length;
  }
  return text.length;
}

/** The place itself, or the start of the grapheme that it stands inside. */
function outsideGrapheme(text: string, place: number): number {
  return graphemes.segment(text).containing(place)?.index ?? text.length;
}

const wordBefore = (text: string, cursor: number): number =>
  text.slice(0, cursor).replace(/\S+\s*$/, "").length;
const lineStart = (text: string, cursor: number): number => text.lastIndexOf("\n", cursor - 1) + 1;
const lineEnd = (text: string, cursor: number): number => {
  const end = text.indexOf("\n", cursor);
  return end === -1 ? text.length : end;
};

/** Puts text in at the cursor. */
export function insert(composer: Composer, added: string): Composer {
  const { text, cursor, browsing: _browsing, ...rest } = composer;
  return { ...rest, text: text.slice(0, cursor) + added + text.slice(cursor), cursor: cursor + added.length };
}

/** Takes a paste in; one of more than ten lines or a thousand characters is folded. */
export function paste(composer: Composer, pasted: string): Composer {
  const text = pasted.replaceAll(/\r\n?/g, "\n");
  const lines = text.split("\n").length;
  if (lines <= 10 && text.length <= 1000) return insert(composer, text);
  const count = composer.pasteCount + 1;
  const token = `[paste ${count}: ${lines} lines]`;
  return {
    ...insert(composer, token),
    pastes: [...composer.pastes, { token, text }],
    pasteCount: count,
  };
}

/** The text with every folded paste put back. */
export function fullText(composer: Composer): string {
  return composer.pastes.reduce(
    (text, { token, text: pasted }) => text.replace(token, () => pasted),
    composer.text,
  );
}

function remove(composer: Composer, from: number, to: number): Composer {
  const { text, browsing: _browsing, ...rest } = composer;
  return { ...rest, text: text.slice(0, from) + text.slice(to), cursor: from };
}

function browse(composer: Composer, step: -1 | 1): Composer {
  const { browsing, history, draft, ...rest } = composer;
  const at = (browsing ?? history.length) + step;
  if (at < 0 || at > history.length) return composer;
  const kept = browsing === undefined ? composer.text : draft;
  const text = at === history.length ? kept : history[at]!;
  const moved = { ...rest, history, draft: kept, text, cursor: text.length };
  return at === history.length ? moved : { ...moved, browsing: at };
}

/** Applies an editing key; undefined when the key is not one of the editor's. Enter is not. */
export function edit(composer: Composer, key: Key): Composer | undefined {
  const { text, cursor } = composer;
  const to = (place: number): Composer => ({ ...composer, cursor: outsideGrapheme(text, place) });
  if (key.text && !key.ctrl && !key.meta) return insert(composer, key.name);
  if (key.ctrl) {
    switch (key.name) {
      case "a":
        return to(lineStart(text, cursor));
      case "e":
        return to(lineEnd(text, cursor));
      case "u":
        return remove(composer, lineStart(text, cursor), cursor);
      case "k":
        return remove(composer, cursor, lineEnd(text, cursor));
      case "w":
        return remove(composer, wordBefore(text, cursor), cursor);
      case "j":
        return insert(composer, "\n");
      default:
        return undefined;
    }
  }
  switch (key.name) {
    case "left":
      return to(key.meta ? wordBefore(text, cursor) : before(text, cursor));
    case "right":
      return to(after(text, cursor));
    case "home":
      return to(lineStart(text, cursor));
    case "end":
      return to(lineEnd(text, cursor));
    case "backspace":
      return cursor === 0 ? composer : remove(composer, before(text, cursor), cursor);
    case "delete":
      return remove(composer, cursor, after(text, cursor));
    case "up":
      return lineStart(text, cursor) === 0
        ? browse(composer, -1)
        : to(
            Math.min(
              lineStart(text, lineStart(text, cursor) - 1) + cursor - lineStart(text, cursor),
              lineStart(text, cursor) - 1,
            ),
          );
    case "down":
      return lineEnd(text, cursor) === text.length
        ? browse(composer, 1)
        : to(
            Math.min(
              lineEnd(text, cursor) + 1 + cursor - lineStart(text, cursor),
              lineEnd(text, lineEnd(text, cursor) + 1),
            ),
          );
    default:
      return undefined;
  }
}

/** The composer after its text was sent: empty, with the text in the history. */
export function sent(composer: Composer): Composer {
  const text = fullText(composer);
  const history =
    composer.history.at(-1) === text ? composer.history : [...composer.history, text].slice(-500);
  return { ...emptyComposer(history), pasteCount: composer.pasteCount };
}
