// Measures how often the redaction takes something out of real command output that holds no secret: listings, history,
// sources and type declarations of this repository and of its dependencies. Prints counts a MiB and examples.
import { spawnSync } from "node:child_process";
import { redactText } from "../src/redact/redact-text.ts";

const commands: readonly string[] = [
  "git log -n 400 --stat",
  "git log -n 40 -p -- packages",
  "ls -laR node_modules | head -n 20000",
  "cat package-lock.json",
  "cat node_modules/@types/node/*.d.ts",
  "cat node_modules/typescript/package.json node_modules/zod/v4/core/*.d.ts",
  "find node_modules -name README.md -size -60k | head -n 300 | xargs cat",
  "grep -rn token node_modules --include=*.d.ts | head -n 4000",
  "grep -rn -i password node_modules --include=*.md --include=*.d.ts | head -n 4000",
  "npm ls --all",
  "ps aux",
  "env | cut -d= -f1",
  "cat packages/*/src/*.ts apps/tui/src/*/*.ts",
];
const show = process.argv.includes("--show");
let bytes = 0;
let found = 0;
for (const command of commands) {
  const { stdout } = spawnSync("sh", ["-c", command], { encoding: "utf8", maxBuffer: 1 << 28 });
  let here = 0;
  let milliseconds = 0;
  for (let at = 0; at < stdout.length; at += 16_384) {
    const part = stdout.slice(at, at + 16_384);
    const from = performance.now();
    const result = redactText(part, { key: Buffer.alloc(32), exact: [] });
    milliseconds += performance.now() - from;
    here += result.kinds.length;
    if (show && result.kinds.length > 0)
      for (const match of result.text.matchAll(/.{0,60}\[REDACTED:[^\]]*\].{0,30}/g))
        process.stdout.write(`      ${match[0]}\n`);
  }
  bytes += stdout.length;
  found += here;
  process.stdout.write(
    `${String(here).padStart(5)} in ${(stdout.length / 2 ** 20).toFixed(2)} MiB, ${(stdout.length / 1048.576 / milliseconds).toFixed(0)} MiB/s  ${command}\n`,
  );
}
process.stdout.write(
  `${((found * 2 ** 20) / bytes).toFixed(2)} findings a MiB in ${(bytes / 2 ** 20).toFixed(1)} MiB\n`,
);
