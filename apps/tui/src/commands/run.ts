import { realpathSync } from "node:fs";
import { constants, homedir } from "node:os";
import type { RunResult } from "@paddock/guard";
import type { Command, CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { splitProgram } from "../cli/split-program.ts";
import { UsageError } from "../cli/usage-error.ts";
import { sessionClient } from "../session/session-client.ts";
import { denialText } from "../text/denial-text.ts";
import { visible } from "../text/visible.ts";
import type { AgentHooks } from "./run/agent-hooks.ts";

/** `paddock run`: any other program inside the boundary, with asking proxy, rules and trail. */
export const runCommand: Command = {
  name: "run",
  summary: "Run another agent or tool inside the boundary, and ask about every host it wants",
  usage: [
    "run [-P NAME] [-c KEY=VALUE]... -- PROGRAM ARG...",
    "run --learn -- PROGRAM ARG...",
    "run --agent NAME -- PROGRAM ARG...",
  ],
  flags: {
    permissions: {
      type: "string",
      short: "P",
      value: "NAME",
      help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
    },
    agent: {
      type: "string",
      value: "NAME",
      help: "open the folders and hosts of this agent, known by its program otherwise; none: of no agent",
    },
    learn: {
      type: "boolean",
      help: "let unlisted hosts through, and print the smallest table that allows them; what is denied stays so",
    },
  },
  trailing: true,
  async run(context) {
    const { flags, argv } = splitProgram(context.args, runCommand.flags);
    const { values } = readArguments(runCommand, flags);
    if (argv.length === 0) throw new UsageError("run needs a program: paddock run -- npm install");
    const permissions = values["permissions"] as string | undefined;
    const { agentAccess, createGuard, explainNetwork, paddockHome } = await import("@paddock/guard");
    const { conversation, isWatched } = await import("./run/conversation.ts");
    const { agentLines, agentSettings, chosenAgent, localLine, makeFolders } = await import(
      "./run/agent-settings.ts"
    );
    const { agentHooks } = await import("./run/agent-hooks.ts");
    const { openNetwork, settled, settings } = await import("./run/configured.ts");
    const { Learning, letThrough } = await import("./run/learning.ts");
    const { env, globals, err } = context;
    const agent = chosenAgent(argv, values["agent"] as string | undefined);
    const home = env["HOME"] || homedir();
    const access = agent && agentAccess(agent, env, home);
    const asked = await settled(context, permissions);
    if (asked === undefined) return exitCode.ok;
    const first = settings(asked, context, permissions);
    const opened = openNetwork(first);
    const hooked: AgentHooks = agent ? agentHooks(agent, argv, env) : { argv, settings: [], hasHooks: false };
    const own = agent && access ? agentSettings(agent, access, first.profile, asked) : [];
    const set = [...opened, ...own, ...hooked.settings];
    const { loadHere } = await import("./config/load.ts");
    const effective =
      set.length === 0
        ? asked
        : await loadHere({ ...context, globals: { ...globals, set: [...globals.set, ...set] } });
    if (agent && access) {
      const copied = makeFolders(access, first.profile);
      for (const line of agentLines(agent, access, first.profile, home, hooked)) err(`paddock: ${line}\n`);
      if (copied !== undefined) err(`paddock: ${agent.name}: ${copied}\n`);
    }
    const network = explainNetwork(effective, {
      paddockHome: paddockHome(env),
      ...(permissions === undefined ? {} : { permissions }),
    });
    const local = access && localLine(access, network.policy, network.key);
    if (local !== undefined) err(`paddock: ${local}\n`);
    const talk = conversation(context);
    const unasked = new Set<string>();
    const learning = values["learn"] === true ? new Learning() : undefined;
    await using guard = await createGuard({
      workspace: realpathSync(globals.cwd),
      effective,
      env,
      client: sessionClient("paddock-run", env),
      commandHooks: true,
      environment: { watched: isWatched(context), ...(access ? { pass: access.variables } : {}) },
      ...(permissions === undefined ? {} : { permissions }),
      ...(globals.compat === undefined ? {} : { compat: globals.compat }),
      onAsk: async (request, signal) => {
        const learned = learning ? letThrough(request) : undefined;
        if (learned) return learned;
        if (request.action.kind === "network" && !isWatched(context)) unasked.add(request.action.host);
        return await talk.onAsk(request, signal);
      },
    });
    for (const notice of guard.boundary.notices)
      if (notice.severity !== "info") err(`paddock: ${visible(notice.text)}\n`);
    if (guard.boundary.profile.mode === "danger-full-access")
      err("paddock: danger-full-access: nothing confines this program\n");
    const result = await talk.follow(guard, hooked.argv, (event) => {
      if (event.kind === "record") learning?.take(event.record);
    });
    const status = statusOf(result, context);
    if (learning) err(`\n${(await learning.table(network.key)) ?? "paddock: no host was asked for\n"}`);
    else if (!isWatched(context)) hint(unasked, network.key, context);
    return status;
  },
};

/** Where nobody could be asked, says how a host is allowed beforehand. */
function hint(hosts: ReadonlySet<string>, key: string, { err }: CommandContext): void {
  const [host] = hosts;
  if (host === undefined) return;
  err(
    `paddock: nobody could be asked here; to allow a host: -c '${key}.domains.${JSON.stringify(host)}="allow"'\n`,
  );
  err("paddock: to see all that it wants: paddock run --learn\n");
}

/** What the program ended with; what was refused is named on standard error. */
function statusOf(result: RunResult, { err }: CommandContext): number {
  const named = new Map<string, number>();
  for (const denial of result.denials) {
    const text = denialText(denial);
    named.set(text, (named.get(text) ?? 0) + 1);
  }
  for (const [text, count] of named)
    err(`paddock: denied: ${text}${count === 1 ? "" : `, ${count} times`}\n`);
  const { status } = result;
  if (status?.kind === "exit") return status.code;
  if (status?.kind === "signal") return 128 + (constants.signals[status.signal as NodeJS.Signals] ?? 0);
  err(`paddock: ${visible(result.text)}\n`);
  return result.answer === undefined && result.decision.decision !== "ask"
    ? exitCode.failed
    : exitCode.neededApproval;
}
