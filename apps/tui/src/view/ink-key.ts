import type { Key as InkKey } from "ink";
import type { Key } from "../state/key.ts";

const named: readonly (readonly [keyof InkKey, string])[] = [
  ["return", "enter"],
  ["escape", "escape"],
  ["tab", "tab"],
  ["backspace", "backspace"],
  ["delete", "delete"],
  ["upArrow", "up"],
  ["downArrow", "down"],
  ["leftArrow", "left"],
  ["rightArrow", "right"],
  ["pageUp", "pageup"],
  ["pageDown", "pagedown"],
  ["home", "home"],
  ["end", "end"],
];

/** What one report of the terminal library stands for. */
export type Typed =
  | { readonly kind: "key"; readonly key: Key }
  | { readonly kind: "paste"; readonly text: string };

/**
 * Translates a report of the terminal library. Several characters at once are fast typing or a paste of a terminal
 * without bracketed paste: they are text and never decide anything. One enter at their end is an enter all the same,
 * marked like a key that is held down, so that it sends what was typed and still decides nothing.
 */
export function keysOf(input: string, key: InkKey): readonly Typed[] {
  if (key.eventType === "release") return [];
  const flags = { ctrl: key.ctrl, shift: key.shift, meta: key.meta, repeat: key.eventType === "repeat" };
  const name = named.find(([property]) => key[property] === true)?.[1];
  if (name !== undefined) return [{ kind: "key", key: { name, text: false, ...flags } }];
  if (input === "") return [];
  if (input === "\n") return [{ kind: "key", key: { name: "j", text: false, ...flags, ctrl: true } }];
  if (key.ctrl || key.meta) return [{ kind: "key", key: { name: input, text: false, ...flags } }];
  const burst = /^([^\r\n]+)\r$/.exec(input)?.[1];
  if (burst !== undefined)
    return [
      { kind: "paste", text: burst },
      { kind: "key", key: { name: "enter", text: false, ...flags, repeat: true } },
    ];
  if ([...new Intl.Segmenter().segment(input)].length > 1) return [{ kind: "paste", text: input }];
  return [{ kind: "key", key: { name: input, text: true, ...flags } }];
}
