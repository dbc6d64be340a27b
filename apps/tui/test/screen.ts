// A terminal without a window: the app writes to an emulator, and tests read what a person would see.
import { PassThrough, Writable } from "node:stream";
import xterm from "@xterm/headless";
import type { Terminal as CliTerminal } from "../src/cli/command.ts";

/** A terminal that a test can type into and look at. */
export interface TestScreen {
  readonly terminal: CliTerminal;
  type(text: string): void;
  resize(columns: number, rows: number): Promise<void>;
  /** Rows on the screen, right-trimmed. */
  rows(): readonly string[];
  /** Scrollback and screen. */
  history(): readonly string[];
  cursor(): { readonly x: number; readonly y: number };
  /** Everything written, as it was written. */
  readonly written: string[];
  /** Waits until the predicate holds for the text of the screen; fails with the screen when it never does. */
  until(what: RegExp | ((text: string) => boolean), milliseconds?: number): Promise<string>;
  raw: boolean;
}

/** Makes a terminal of a size. */
export function testScreen(columns: number, rows: number): TestScreen {
  const emulator = new xterm.Terminal({ cols: columns, rows, scrollback: 5000, allowProposedApi: true });
  const written: string[] = [];
  const output = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      written.push(String(chunk));
      // A terminal driver turns a line feed into carriage return and line feed.
      emulator.write(String(chunk).replaceAll(/(?<!\r)\n/g, "\r\n"), done);
    },
  });
  const stdout = Object.assign(output, { columns, rows, isTTY: true });
  const stdin = Object.assign(new PassThrough(), {
    isTTY: true,
    ref() {},
    unref() {},
    setRawMode(on: boolean) {
      screen.raw = on;
      return stdin;
    },
  });
  const lines = (from: number, to: number): string[] =>
    Array.from(
      { length: to - from },
      (_, index) => emulator.buffer.active.getLine(from + index)?.translateToString(true) ?? "",
    );
  const screen: TestScreen = {
    terminal: {
      stdin,
      stdout,
      stderr: stdout,
      colorLevel: 0,
      onInterrupt: () => () => {},
    } as unknown as CliTerminal,
    type: (text) => void stdin.write(text),
    async resize(newColumns, newRows) {
      // What was written before is drawn before; a window does not change under a half-drawn frame.
      await new Promise<void>((resolve) => emulator.write("", resolve));
      emulator.resize(newColumns, newRows);
      Object.assign(stdout, { columns: newColumns, rows: newRows });
      stdout.emit("resize");
      await new Promise((resolve) => setTimeout(resolve, 60));
    },
    rows: () => lines(emulator.buffer.active.baseY, emulator.buffer.active.baseY + emulator.rows),
    history: () => lines(0, emulator.buffer.active.baseY + emulator.rows),
    cursor: () => ({ x: emulator.buffer.active.cursorX, y: emulator.buffer.active.cursorY }),
    written,
    raw: false,
    async until(what, milliseconds = 5000) {
      const holds = typeof what === "function" ? what : (text: string): boolean => what.test(text);
      const deadline = performance.now() + milliseconds;
      for (;;) {
        const text = screen.rows().join("\n");
        if (holds(text)) return text;
        if (performance.now() > deadline) throw new Error(`${what} was not seen; the screen:\n${text}`);
        await new Promise((resolve) => setTimeout(resolve, 15));
      }
    },
  };
  return screen;
}
