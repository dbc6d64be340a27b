import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { entry, place, whyNoProgram } from "./program.ts";
import { tmuxSession, whyNoTmux } from "./tmux-session.ts";

const skip = whyNoTmux() || whyNoProgram();

test("a shell in the sandbox has a terminal of its own: size, ctrl-c, typed input, and gives it back", {
  skip,
  timeout: 60_000,
}, async () => {
  using where = place();
  const { tmux, keys, until } = tmuxSession(where, { columns: 90, rows: 30 });
  try {
    keys("PS1='out> '; clear", "Enter");
    await until(/^out> ?$/m);
    keys(`${process.execPath} ${entry} sandbox --mode workspace-write -- sh`, "Enter");
    await until(/^[#$] ?$/m);
    keys("PS1='in> '; clear; tty; stty size", "Enter");
    await until(/\/dev\/pts\/\d+\n30 90\nin> ?$/m);
    tmux("resize-window", "-x", "70", "-y", "20");
    keys("clear; sleep 0.3; stty size", "Enter");
    await until(/^20 70$/m);
    keys("sleep 100", "Enter");
    keys("C-c");
    keys("clear; echo still here", "Enter");
    await until(/^still here\nin> ?$/m);
    keys("cat > typed", "Enter");
    keys("words", "Enter");
    keys("C-d");
    keys("clear; exit 7", "Enter");
    await until(/^out> ?$/m);
    assert.equal(readFileSync(join(where.folder, "typed"), "utf8"), "words\n");
    keys("echo status $?; stty -a", "Enter");
    assert.match(await until(/icanon/), /status 7[\s\S]*[^-]icanon/);
  } finally {
    tmux("kill-server");
  }
});
