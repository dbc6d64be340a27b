import { type FileVerb, pathBytes, type SandboxCommand, type SandboxPlan } from "@paddock/sandbox";
import type { Capabilities } from "./capabilities.ts";
import type { GivenFile } from "./given-files.ts";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

/** What follows the plan: a command, or file verbs. */
export type Task =
  | {
      readonly kind: "command";
      readonly command: SandboxCommand;
      readonly pty?: PtySize;
      readonly afterwards?: Afterwards;
    }
  | { readonly kind: "files"; readonly verbs: readonly FileVerb[]; readonly atomic: boolean };

/** What the records say about the machine rather than the plan. */
export interface Machine {
  readonly capabilities?: Capabilities;
  readonly bubblewrap?: string | false;
  /** Names resolve inside; what connects to their addresses comes in by this port. */
  readonly names?: number;
  readonly files?: readonly GivenFile[];
}

/** What a helper that stands in for its host does when the run is over, because the host is gone by then. */
export interface Afterwards {
  /** A folder of the host's, with a `tmp` in it, to remove when both are empty. */
  readonly tidy?: string;
  /** Folders in which a git directory may have come into being. */
  readonly searched: readonly string[];
  /** Names of folders that are not searched. */
  readonly passedOver: readonly string[];
  /** Git directories that were there before. */
  readonly known: readonly string[];
  /** The program that attends to what is left or new; started only then, with no environment. */
  readonly argv: readonly string[];
}

/** Size of a terminal in characters. */
export interface PtySize {
  /** Cells in a line. */
  readonly columns: number;
  /** Lines. */
  readonly rows: number;
}

const mostRead = 16 * 1024 * 1024;

function planRecords(plan: SandboxPlan): string[] {
  const records = [
    plan.mode === "danger-full-access" ? "confine none" : "confine full",
    `reads ${plan.reads}`,
    plan.network.kind === "proxy" ? `net proxy ${plan.network.ports.join(",")}` : `net ${plan.network.kind}`,
  ];
  for (const entry of plan.entries) {
    if (plan.privateTmp !== undefined && entry.reason === "tmp") records.push(`tmp-at ${entry.path}`);
    const identity = entry.identity ? `${entry.identity.dev}:${entry.identity.ino}` : "-";
    const flags = entry.missing ? (entry.file ? "missing-file" : "missing") : "-";
    records.push(`${entry.access} ${flags} ${identity} ${entry.path}`);
  }
  if (plan.privateTmp !== undefined && plan.entries.some((entry) => entry.reason === "tmp")) {
    records.push(`tmp ${plan.privateTmp}`);
  }
  for (const socket of plan.unixSockets) records.push(`unix ${socket}`);
  for (const program of plan.execOnly ?? []) records.push(`exec-only ${program}`);
  const { processes, memoryBytes, fileBytes, coreBytes } = plan.limits;
  if (processes !== undefined) records.push(`limit processes ${processes}`);
  if (memoryBytes !== undefined) records.push(`limit memory ${memoryBytes}`);
  if (fileBytes !== undefined) records.push(`limit file ${fileBytes}`);
  if (coreBytes !== undefined) records.push(`limit core ${coreBytes}`);
  if (plan.allowPtrace) records.push("allow ptrace");
  if (plan.allowNestedSandbox) records.push("allow nested");
  if (plan.nameDenials) records.push("name denials");
  for (const guarantee of plan.require) records.push(`require ${guarantee}`);
  for (const guarantee of plan.accept) records.push(`accept ${guarantee}`);
  return records;
}

function verbRecords(verb: FileVerb): string[] {
  switch (verb.verb) {
    case "read":
      return [`verb read ${verb.offset ?? 0} ${verb.limit ?? mostRead} ${verb.path}`];
    case "write": {
      const expect = verb.ifDigest === undefined ? "any" : (verb.ifDigest ?? "absent");
      return [`verb write ${verb.data.byteLength} ${verb.mode ?? "-"} ${expect} ${verb.path}`];
    }
    case "rename":
      return [`verb rename ${verb.path}`, `to ${verb.to}`];
    case "mkdir":
      return [`verb mkdir ${verb.parents ? 1 : 0} ${verb.path}`];
    default:
      return [`verb ${verb.verb} ${verb.path}`];
  }
}

function afterwardsRecords({ tidy, searched, passedOver, known, argv }: Afterwards): string[] {
  return [
    ...(tidy === undefined ? [] : [`tidy ${tidy}`]),
    ...searched.map((path) => `search ${path}`),
    ...passedOver.map((name) => `pass-over ${name}`),
    ...known.map((path) => `known ${path}`),
    ...argv.map((argument) => `afterwards ${argument}`),
  ];
}

function taskRecords(task: Task): string[] {
  if (task.kind === "files") {
    const records = ["cwd /", ...task.verbs.flatMap(verbRecords)];
    return task.atomic ? [...records, "atomic yes"] : records;
  }
  const { argv, cwd, env } = task.command;
  const records = [`cwd ${cwd}`];
  for (const [name, value] of Object.entries(env)) {
    if (name === "" || name.includes("=")) {
      throw new SandboxLinuxError(
        "bad-plan",
        `The environment has a variable with the name ${JSON.stringify(name)}.`,
      );
    }
    records.push(`env ${name}=${value}`);
  }
  for (const argument of argv) records.push(`arg ${argument}`);
  if (task.afterwards) records.push(...afterwardsRecords(task.afterwards));
  if (task.pty) records.push(`pty ${task.pty.columns} ${task.pty.rows}`);
  return records;
}

function pretences(capabilities: Capabilities | undefined): string[] {
  const records: string[] = [];
  if (capabilities?.landlock !== undefined) records.push(`pretend landlock ${capabilities.landlock}`);
  if (capabilities?.userNamespaces === false) records.push("pretend userns");
  if (capabilities?.mounts === false) records.push("pretend mount");
  return records;
}

/**
 * Writes a plan and a task down as the helper reads them: NUL-terminated records, the version first, `end` last.
 *
 * @throws {SandboxLinuxError} `bad-plan` when a text holds a NUL byte, which would smuggle a record in.
 */
export function encodeRecords(plan: SandboxPlan, task: Task, machine: Machine = {}): Uint8Array {
  const records = ["paddock-sandbox 1", ...planRecords(plan), ...pretences(machine.capabilities)];
  if (machine.names !== undefined) records.push(`names ${machine.names}`);
  for (const { path, content } of machine.files ?? [])
    records.push(
      `file ${path}`,
      typeof content === "string" ? `text ${content}` : `bytes ${Buffer.from(content).toString("hex")}`,
    );
  if (machine.bubblewrap) records.push(`launcher ${machine.bubblewrap}`);
  records.push(...taskRecords(task), "end");
  for (const record of records) {
    if (record.includes("\0")) {
      const shown = JSON.stringify(record.slice(0, 80));
      throw new SandboxLinuxError("bad-plan", `A path, argument or variable holds a NUL byte: ${shown}.`);
    }
  }
  // Names that are not UTF-8 are spelled with lone surrogates, one a byte.
  return pathBytes(`${records.join("\0")}\0`);
}
