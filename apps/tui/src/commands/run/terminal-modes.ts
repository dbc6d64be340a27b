/** The modes of a terminal that a program inside may have on: screen, cursor, paste, mouse, focus, synchronized output. */
const KNOWN: readonly string[] = ["1049", "47", "1", "2004", "1000", "1002", "1003", "1006", "1004", "2026"];
const SEQUENCE = /\x1b\[\?([\d;]+)([hl])/g;
/** A sequence may be cut in two; longer ones are none of these. */
const LONGEST = 32;
const SHOW_CURSOR = "\x1b[?25h";
const PLAIN = "\x1b[0m";

/**
 * Follows which modes a program has switched on, so that a question can be put on a plain terminal and everything be as it was
 * afterwards (xterm's control sequences, DECSET).
 */
export class TerminalModes {
  readonly #on = new Set<string>();
  #cursorHidden = false;
  #rest = "";

  /** Takes what the program writes. */
  follow(text: string): void {
    const all = this.#rest + text;
    for (const [, list = "", state] of all.matchAll(SEQUENCE)) {
      for (const mode of list.split(";")) {
        if (mode === "25") this.#cursorHidden = state === "l";
        else if (!KNOWN.includes(mode)) continue;
        else if (state === "h") this.#on.add(mode);
        else this.#on.delete(mode);
      }
    }
    const last = all.lastIndexOf("\x1b");
    const open = last >= 0 && all.length - last < LONGEST && !/^\x1b\[\?[\d;]+[hl]/.test(all.slice(last));
    this.#rest = open ? all.slice(last) : "";
  }

  /** Makes the terminal plain. */
  get leave(): string {
    const off = [...this.#on].reverse().map((mode) => `\x1b[?${mode}l`);
    return `${off.join("")}${PLAIN}${SHOW_CURSOR}`;
  }

  /** Makes it what the program left. */
  get enter(): string {
    const on = [...this.#on].map((mode) => `\x1b[?${mode}h`);
    return `${on.join("")}${this.#cursorHidden ? "\x1b[?25l" : ""}`;
  }
}
