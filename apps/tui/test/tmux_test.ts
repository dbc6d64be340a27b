import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { entry, place, whyNoProgram } from "./program.ts";
import { tmuxSession, whyNoTmux } from "./tmux-session.ts";

const skip = whyNoTmux() || whyNoProgram();

test("in a real terminal: trust, a write inside, a block outside, a question answered both ways, a clean end", {
  skip,
  timeout: 60_000,
}, async () => {
  using where = place();
  mkdirSync(join(where.home, ".paddock", "rules"), { recursive: true, mode: 0o700 });
  writeFileSync(
    join(where.home, ".paddock", "rules", "default.rules"),
    'prefix_rule(pattern = ["rm"], decision = "prompt", justification = "removing asks")\n',
  );
  const { tmux, keys, screen, until } = tmuxSession(where, { columns: 90, rows: 30 });
  try {
    keys("PS1='ready> '; clear", "Enter");
    await until(/^ready> ?$/m);
    keys(`${process.execPath} ${entry}`, "Enter");
    await until(/Trust .*work \?/);
    await wait(500);
    keys("t");
    await until(/offline guide \(not a language model\) · workspace-write · net off/);
    keys("run echo hi > note.txt", "Enter");
    await until(/✓ echo hi > note\.txt {2}\[workspace, net off\]/);
    assert.ok(existsSync(join(where.folder, "note.txt")));
    keys("run touch ~/x", "Enter");
    await until(/⊘ touch ~\/x .*blocked: \w+ /);
    assert.ok(!existsSync(join(where.home, "x")));
    keys("run rm note.txt", "Enter");
    await until(/nothing is selected until you choose/);
    await wait(500);
    keys("n");
    await until(/tell the agent why/);
    keys("Enter");
    await until(/you denied: rm note\.txt/);
    assert.ok(existsSync(join(where.folder, "note.txt")));
    keys("run rm note.txt", "Enter");
    await until(/nothing is selected until you choose/);
    await wait(500);
    keys("y");
    await until(/you allowed once: rm note\.txt/);
    await until(/✓ rm note\.txt/);
    assert.ok(!existsSync(join(where.folder, "note.txt")));
    tmux("resize-window", "-x", "50", "-y", "20");
    await wait(300);
    tmux("resize-window", "-x", "90", "-y", "30");
    await wait(300);
    assert.equal(screen().split("you allowed once").length - 1, 1);
    keys("C-c");
    await until(/ctrl\+c again to quit/);
    keys("C-c");
    await until(/ready>\s*$/);
    keys("stty -a", "Enter");
    assert.match(await until(/icanon/), /[^-]icanon/);
    keys("clear", "Enter");
    await until(/^ready> ?$/m);
    keys(`${process.execPath} ${entry} --linear 'run rm gone.txt'`, "Enter");
    await until(/Type once, .*stop: ?$/m);
    keys("no I changed my mind", "Enter");
    await until(/the answer was no: I changed my mind/);
    keys("/quit", "Enter");
    await until(/ready>\s*$/);
    assert.equal(tmux("display-message", "-p", "#{cursor_flag} #{alternate_on}").trim(), "1 0");
  } finally {
    tmux("kill-server");
  }
});
