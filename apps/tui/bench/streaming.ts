// Cost of one streamed token with an empty and with a long transcript:
//   node --conditions=paddock-source --import ./test/tsx-loader.js bench/streaming.ts
import { PassThrough, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import type { Terminal } from "../src/cli/command.ts";
import { initialState } from "../src/state/initial-state.ts";
import { createStore } from "../src/state/store.ts";
import { facts } from "../src/testing/samples.ts";
import { unicodeMarks } from "../src/text/marks.ts";
import { mount } from "../src/view/mount.tsx";

const tokens = 400;
const words = "the quick brown fox jumps over the lazy dog and then it rests ".split(" ");

interface Cost {
  readonly cpu: number;
  readonly bytes: number;
}

async function stream(items: number): Promise<Cost> {
  let bytes = 0;
  const output = new Writable({
    write(chunk, _encoding, done) {
      bytes += chunk.length;
      done();
    },
  });
  const stdin = Object.assign(new PassThrough(), { isTTY: true, ref() {}, unref() {}, setRawMode() {} });
  const stdout = Object.assign(output, { columns: 80, rows: 40, isTTY: true });
  const terminal = { stdin, stdout, stderr: stdout, colorLevel: 0 } as unknown as Terminal;
  const store = createStore(initialState({ columns: 80, rows: 40 }), () => {});
  store.dispatch({ kind: "opened", facts });
  for (let item = 0; item < items; item += 1)
    store.dispatch({ kind: "notice", level: "info", text: `entry ${item}` });
  const screen = mount(store, { terminal, marks: unicodeMarks, env: {} });
  store.dispatch({ kind: "submit", text: "go", at: store.now() });
  await wait(500);
  bytes = 0;
  const before = process.cpuUsage();
  for (let token = 0; token < tokens; token += 1) {
    const delta = `${words[token % words.length]} ${token % 60 === 59 ? "\n\n" : ""}`;
    store.dispatch({ kind: "engine", event: { kind: "text", delta }, at: store.now() });
    await wait(5);
  }
  await wait(100);
  const used = process.cpuUsage(before);
  store.dispatch({ kind: "turn-ended", at: store.now() });
  await screen.unmount();
  store.dispose();
  return { cpu: (used.user + used.system) / 1000 / tokens, bytes: bytes / tokens };
}

const median = (values: readonly number[]): number =>
  values.toSorted((one, two) => one - two)[Math.floor(values.length / 2)]!;

await stream(0);
const short: Cost[] = [];
const long: Cost[] = [];
for (let round = 0; round < 3; round += 1) {
  short.push(await stream(0));
  long.push(await stream(2000));
}
const empty = median(short.map(({ cpu }) => cpu));
const full = median(long.map(({ cpu }) => cpu));
process.stdout.write(
  `CPU per token at 2,000 entries / at none: ${(full / empty).toFixed(2)} (${full.toFixed(2)} / ${empty.toFixed(2)} ms)\n`,
);
process.stdout.write(
  `bytes per token at 2,000 entries: ${Math.round(median(long.map(({ bytes }) => bytes)))}\n`,
);
