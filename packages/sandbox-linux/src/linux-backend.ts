import type { Writable } from "node:stream";
import type { Backend, EnforcementReport, FileVerb, Guarantee, Probe, SandboxPlan } from "@paddock/sandbox";
import type { Capabilities } from "./capabilities.ts";
import { confinedProcess } from "./confined-process.ts";
import { crossing } from "./crossing.ts";
import { parseFileResults } from "./file-results.ts";
import { givenFiles } from "./given-files.ts";
import { type HelperBinary, openHelper, refuseWritableHelper } from "./helper-binary.ts";
import { startHelper } from "./helper-process.ts";
import { policyFolder, writePolicyFile } from "./policy-file.ts";
import { encodeRecords, type Machine, type Task } from "./records.ts";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/** Settings of the backend; the defaults are right outside tests. */
export interface LinuxBackendOptions {
  /** Path of the helper. Default: the one this package built. */
  readonly helper?: string;
  /** Folder for the policies of `wrap`. Default: `run/policies` below PADDOCK_HOME. */
  readonly policies?: string;
  /**
   * The system's bubblewrap, which makes the namespaces where only it may; used only when root owns it and nobody else
   * can write it. `false`: never. Default `/usr/bin/bwrap`.
   */
  readonly bubblewrap?: string | false;
  /** What to pretend the kernel lacks; only a test build of the helper accepts it. */
  readonly capabilities?: Capabilities;
}

const GUARANTEES: readonly Guarantee[] = [
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

/** The plan of a probe: everything readable, nothing writable, no network; a loss is reported, not refused. */
const probePlan: SandboxPlan = {
  v: 1,
  mode: "read-only",
  reads: "full",
  entries: [],
  roots: [],
  network: { kind: "off" },
  unixSockets: [],
  limits: {},
  nameDenials: false,
  require: [],
  accept: GUARANTEES,
};

/** A probe's plan has no private tmp and no proxy; says what it would be with them. */
function capableOf(report: EnforcementReport): EnforcementReport {
  const guarantees: Guarantee[] = [...report.guarantees, "net.proxy-only"];
  const names = report.facts["namespaces"] === true;
  const facts = { ...report.facts, names };
  if (names) return { ...report, guarantees: [...guarantees, "tmp.private"], facts };
  const why = "the private folder is used as TMPDIR, /tmp stays the host's";
  return {
    ...report,
    guarantees,
    lost: [...report.lost, { guarantee: "tmp.private", level: "partial", why }],
    facts,
  };
}

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function feed(stdin: Writable, verbs: readonly FileVerb[]): void {
  stdin.on("error", () => {}); // the helper may stop early; its answer says why
  for (const verb of verbs) if (verb.verb === "write") stdin.write(verb.data);
  stdin.end();
}

/**
 * The Linux backend: namespaces, mounts, Landlock and seccomp through one small C helper.
 *
 * It applies plans and decides nothing. A plan whose required guarantees this machine cannot keep is refused with the
 * step, the errno and a fix. The helper is opened and checked at the first use and executed through that descriptor.
 */
export function linuxBackend(options: LinuxBackendOptions = {}): Backend {
  let opened: HelperBinary | undefined;
  const helper = (plan: SandboxPlan): HelperBinary => {
    opened ??= openHelper(options.helper);
    refuseWritableHelper(opened, plan);
    return opened;
  };
  const { capabilities, bubblewrap = "/usr/bin/bwrap" } = options;
  const encode = (plan: SandboxPlan, task: Task, more: Machine = {}): Uint8Array => {
    if (task.kind === "command" && task.command.file !== undefined)
      throw new SandboxLinuxError(
        "bad-plan",
        "a confined command is looked up by its name, not given as a file",
      );
    return encodeRecords(plan, task, { ...(capabilities ? { capabilities } : {}), bubblewrap, ...more });
  };
  const backend: Backend = {
    name: "linux",

    async probe(signal): Promise<Probe> {
      const policy = encode(probePlan, { kind: "files", verbs: [{ verb: "stat", path: "/" }], atomic: true });
      try {
        const run = await startHelper(helper(probePlan), policy, {
          stdin: "ignore",
          output: "pipe",
          ...(signal ? { signal } : {}),
        });
        run.child.stdout?.resume();
        await run.status;
        return { available: true, report: capableOf(run.report) };
      } catch (error) {
        if (!(error instanceof SandboxLinuxError)) throw error;
        return unavailable(error);
      }
    },

    async spawn(plan, command, spawnOptions = {}) {
      const { pty, signal, stdin, stdout } = spawnOptions;
      const used = helper(plan);
      const passed = crossing(plan, spawnOptions);
      const policy = encode(
        plan,
        { kind: "command", command, ...(pty ? { pty } : {}) },
        {
          ...(passed?.names === undefined ? {} : { names: passed.names }),
          ...(passed?.proxy === undefined
            ? {}
            : { files: givenFiles(used.path, passed.proxy, spawnOptions.authorities) }),
        },
      );
      const run = await startHelper(used, policy, {
        stdin: stdin ?? "ignore",
        output: stdout ?? "pipe",
        ...(passed ? { arrivals: passed.arrivals } : {}),
        ...(signal ? { signal } : {}),
      });
      return confinedProcess(run, plan.ports ?? [], spawnOptions);
    },

    async wrap(plan, command) {
      const { path } = helper(plan);
      const policy = encode(plan, { kind: "command", command });
      const file = writePolicyFile(options.policies ?? policyFolder(), policy);
      return { file: path, args: ["--policy-file", file], env: {} };
    },

    async files(plan, verbs, filesOptions = {}) {
      if (verbs.length === 0) return [];
      const { atomic = false, signal } = filesOptions;
      const policy = encode(plan, { kind: "files", verbs, atomic });
      const run = await startHelper(helper(plan), policy, {
        stdin: "pipe",
        output: "pipe",
        ...(signal ? { signal } : {}),
      });
      feed(run.child.stdin!, verbs);
      run.child.stderr?.resume();
      const output = await collect(run.child.stdout!);
      const status = await run.status;
      if (status.kind === "signal" || status.code > 1) {
        throw new SandboxLinuxError("broken", "The sandbox helper ended in the middle of file verbs.");
      }
      return parseFileResults(output, verbs);
    },
  };
  return backend;
}

function unavailable(error: SandboxLinuxError): Probe {
  const { refusal, message, code } = error;
  return {
    available: false,
    report: { v: 1, backend: "linux", enforcement: "none", guarantees: [], lost: [], facts: {} },
    refusal: {
      step: refusal?.step ?? code,
      ...(refusal?.errno === undefined ? {} : { errno: refusal.errno }),
      message,
      fix: refusal?.fix ?? "build it with `node packages/sandbox-linux/scripts/build-helper.js`",
    },
  };
}
