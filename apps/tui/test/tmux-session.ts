// A real terminal, in tmux, with a shell in the place's folder.
import { spawnSync } from "node:child_process";
import { setTimeout as wait } from "node:timers/promises";
import type { Place } from "./program.ts";

/** Why there is no tmux, or false; for the `skip` of a test. */
export function whyNoTmux(): string | false {
  return spawnSync("tmux", ["-V"]).status === 0 ? false : "tmux is not installed: apt-get install tmux";
}

/** One session; the caller ends it with `tmux("kill-server")`. */
export interface TmuxSession {
  /** Runs one tmux command and gives its output. */
  tmux(...args: readonly string[]): string;
  keys(...args: readonly string[]): void;
  /** Scrollback and screen. */
  screen(): string;
  /** Waits until the screen shows something; fails with the screen when it never does. */
  until(what: RegExp, seconds?: number): Promise<string>;
}

/** Starts a shell in a terminal of a size. */
export function tmuxSession(
  where: Place,
  size: { readonly columns: number; readonly rows: number },
): TmuxSession {
  const socket = `paddock-test-${process.pid}-${Math.round(performance.now())}`;
  const tmux = (...args: readonly string[]): string =>
    spawnSync("tmux", ["-L", socket, ...args], { encoding: "utf8", env: { ...where.env, LANG: "C.UTF-8" } })
      .stdout;
  const screen = (): string => tmux("capture-pane", "-p", "-S", "-");
  const shape = ["-x", String(size.columns), "-y", String(size.rows)];
  tmux("-f", "/dev/null", "new-session", "-d", ...shape, "-c", where.folder, "sh");
  return {
    tmux,
    screen,
    keys: (...args) => void tmux("send-keys", ...args),
    async until(what, seconds = 15) {
      for (let tries = 0; tries < seconds * 10; tries += 1) {
        const text = screen();
        if (what.test(text)) return text;
        await wait(100);
      }
      throw new Error(`${what} was not seen; the screen:\n${screen()}`);
    },
  };
}
