/** What a program may ask its terminal: status, cursor position, kind of terminal, keyboard protocol, colours (xterm, DSR, DA, OSC). */
const QUERY = /\x1b\[(?:([56])n|(0?c)|\?u|>0?[cq])|\x1b\](?:4;\d+|1[0-2]);\?(?:\x07|\x1b\\)/g;
/** A query may be cut in two; none is longer. */
const LONGEST = 24;

/**
 * What a program writes while a question stands on its terminal, to be shown afterwards. Its terminal hears nothing meanwhile, so what
 * it asks the terminal is answered here: a program that waits for the cursor's position and hears nothing gives up after a moment.
 */
export class HeldOutput {
  readonly #texts: string[] = [];
  #rest = "";

  /** Takes what is written; gives what the terminal would have answered, with the cursor at the start of the last row. */
  take(written: string, rows: number): string {
    const all = this.#rest + written;
    let answers = "";
    const text = all.replace(QUERY, (_query, status: string | undefined, kind: string | undefined) => {
      if (status === "6") answers += `\x1b[${rows};1R`;
      else if (status === "5") answers += "\x1b[0n";
      else if (kind !== undefined) answers += "\x1b[?1;2c";
      return "";
    });
    const last = text.lastIndexOf("\x1b");
    const open = last >= 0 && text.length - last < LONGEST && !/^\x1b\[[\d;?>]*[@-~]/.test(text.slice(last));
    this.#rest = open ? text.slice(last) : "";
    this.#texts.push(open ? text.slice(0, last) : text);
    return answers;
  }

  /** All of it, in order and without what was answered. */
  end(): readonly string[] {
    return [...this.#texts, this.#rest];
  }
}
