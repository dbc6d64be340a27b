import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { linuxBackend } from "@paddock/sandbox-linux";
import { faultyTrail } from "../test/faulty-trail.ts";
import { inYard, yes } from "../test/yard.ts";
import type { Action } from "./action.ts";
import { createGuard } from "./create-guard.ts";

const skip =
  process.platform === "linux" && (await linuxBackend().probe()).available ? false : "no sandbox here";

function outside(words: Partial<Action> & object): Action {
  return { kind: "command", escalation: { kind: "outside" }, ...words } as Action;
}

/** A trail that swaps a file behind each record of this name. */
function swapping(name: string, swap: () => void) {
  const trail = faultyTrail(-1, "delay");
  return {
    ...trail,
    append: async (event: Parameters<typeof trail.append>[0]) => {
      const kept = await trail.append(event);
      if (event.name === name) swap();
      return kept;
    },
  };
}

test("a script that is swapped when its start is recorded runs as it was approved", async () => {
  for (const how of ["written over", "renamed over"] as const) {
    for (const action of [
      outside({ argv: ["./run.sh", "a b"] }),
      outside({ argv: ["bash", "-e", "./run.sh", "a b"] }),
      outside({ script: "./run.sh 1 && ./run.sh 2" }),
      outside({ argv: ["bash", "-c", "true; ./run.sh 1"] }),
    ]) {
      await inYard(async ({ guard: make, workspace }) => {
        const script = join(workspace, "run.sh");
        const made = join(workspace, "made");
        writeFileSync(script, `#!/bin/sh\necho "good $0 $1" >> ${made}\n`, { mode: 0o755 });
        const trail = swapping("execution.started", () => {
          const target = how === "written over" ? script : join(workspace, "evil.sh");
          writeFileSync(target, `#!/bin/sh\necho evil >> ${made}\n`, { mode: 0o755 });
          if (target !== script) renameSync(target, script);
        });
        await using guard = await make({ trail, onAsk: yes });
        const result = await guard.run(action).result;
        assert.equal(result.outcome, "done", result.text);
        const words = action.kind === "command" ? (action.argv?.at(-1) ?? "") : "";
        const expected = words.includes("run.sh")
          ? "good ./run.sh 1\n"
          : words === ""
            ? "good ./run.sh 1\ngood ./run.sh 2\n"
            : "good ./run.sh a b\n";
        assert.equal(readFileSync(made, "utf8"), expected);
      });
    }
  }
});

test("a script that is also named where it cannot be sealed does not run when it is swapped", async () => {
  for (const script of [
    "./run.sh 1 && nice ./run.sh 2",
    "./run.sh 1 >out; X=1 ./run.sh 2",
    "run.sh 1 && nice run.sh 2",
  ]) {
    await inYard(async ({ guard: make, workspace, home }) => {
      const file = join(workspace, "run.sh");
      const made = join(workspace, "made");
      writeFileSync(file, `#!/bin/sh\necho good >> ${made}\n`, { mode: 0o755 });
      const trail = swapping("execution.started", () => appendFileSync(file, `echo evil >> ${made}\n`));
      const env = { HOME: home, PADDOCK_HOME: home, PATH: `${workspace}:/usr/bin:/bin` };
      await using guard = await make({ trail, env, onAsk: yes });
      const result = await guard.run(outside({ script })).result;
      assert.equal(result.refusal?.code, "changed-since-decided", script);
      assert.equal(existsSync(made), false);
    });
  }
});

test("a program in the workspace runs from a copy that is gone afterwards", async () => {
  await inYard(async ({ guard: make, workspace, home }) => {
    const tool = join(workspace, "tool");
    copyFileSync("/bin/echo", tool);
    chmodSync(tool, 0o755);
    const trail = swapping("execution.started", () => {
      rmSync(tool);
      copyFileSync("/bin/false", tool);
    });
    await using guard = await make({ trail, onAsk: yes });
    for (const action of [outside({ argv: ["./tool", "hi"] })]) {
      const result = await guard.run(action).result;
      assert.equal(result.text, "hi\n");
    }
    const left = readdirSync(join(home, "run"), { recursive: true }).filter((name) =>
      String(name).includes("sealed-"),
    );
    assert.deepEqual(left, []);
  });
});

test("what has to stay in its place is looked at once more directly before it starts", async () => {
  await inYard(async ({ guard: make, workspace, records, run }) => {
    const script = join(workspace, "run.py");
    const made = join(workspace, "made");
    writeFileSync(script, `#!/usr/bin/env python3\nopen(${JSON.stringify(made)}, "w")\n`, { mode: 0o755 });
    const trail = swapping("execution.started", () => appendFileSync(script, "# evil\n"));
    await using guard = await make({ trail, onAsk: yes });
    const result = await run(guard, outside({ argv: ["./run.py"] }));
    assert.equal(result.refusal?.code, "changed-since-decided");
    assert.equal(existsSync(made), false);
    assert.ok(records.some(({ name }) => name === "execution.ended"));
  });
});

test("a working directory that is swapped at the last moment is noticed", async () => {
  await inYard(async ({ guard: make, workspace }) => {
    const folder = join(workspace, "sub");
    mkdirSync(folder);
    const trail = swapping("execution.started", () => {
      renameSync(folder, `${folder}-old`);
      mkdirSync(folder);
    });
    await using guard = await make({ trail, onAsk: yes });
    const result = await guard.run(outside({ argv: ["/bin/sh", "-c", "echo x > made"], cwd: folder })).result;
    assert.equal(result.refusal?.code, "changed-since-decided");
    assert.equal(existsSync(join(folder, "made")), false);
  });
});

test("another process that swaps a script all the time never gets its own text run", async () => {
  await inYard(async ({ guard: make, workspace }) => {
    const script = join(workspace, "run.sh");
    const made = join(workspace, "made");
    const text = (word: string): string => `#!/bin/sh\necho ${word} >> ${made}\n`;
    writeFileSync(join(workspace, "good"), text("good"), { mode: 0o755 });
    writeFileSync(join(workspace, "evil"), text("evil"), { mode: 0o755 });
    copyFileSync(join(workspace, "good"), script);
    // It swaps as fast as it can, and holds still now and then, so that a fast machine lets the good text win too.
    const swaps =
      "while :; do for n in 1 2 3 4 5 6 7 8; do cp evil run.sh; cp good run.sh; done; sleep 0.05; done";
    const racer = spawn("/bin/sh", ["-c", swaps], { cwd: workspace });
    let approved = 0;
    try {
      await using guard = await make({
        // A person who looks at what is there: only the good text gets a yes.
        onAsk: async () => {
          const yes = readFileSync(script, "utf8") === text("good");
          if (yes) approved++;
          return { decision: yes ? "allow" : "deny", by: "user" };
        },
      });
      // Until the race was won by the good text at least once, so that the test has something to say.
      for (let n = 0; n < 100 || (n < 2000 && !existsSync(made)); n++)
        await guard.run(outside({ argv: ["./run.sh"] })).result;
    } finally {
      racer.kill("SIGKILL");
    }
    const lines = existsSync(made) ? readFileSync(made, "utf8").split("\n") : [];
    assert.equal(lines.includes("evil"), false);
    assert.ok(lines.length > 1 && lines.length - 1 <= approved, `${lines.length} of ${approved}`);
  });
});

test("confined commands are paused while one runs outside, new ones wait, and all go on afterwards", {
  skip,
}, async () => {
  const base = realpathSync(mkdtempSync("/var/tmp/paddock-quiet-"));
  const workspace = join(base, "ws");
  mkdirSync(workspace);
  mkdirSync(join(base, "home"), { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: "/usr/bin:/bin" };
  try {
    await using guard = await createGuard({ workspace, trust: "trusted", env, onAsk: yes });
    const ticks = join(workspace, "ticks");
    const size = (): number => statSync(ticks, { throwIfNoEntry: false })?.size ?? 0;
    const until = async (done: () => boolean): Promise<void> => {
      while (!done()) await new Promise((resolve) => setTimeout(resolve, 5));
    };
    const background = guard.run({ kind: "command", script: "while :; do echo x >> ticks; done" });
    await until(() => size() > 0);
    const before = join(workspace, "before");
    const after = join(workspace, "after");
    const script = `stat -c %s ticks > ${before}; sleep 0.3; stat -c %s ticks > ${after}`;
    const away = guard.run(outside({ script }));
    await until(() => existsSync(before));
    const write = guard.run({ kind: "write", path: "late", content: "x" });
    const waited: string[] = [];
    for await (const event of write.events) if (event.kind === "progress") waited.push(event.text);
    assert.equal((await away.result).outcome, "done");
    assert.equal((await write.result).outcome, "done");
    assert.deepEqual(waited, ["waits until the command outside the sandbox has ended"]);
    assert.equal(readFileSync(before, "utf8"), readFileSync(after, "utf8"));
    const paused = size();
    await until(() => size() > paused);
    background.kill("SIGKILL");
    await background.result;
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});

test("the time limit of a command does not run while it is paused", { skip }, async () => {
  const base = realpathSync(mkdtempSync("/var/tmp/paddock-quiet-"));
  mkdirSync(join(base, "ws"));
  mkdirSync(join(base, "home"), { mode: 0o700 });
  const env = { HOME: base, PADDOCK_HOME: join(base, "home"), PATH: "/usr/bin:/bin" };
  try {
    await using guard = await createGuard({ workspace: join(base, "ws"), trust: "trusted", env, onAsk: yes });
    const limited = guard.run({ kind: "command", script: "echo up; sleep 0.6; echo end", timeoutMs: 1500 });
    for await (const event of limited.events) if (event.kind === "output") break;
    await guard.run(outside({ argv: ["sleep", "1.7"] })).result;
    assert.equal((await limited.result).outcome, "done");
  } finally {
    rmSync(base, { recursive: true, force: true });
  }
});
