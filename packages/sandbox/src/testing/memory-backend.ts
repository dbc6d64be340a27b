import { createHash } from "node:crypto";
import { basename } from "node:path";
import type {
  Backend,
  ExitStatus,
  FileResult,
  FileVerb,
  Probe,
  Process,
  SandboxCommand,
} from "../backend.ts";
import { explainPlan } from "../explain.ts";
import { missingGuarantees } from "../guarantees.ts";
import type { Guarantee, SandboxPlan } from "../plan.ts";
import type { Denial, EnforcementReport } from "../report.ts";

/** What a scripted command does when it is run. */
export interface ScriptedRun {
  /** Default empty. */
  readonly stdout?: string;
  /** Default empty. */
  readonly stderr?: string;
  /** Default exit 0. */
  readonly status?: ExitStatus;
  /** Default none. */
  readonly denials?: readonly Denial[];
}

/** A backend without an operating system: commands are scripted, files are a map, plans are obeyed by spelling. */
export interface MemoryBackend extends Backend {
  /** Every command that was run, with the plan it ran under. */
  readonly runs: readonly { readonly plan: SandboxPlan; readonly command: SandboxCommand }[];
  /** Content by absolute path. */
  readonly disk: Map<string, Uint8Array>;
}

/** Options of {@link memoryBackend}. */
export interface MemoryBackendOptions {
  /** Default `memory`. */
  readonly name?: string;
  /** Guarantees that this backend cannot give. */
  readonly lost?: readonly Guarantee[];
  /** Makes it unavailable. */
  readonly refusal?: Probe["refusal"];
  /** Plays the command; default: it prints nothing and succeeds. */
  readonly script?: (command: SandboxCommand, plan: SandboxPlan) => ScriptedRun;
}

function digestOf(data: Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

const ALL: readonly Guarantee[] = [
  "fs.write.roots",
  "fs.write.protected",
  "fs.read.deny",
  "net.isolated",
  "net.proxy-only",
  "unix.deny",
  "proc.private",
  "ipc.private",
  "signal.scope",
  "priv.none",
  "fd.closed",
  "tmp.private",
  "limits",
];

/** Makes a backend for tests of hosts: everything a real one promises, and nothing is really run. */
export function memoryBackend(options: MemoryBackendOptions = {}): MemoryBackend {
  const name = options.name ?? "memory";
  const lost = options.lost ?? [];
  const report: EnforcementReport = {
    v: 1,
    backend: name,
    enforcement: lost.length === 0 ? "full" : "partial",
    guarantees: ALL.filter((guarantee) => !lost.includes(guarantee)),
    lost: lost.map((guarantee) => ({ guarantee, level: "none", why: "the test says so" })),
    facts: {},
  };
  const runs: { plan: SandboxPlan; command: SandboxCommand }[] = [];
  const disk = new Map<string, Uint8Array>();
  return {
    name,
    runs,
    disk,
    probe: async () =>
      options.refusal === undefined
        ? { available: true, report }
        : { available: false, report, refusal: options.refusal },
    async spawn(plan, command) {
      const missing = missingGuarantees(plan.require, report);
      if (missing.length > 0) throw new Error(`refused: ${missing[0]!.guarantee} is missing`);
      runs.push({ plan, command });
      return scripted(options.script?.(command, plan) ?? {}, report);
    },
    wrap: async (_plan, command) => ({
      file: "memory-sandbox",
      args: ["--", ...command.argv],
      env: command.env,
    }),
    async files(plan, verbs, fileOptions) {
      const results: FileResult[] = [];
      for (const verb of verbs) {
        const result = perform(plan, disk, verb);
        results.push(result);
        if (!result.ok && fileOptions?.atomic) break;
      }
      return results;
    },
  };
}

function scripted(run: ScriptedRun, report: EnforcementReport): Process {
  const stream = (text = ""): ReadableStream<Uint8Array> =>
    new ReadableStream({
      start(controller) {
        if (text !== "") controller.enqueue(new TextEncoder().encode(text));
        controller.close();
      },
    });
  return {
    pid: 1,
    stdin: null,
    stdout: stream(run.stdout),
    stderr: stream(run.stderr),
    status: Promise.resolve(run.status ?? { kind: "exit", code: 0 }),
    denials: (async function* () {
      yield* run.denials ?? [];
    })(),
    report: Promise.resolve(report),
    pause: async () => {},
    resume() {},
    kill() {},
    async [Symbol.asyncDispose]() {},
  };
}

function perform(plan: SandboxPlan, disk: Map<string, Uint8Array>, verb: FileVerb): FileResult {
  const refuse = (errno: string, message: string): FileResult => ({
    ok: false,
    verb: verb.verb,
    path: verb.path,
    errno,
    message,
  });
  const access = explainPlan(plan, verb.path).access;
  const content = disk.get(verb.path);
  if (access === "deny") return refuse("EACCES", `${verb.path} is hidden`);
  if (verb.verb === "read") {
    return content === undefined
      ? refuse("ENOENT", `${verb.path} does not exist`)
      : {
          ok: true,
          verb: "read",
          data: content.subarray(verb.offset ?? 0, (verb.offset ?? 0) + (verb.limit ?? content.length)),
          digest: digestOf(content),
          info: { name: basename(verb.path), type: "file", size: content.length, mode: 0o644, mtimeMs: 0 },
        };
  }
  if (verb.verb === "stat" || verb.verb === "list") return { ok: true, verb: verb.verb, entries: [] };
  if (access !== "write") return refuse("EROFS", `${verb.path} is read-only`);
  if (verb.verb === "write") {
    if (verb.ifDigest === null && content !== undefined)
      return refuse("EEXIST", `${verb.path} exists already`);
    if (typeof verb.ifDigest === "string" && (content === undefined || digestOf(content) !== verb.ifDigest)) {
      return refuse("ESTALE", `${verb.path} is not what it was`);
    }
    disk.set(verb.path, verb.data);
  }
  if (verb.verb === "unlink") disk.delete(verb.path);
  if (verb.verb === "rename" && content !== undefined) {
    if (explainPlan(plan, verb.to).access !== "write") return refuse("EROFS", `${verb.to} is read-only`);
    disk.delete(verb.path);
    disk.set(verb.to, content);
  }
  return { ok: true, verb: verb.verb };
}
