import { realpathSync } from "node:fs";
import { constants } from "node:os";
import type { RunResult } from "@paddock/guard";
import type { Command, CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";
import { sessionClient } from "../session/session-client.ts";
import { denialText } from "../text/denial-text.ts";
import { visible } from "../text/visible.ts";

/** `paddock run`: any other program inside the boundary, with asking proxy, rules and trail. */
export const runCommand: Command = {
  name: "run",
  summary: "Run another agent or tool inside the boundary, and ask about every host it wants",
  usage: ["run [-P NAME] [-c KEY=VALUE]... -- PROGRAM ARG..."],
  flags: {
    permissions: {
      type: "string",
      short: "P",
      value: "NAME",
      help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
    },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = split(context.args);
    const { values } = readArguments(runCommand, flags);
    if (argv.length === 0) throw new UsageError("run needs a program: paddock run -- npm install");
    const permissions = values["permissions"] as string | undefined;
    const { createGuard } = await import("@paddock/guard");
    const { loadHere } = await import("./config/load.ts");
    const { conversation } = await import("./run/conversation.ts");
    const { env, globals, err } = context;
    const effective = await loadHere(await asking(context, permissions));
    const talk = conversation(context);
    await using guard = await createGuard({
      workspace: realpathSync(globals.cwd),
      effective,
      env,
      client: sessionClient("paddock-run", env),
      ...(permissions === undefined ? {} : { permissions }),
      ...(globals.compat === undefined ? {} : { compat: globals.compat }),
      onAsk: talk.onAsk,
    });
    for (const notice of guard.boundary.notices)
      if (notice.severity !== "info") err(`paddock: ${visible(notice.text)}\n`);
    if (guard.boundary.profile.mode === "danger-full-access")
      err("paddock: danger-full-access: nothing confines this program\n");
    return statusOf(await talk.follow(guard, argv), context);
  },
};

/**
 * An agent without a network is of no use, so where nothing says otherwise the network is opened through the proxy that asks
 * about every host. Whoever configures the network decides; requirements clamp this like everything else.
 */
async function asking(context: CommandContext, permissions: string | undefined): Promise<CommandContext> {
  if (permissions !== undefined) return context;
  const { loadHere } = await import("./config/load.ts");
  const effective = await loadHere(context);
  const said = ["sandbox_workspace_write.network_access", "features.network_proxy", "default_permissions"];
  const layer = (key: string): string => effective.explain(key)?.winner?.layer ?? "default";
  if (said.some((key) => effective.get(key) !== undefined && layer(key) !== "default")) return context;
  const set = ["sandbox_workspace_write.network_access=true", "features.network_proxy.enabled=true"];
  return { ...context, globals: { ...context.globals, set: [...context.globals.set, ...set] } };
}

/** What the program ended with; what was refused is named on standard error. */
function statusOf(result: RunResult, { err }: CommandContext): number {
  for (const denial of result.denials) err(`paddock: denied: ${denialText(denial)}\n`);
  const { status } = result;
  if (status?.kind === "exit") return status.code;
  if (status?.kind === "signal") return 128 + (constants.signals[status.signal as NodeJS.Signals] ?? 0);
  err(`paddock: ${visible(result.text)}\n`);
  return result.answer === undefined && result.decision.decision !== "ask"
    ? exitCode.failed
    : exitCode.neededApproval;
}

/** Own flags, and the program: what follows `--`, or everything from the first plain word on. */
function split(args: readonly string[]): {
  readonly flags: readonly string[];
  readonly argv: readonly string[];
} {
  for (let index = 0; index < args.length; index++) {
    const word = args[index] as string;
    if (word === "--") return { flags: args.slice(0, index), argv: args.slice(index + 1) };
    if (!word.startsWith("-")) return { flags: args.slice(0, index), argv: args.slice(index) };
    if (!word.includes("=") && (word === "-P" || word.startsWith("--"))) index++;
  }
  return { flags: args, argv: [] };
}
