// Time until the first text is on the terminal, as a ratio to a bare node that prints one word; both through script(1):
//   node bench/first-paint.ts        (after a bundle was made)
import { spawn, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const paddock = fileURLToPath(new URL("../bin/paddock.js", import.meta.url));
const rounds = 9;
const home = mkdtempSync(join(tmpdir(), "paddock-bench-"));
const folder = join(home, "work");
mkdirSync(folder);

/** Milliseconds from the start of a command on a terminal of its own until `text` is on it. */
function until(command: string, text: RegExp): Promise<number> {
  return new Promise((resolve, reject) => {
    const started = performance.now();
    const child = spawn("script", ["-qfec", `stty cols 100 rows 40; exec ${command}`, "/dev/null"], {
      cwd: folder,
      env: { PATH: process.env["PATH"], HOME: home, TERM: "xterm-256color" },
      stdio: ["pipe", "pipe", "ignore"],
    });
    let seen = "";
    child.stdout.on("data", (chunk) => {
      seen += chunk;
      if (!text.test(seen)) return;
      resolve(performance.now() - started);
      child.stdin.write("\u0003\u0003");
      setTimeout(() => child.kill("SIGKILL"), 300).unref();
    });
    child.stdin.on("error", () => {});
    child.on("error", reject);
  });
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)]!;

if (spawnSync("script", ["--version"]).status !== 0)
  throw new Error("this benchmark needs script(1) of util-linux");
const bare: number[] = [];
const tui: number[] = [];
for (let round = 0; round < rounds; round += 1) {
  bare.push(await until(`${process.execPath} -e 'console.log("word")'`, /word/));
  tui.push(await until(`${process.execPath} ${paddock}`, /opening|Trust/));
}
const [one, two] = [median(bare), median(tui)];
process.stdout.write(
  `first paint / bare node: ${(two / one).toFixed(1)} (${two.toFixed(0)} / ${one.toFixed(0)} ms)\n`,
);
rmSync(home, { recursive: true, force: true, maxRetries: 5 });
