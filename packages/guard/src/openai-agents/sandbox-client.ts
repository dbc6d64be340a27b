import { basename, relative, resolve } from "node:path";
import { clip } from "../clip.ts";
import type { Guard, RunOptions } from "../guard-types.ts";
import { guardedFiles } from "../tools/guarded-files.ts";
import { type LiveCommand, liveCommand } from "../tools/live-command.ts";
import type { ConversationOptions } from "./conversation.ts";
import { type GuardedEditor, guardedEditor } from "./guarded-editor.ts";
import { type GuardedImage, imageOf } from "./guarded-image.ts";

/** A command, as the SDK hands it over. */
export interface ExecArgs {
  /** The command line. */
  cmd: string;
  /** Where it starts; default the workspace. */
  workdir?: string;
  /** Another shell than bash. */
  shell?: string;
  /** Not done: a login shell would run start-up files that nobody looked at. */
  login?: boolean;
  /** Gives it a terminal. */
  tty?: boolean;
  /** How long to wait for its end, in milliseconds; default 10 s. */
  yieldTimeMs?: number;
  /** Most output, at about four characters a token. */
  maxOutputTokens?: number;
  /** Refused: a guard acts for one user. */
  runAs?: string;
}

/** What came of a command so far. A type alias, because the SDK's own type is open. */
export type ExecResult = {
  output: string;
  stdout: string;
  stderr: string;
  wallTimeSeconds: number;
  /** Set when it has ended; 126 where it was refused. */
  exitCode?: number;
  /** Set while it runs, for `writeStdin`. */
  sessionId?: number;
};

/** What a session tells about itself. */
export type GuardedSandboxState<Manifest> = {
  manifest: Manifest;
  workspaceReady: boolean;
  /** The guard's session. */
  session: string;
};

/** A sandbox session of the SDK whose every action goes through a guard. */
export interface GuardedSandbox<Manifest> {
  /** For the SDK's own bookkeeping. */
  state: GuardedSandboxState<Manifest>;
  /** An editor whose changes are patches of the guard. */
  createEditor(runAs?: string): GuardedEditor;
  /** Runs a command, and comes back while it still runs when it takes longer than it may. */
  exec(args: ExecArgs): Promise<ExecResult>;
  /** The same, as text for the model. */
  execCommand(args: ExecArgs): Promise<string>;
  /** Types into a running command, or looks at it. */
  writeStdin(args: {
    sessionId: number;
    chars?: string;
    yieldTimeMs?: number;
    maxOutputTokens?: number;
  }): Promise<string>;
  /** An image of the workspace. */
  viewImage(args: { path: string; runAs?: string }): Promise<GuardedImage>;
  /** A file's bytes. */
  readFile(args: { path: string; runAs?: string; maxBytes?: number }): Promise<Uint8Array>;
  /** The entries of a folder. */
  listDir(args: {
    path: string;
    runAs?: string;
  }): Promise<{ name: string; path: string; type: "file" | "dir" | "other" }[]>;
  /** Whether something is there that may be seen. */
  pathExists(path: string, runAs?: string): Promise<boolean>;
  /** Whether a folder is there that may be seen. */
  directoryExists(path: string, runAs?: string): Promise<boolean>;
  /** Where the host reaches a port of a command that runs. */
  resolveExposedPort(port: number): Promise<{ host: string; port: number; tls: boolean; url: string }>;
  /** True: a command may have a terminal. */
  supportsPty(): boolean;
  /** True until it is closed. */
  running(): Promise<boolean>;
  /** Ends what still runs. The guard stays open. */
  close(): Promise<void>;
}

/** A sandbox client of the SDK. */
export interface GuardedSandboxClient<Manifest> {
  /** `paddock`. */
  backendId: string;
  /** Opens a session in the guard's workspace. Takes a manifest, or options that may hold one. */
  create(given?: object): Promise<GuardedSandbox<Manifest>>;
}

/** The class `Manifest` of the SDK, `@openai/agents/sandbox`. */
export type ManifestClass<Manifest> = new (init: { root: string }) => Manifest;

const WAIT_FOR_COMMAND = 10_000;
const WAIT_FOR_INPUT = 250;
const CTRL_C = "\u0003";

function resultText({
  output,
  wallTimeSeconds,
  exitCode,
  sessionId,
}: Omit<ExecResult, "stdout" | "stderr">): string {
  const state =
    sessionId === undefined
      ? `Process exited with code ${exitCode}`
      : `Process running with session ID ${sessionId}`;
  return `Wall time: ${wallTimeSeconds.toFixed(4)} seconds\n${state}\nOutput:\n${output}`;
}

function refuseRunAs(runAs: string | undefined): void {
  if (runAs !== undefined) throw new Error(`a guard acts for one user; nothing can be run as ${runAs}`);
}

function openSandbox<Manifest>(
  guard: Guard,
  manifest: Manifest,
  options: ConversationOptions,
): GuardedSandbox<Manifest> {
  const root = guard.workspace[0];
  const known = (): RunOptions => ({ transcript: options.transcript?.() ?? [] });
  const files = guardedFiles(guard, root, known);
  const live = new Map<number, { readonly command: LiveCommand; readonly tty: boolean }>();
  let count = 0;
  let closed = false;

  const look = async (id: number, waitMs: number, tokens: number | undefined): Promise<ExecResult> => {
    const { command } = live.get(id) as { readonly command: LiveCommand };
    const start = performance.now();
    const exitCode = await command.wait(waitMs);
    const { output, stdout, stderr } = command.take();
    if (exitCode !== undefined) live.delete(id);
    return {
      output: tokens === undefined ? output : clip(output, tokens * 4),
      stdout,
      stderr,
      wallTimeSeconds: (performance.now() - start) / 1000,
      ...(exitCode === undefined ? { sessionId: id } : { exitCode }),
    };
  };
  const exec = async (args: ExecArgs): Promise<ExecResult> => {
    refuseRunAs(args.runAs);
    if (closed) throw new Error("this sandbox session has been closed");
    const {
      cmd,
      workdir,
      shell = "bash",
      tty = false,
      yieldTimeMs = WAIT_FOR_COMMAND,
      maxOutputTokens,
    } = args;
    const words = ["bash", "sh"].includes(basename(shell)) ? { script: cmd } : { argv: [shell, "-c", cmd] };
    const run = guard.run(
      {
        kind: "command",
        ...words,
        cwd: resolve(root, workdir ?? "."),
        ...(tty ? { pty: { columns: 120, rows: 30 } } : {}),
      },
      known(),
    );
    const id = ++count;
    live.set(id, { command: liveCommand(run), tty });
    return await look(id, yieldTimeMs, maxOutputTokens);
  };
  const type = async (path: string): Promise<string | undefined> =>
    (await files.stat(path).catch(() => undefined))?.type;
  return {
    state: { manifest, workspaceReady: true, session: guard.session },
    createEditor(runAs) {
      refuseRunAs(runAs);
      return guardedEditor(guard, options);
    },
    exec,
    execCommand: async (args) => resultText(await exec(args)),
    async writeStdin({ sessionId, chars = "", yieldTimeMs = WAIT_FOR_INPUT, maxOutputTokens }) {
      const session = live.get(sessionId);
      if (session === undefined) {
        const output = `there is no running command with session ID ${sessionId}`;
        return resultText({ output, wallTimeSeconds: 0, exitCode: 1 });
      }
      const { command, tty } = session;
      await command.run.started;
      // Without a terminal nobody turns the character into the signal.
      if (!tty && chars.includes(CTRL_C)) command.run.kill("SIGINT");
      else if (chars !== "") {
        const { id } = command.run;
        const typed = await guard.run({ kind: "stdin", execution: id, data: chars }, known()).result;
        if (typed.outcome !== "done") {
          return resultText({ output: typed.text, wallTimeSeconds: 0, sessionId });
        }
      }
      return resultText(await look(sessionId, yieldTimeMs, maxOutputTokens));
    },
    async viewImage({ path, runAs }) {
      refuseRunAs(runAs);
      const data = await files.read(path);
      if (data === undefined) throw new Error(`Image file not found: ${path}`);
      return imageOf(path, data);
    },
    async readFile({ path, runAs, maxBytes = Number.POSITIVE_INFINITY }) {
      refuseRunAs(runAs);
      const parts = await files.parts(path);
      if (parts === undefined) throw new Error(`File not found: ${path}`);
      const kept: Uint8Array[] = [];
      let length = 0;
      for await (const bytes of parts) {
        kept.push(bytes.subarray(0, maxBytes - length));
        length += bytes.length;
        if (length >= maxBytes) break;
      }
      return Buffer.concat(kept);
    },
    async listDir({ path, runAs }) {
      refuseRunAs(runAs);
      const entries = await files.list(path);
      if (entries === undefined) throw new Error(`Folder not found: ${path}`);
      const shown = relative(root, resolve(root, path));
      const types = { file: "file", directory: "dir", symlink: "other", other: "other" } as const;
      return entries.map((entry) => ({
        name: entry.name,
        path: shown === "" ? entry.name : `${shown}/${entry.name}`,
        type: types[entry.type],
      }));
    },
    async pathExists(path, runAs) {
      refuseRunAs(runAs);
      return (await type(path)) !== undefined;
    },
    async directoryExists(path, runAs) {
      refuseRunAs(runAs);
      return (await type(path)) === "directory";
    },
    async resolveExposedPort(port) {
      const tries = [...live.values()].map(({ command }) => command.run.endpoint(port));
      const url = await Promise.any(tries).catch((cause: unknown) => {
        throw new Error(`no command that runs has port ${port}; list it in the permission profile`, {
          cause,
        });
      });
      return { host: url.hostname, port: Number(url.port), tls: false, url: url.href };
    },
    supportsPty: () => true,
    running: async () => !closed,
    async close() {
      closed = true;
      for (const { command } of live.values()) command.run.kill("SIGKILL");
      await Promise.allSettled([...live.values()].map(({ command }) => command.run.result));
      live.clear();
    },
  };
}

/**
 * Makes a sandbox client of the SDK from a guard: what a sandbox agent runs, reads and edits is decided, confined and
 * recorded one action at a time, in the guard's own workspace. A manifest with entries is refused, because the workspace
 * is the user's folder and nothing is put into it unasked.
 *
 * The interface is experimental there; tried with `@openai/agents` 0.20.0.
 *
 * @example
 * ```ts ignore
 * import { Manifest, SandboxAgent } from "@openai/agents/sandbox";
 *
 * await run(new SandboxAgent({ name: "worker" }), "List the files.", {
 *   sandbox: { client: guardedSandboxClient(guard, Manifest) },
 * });
 * ```
 */
export function guardedSandboxClient<Manifest>(
  guard: Guard,
  Manifest: ManifestClass<Manifest>,
  options: ConversationOptions = {},
): GuardedSandboxClient<Manifest> {
  return {
    backendId: "paddock",
    async create(given: { readonly manifest?: object; readonly entries?: object } = {}) {
      const { entries = {} }: { readonly entries?: object } = given.manifest ?? given;
      const [first] = Object.keys(entries);
      if (first !== undefined) {
        throw new Error(
          `the manifest puts ${first} into the workspace; a guard works in the user's own folder, so write it with an action`,
        );
      }
      return openSandbox(guard, new Manifest({ root: guard.workspace[0] }), options);
    },
  };
}
