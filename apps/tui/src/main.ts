// The program: streams, signals and the exit status. Everything else is a function that a test can call.
import manifest from "../package.json" with { type: "json" };
import { colorLevel, styler } from "./cli/color.ts";
import { dispatch } from "./cli/dispatch.ts";
import { exitCode } from "./cli/exit-code.ts";
import { stoodIn } from "./cli/stood-in.ts";
import { quietStreams } from "./cli/streams.ts";
import { commandTable } from "./cli/table.ts";

const { argv, env, stdin, stdout, stderr } = process;
const aborted = new AbortController();
const streams = quietStreams(stdout, stderr, (cause) => {
  aborted.abort();
  if (cause === undefined) return;
  streams.err(`paddock: standard output cannot be written: ${cause.message}\n`);
  process.exit(exitCode.failed);
});
const interrupt = (): void => {
  // The second ctrl-c does not wait for anything.
  if (aborted.signal.aborted) process.exit(exitCode.interrupted);
  aborted.abort();
};
let taker: (() => void) | undefined;
const onInterrupt = (handler: () => void): (() => void) => {
  taker = handler;
  return () => {
    taker = undefined;
  };
};
process.on("SIGINT", () => (taker ?? interrupt)());
process.on("SIGTERM", interrupt);
process.on("SIGHUP", interrupt);

// A defect: say so in one line. The stack is for whoever looks for it.
const defect = (error: unknown): void => {
  const text = error instanceof Error ? error.message : String(error);
  streams.err(`paddock: something went wrong inside Paddock: ${text}\n`);
  if (env["PADDOCK_DEBUG"] && error instanceof Error) streams.err(`${error.stack}\n`);
  else streams.err("Set PADDOCK_DEBUG=1 to see where.\n");
  process.exit(exitCode.failed);
};
process.on("uncaughtException", defect);
process.on("unhandledRejection", defect);

const when = argv.find((argument) => argument.startsWith("--color="))?.slice("--color=".length);
const level = colorLevel({ env, isTerminal: stdout.isTTY === true, ...(when === undefined ? {} : { when }) });
const status = await dispatch({
  argv: argv.slice(2),
  cwd: stoodIn(process.cwd(), env),
  env,
  version: manifest.version,
  table: commandTable,
  fallback: async () => (await import("./commands/chat.ts")).chatCommand,
  out: streams.out,
  err: streams.err,
  style: styler(level > 0),
  signal: aborted.signal,
  terminal: { stdin, stdout, stderr, colorLevel: level, onInterrupt },
});
process.exitCode = streams.closed() ? exitCode.ok : status;
// A sandbox or a socket that is still open must not keep a finished program alive.
process.stdout.write("", () => process.exit());
