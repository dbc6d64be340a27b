import type { SandboxCommand, SandboxPlan } from "@paddock/sandbox";
import { openHelper, refuseWritableHelper } from "./helper-binary.ts";
import type { LinuxBackendOptions } from "./linux-backend.ts";
import { policyFolder, writePolicyFile } from "./policy-file.ts";
import { type Afterwards, encodeRecords, type PtySize } from "./records.ts";

/** How the helper takes the place of the program that starts it. */
export interface StandInOptions extends Pick<LinuxBackendOptions, "helper" | "policies" | "bubblewrap"> {
  /** Name of the program, for what the helper has to say on standard error. */
  readonly program: string;
  /** What is to be done when the run is over. */
  readonly afterwards?: Afterwards;
  /** Gives the command a terminal of its own, of this size, relayed to the one of this process. */
  readonly pty?: PtySize;
}

/** What to execute in place of this process. */
export interface StandIn {
  /** The helper, by the descriptor that was checked. */
  readonly file: string;
  /** With the name of the program first, as execve(2) has it. */
  readonly args: readonly string[];
  /** Nothing of the host's; the command's own is in the policy. */
  readonly env: Readonly<Record<string, string>>;
}

/**
 * Prepares the helper to take the place of this process, for a program that has nothing else to do than to run one
 * command: no host stays in memory, and none has to relay. The helper keeps the process's number, standard descriptors
 * and parent, forwards signals, ends with the command's status (128 + N after a signal) and speaks in the program's name.
 *
 * @throws {SandboxLinuxError} `helper-missing`, `helper-untrusted` or `bad-plan`; errors of the file system as they are.
 */
export function standIn(plan: SandboxPlan, command: SandboxCommand, options: StandInOptions): StandIn {
  const { afterwards, bubblewrap = "/usr/bin/bwrap", program, pty } = options;
  const helper = openHelper(options.helper);
  refuseWritableHelper(helper, plan);
  const task = {
    kind: "command" as const,
    command,
    ...(afterwards ? { afterwards } : {}),
    ...(pty ? { pty } : {}),
  };
  const file = writePolicyFile(options.policies ?? policyFolder(), encodeRecords(plan, task, { bubblewrap }));
  return {
    file: helper.executable,
    args: ["paddock-sandbox", "--policy-file", file, "--as", program],
    env: {},
  };
}
