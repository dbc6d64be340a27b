/** One key press, neutral to the terminal library. */
export interface Key {
  /** What was typed, or the name of the key: `enter`, `escape`, `up`, `pagedown`, ... */
  readonly name: string;
  /** True when `name` is text to insert. */
  readonly text: boolean;
  readonly ctrl: boolean;
  readonly shift: boolean;
  readonly meta: boolean;
  /** The terminal said that the key is held down. */
  readonly repeat: boolean;
}

/** A key by name, for tests and bindings. */
export function keyOf(name: string, extra: Partial<Key> = {}): Key {
  const text = [...name].length === 1 && extra.ctrl !== true;
  return { name, text, ctrl: false, shift: false, meta: false, repeat: false, ...extra };
}
