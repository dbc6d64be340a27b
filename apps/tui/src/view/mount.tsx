import { render } from "ink";
import type { Terminal } from "../cli/command.ts";
import type { Store } from "../state/store.ts";
import type { Marks } from "../text/marks.ts";
import { App } from "./App.tsx";

/** A mounted screen. */
export interface Screen {
  /** Leaves the terminal as it was found: cursor shown, raw mode off, the live part replaced by nothing. */
  unmount(): Promise<void>;
}

/** Draws a store on a terminal, inline: the terminal keeps its scrollback. */
export function mount(
  store: Store,
  options: {
    readonly terminal: Pick<Terminal, "stdin" | "stdout" | "stderr">;
    readonly marks: Marks;
    readonly env: Readonly<Record<string, string | undefined>>;
  },
): Screen {
  const { stdin, stdout, stderr } = options.terminal;
  const instance = render(<App store={store} marks={options.marks} />, {
    stdin,
    stdout,
    stderr,
    exitOnCtrlC: false,
    patchConsole: false,
    incrementalRendering: true,
    interactive: true,
    maxFps: options.env["SSH_CONNECTION"] ? 10 : 30,
    kittyKeyboard: { mode: "auto", flags: ["disambiguateEscapeCodes", "reportEventTypes"] },
  });
  return {
    async unmount() {
      await instance.waitUntilRenderFlush();
      instance.unmount();
      await instance.waitUntilExit();
    },
  };
}
