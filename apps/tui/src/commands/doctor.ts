import { existsSync, lstatSync, realpathSync } from "node:fs";
import { homedir } from "node:os";
import { basename, delimiter, join } from "node:path";
import { loadConfig } from "@paddock/config";
import { paddockHome } from "@paddock/guard";
import type { EnforcementReport, Guarantee, Probe } from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { Command, CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";

/** One program of the host that Paddock itself may start, and where it was found. */
interface HostProgram {
  readonly name: string;
  readonly purpose: string;
  readonly path?: string;
  /** Why its place cannot be trusted. */
  readonly problem?: string;
}

/** What a doctor's visit found. */
interface Diagnosis {
  readonly v: 1;
  readonly platform: string;
  readonly runtime: string;
  readonly home: { readonly path: string; readonly problem?: string };
  readonly available: boolean;
  readonly refusal?: Probe["refusal"];
  readonly sandbox: EnforcementReport;
  readonly programs: readonly HostProgram[];
}

/** Every guarantee in plain words, in the order of the report. */
const PROMISES: Readonly<Record<Guarantee, string>> = {
  "fs.write.roots": "nothing is written outside the writable roots",
  "fs.write.protected": "git, agent and editor settings inside them stay as they are",
  "fs.read.deny": "secrets and denied paths cannot be read",
  "net.isolated": "no network unless the profile says so",
  "net.proxy-only": "with a proxy, every connection goes through it",
  "unix.deny": "sockets of the host are out of reach",
  "proc.private": "processes of the host cannot be seen",
  "ipc.private": "shared memory and message queues are private",
  "signal.scope": "no signal reaches a process outside",
  "priv.none": "no capability, no set-user-id, no new privilege",
  "fd.closed": "no open file of the caller is passed on",
  "tmp.private": "/tmp is the session's own",
  limits: "processes, memory and file sizes are limited",
};

/** `paddock doctor`: what the boundary is worth on this machine, found by trying it. */
export const doctorCommand: Command = {
  name: "doctor",
  summary: "Try the sandbox on this machine and say what it enforces",
  usage: ["doctor [--json]"],
  flags: {},
  async run(context) {
    readArguments(doctorCommand, context.args);
    const diagnosis = await diagnose(context);
    if (context.globals.json) context.out(`${JSON.stringify(diagnosis, null, 2)}\n`);
    else print(diagnosis, context);
    return diagnosis.available ? exitCode.ok : exitCode.sandboxUnavailable;
  },
};

async function diagnose(context: CommandContext): Promise<Diagnosis> {
  const { env } = context;
  const home = paddockHome(env);
  const probe = await probeHere(context.signal);
  const problem = homeProblem(home);
  return {
    v: 1,
    platform: `${process.platform} ${process.arch}`,
    runtime: `node ${process.versions.node} (${realpathSync(process.execPath)})`,
    home: { path: home, ...(problem === undefined ? {} : { problem }) },
    available: probe.available,
    ...(probe.refusal === undefined ? {} : { refusal: probe.refusal }),
    sandbox: probe.report,
    programs: (await inventory(context)).map(([name, purpose]) => locate(name, purpose, context)),
  };
}

/** A helper that is missing or replaced is a finding, not a crash of the doctor. */
async function probeHere(signal: AbortSignal): Promise<Probe> {
  try {
    return await linuxBackend().probe(signal);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return {
      available: false,
      report: { v: 1, backend: "linux", enforcement: "none", guarantees: [], lost: [], facts: {} },
      refusal: {
        step: "helper",
        message,
        fix: "run `npm start` in Paddock's folder, which builds the helper",
      },
    };
  }
}

function homeProblem(path: string): string | undefined {
  const look = lstatSync(path, { throwIfNoEntry: false });
  if (look === undefined) return undefined;
  if (!look.isDirectory()) return "it is not a folder";
  const uid = process.getuid?.();
  if (uid !== undefined && look.uid !== uid) return `it belongs to user ${look.uid}`;
  return (look.mode & 0o022) === 0 ? undefined : `others may write it; run \`chmod go-w ${path}\``;
}

/** Everything that this configuration may start outside the sandbox; all else runs inside. */
async function inventory(
  context: CommandContext,
): Promise<readonly (readonly [name: string, purpose: string])[]> {
  const { env, globals } = context;
  const editor = (env["VISUAL"] || env["EDITOR"] || "").split(" ")[0];
  const always: [string, string][] = [["bwrap", "makes namespaces where only it may"]];
  if (editor) always.push([editor, "edits a prompt"]);
  const effective = await loadConfig({ cwd: globals.cwd, env, set: globals.set }).catch(() => undefined);
  const servers = Object.entries((effective?.get("mcp_servers") ?? {}) as Readonly<Record<string, unknown>>);
  for (const [name, server] of servers) {
    const command = (server as { readonly command?: unknown } | null)?.command;
    if (typeof command === "string") always.push([command, `MCP server ${name}`]);
  }
  const notify = effective?.get("notify");
  if (Array.isArray(notify) && typeof notify[0] === "string")
    always.push([notify[0], "told about finished turns"]);
  return always;
}

/** Where a name leads, and why that place is not to be trusted: a relative PATH, the workspace, others' write access. */
function locate(name: string, purpose: string, context: CommandContext): HostProgram {
  const path = name.startsWith("/") ? name : find(name, context.env["PATH"] ?? "");
  if (path === undefined) return { name: basename(name), purpose };
  const real = realpathSync(path);
  const look = lstatSync(real);
  const inside = real === context.globals.cwd || real.startsWith(`${context.globals.cwd}/`);
  const problem = inside
    ? "it lies in the workspace and is not used"
    : (look.mode & 0o022) !== 0
      ? "others may write it"
      : undefined;
  return { name: basename(name), purpose, path: real, ...(problem === undefined ? {} : { problem }) };
}

function find(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((folder) => folder.startsWith("/"))
    .map((folder) => join(folder, name))
    .find((candidate) => existsSync(candidate));
}

function print(diagnosis: Diagnosis, { out, style }: CommandContext): void {
  const { sandbox, home } = diagnosis;
  const verdict = diagnosis.available
    ? style(sandbox.enforcement === "full" ? "green" : "yellow", sandbox.enforcement)
    : style("red", "not available");
  out(`sandbox  ${sandbox.backend}: ${verdict}, found by a real run\n`);
  if (diagnosis.refusal !== undefined) {
    const { step, errno, message, fix } = diagnosis.refusal;
    out(
      `  ${style("red", "x")} ${step}${errno === undefined ? "" : ` (${errno})`}: ${message}\n    to fix it: ${fix}\n`,
    );
  }
  for (const [guarantee, promise] of Object.entries(PROMISES) as [Guarantee, string][]) {
    const lost = sandbox.lost.find((item) => item.guarantee === guarantee);
    if (lost !== undefined) {
      out(`  ${style("yellow", "-")} ${guarantee.padEnd(18)} lost (${lost.level}): ${lost.why}\n`);
    } else if (sandbox.guarantees.includes(guarantee)) {
      out(`  ${style("green", "+")} ${guarantee.padEnd(18)} ${promise}\n`);
    }
  }
  // Most losses have one cause.
  for (const fix of new Set(sandbox.lost.map((lost) => lost.fix))) {
    if (fix !== undefined) out(`  to get back what is lost: ${fix}\n`);
  }
  const facts = Object.entries(sandbox.facts).map(([name, value]) => `${name} ${value}`);
  if (facts.length > 0) out(`  ${style("dim", facts.join(", "))}\n`);
  out(
    `home     ${shortened(home.path)}${home.problem === undefined ? "" : `: ${style("red", home.problem)}`}\n`,
  );
  out(`runtime  ${diagnosis.runtime} on ${diagnosis.platform}\n`);
  out("programs Paddock may start outside the sandbox:\n");
  for (const { name, purpose, path, problem } of diagnosis.programs) {
    const place = path === undefined ? style("dim", "not installed") : path;
    out(
      `  ${name.padEnd(12)} ${place} (${purpose})${problem === undefined ? "" : ` ${style("red", problem)}`}\n`,
    );
  }
}

function shortened(path: string): string {
  const home = homedir();
  return path.startsWith(`${home}/`) ? `~${path.slice(home.length)}` : path;
}
