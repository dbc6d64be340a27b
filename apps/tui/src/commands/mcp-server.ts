import type { Answer } from "@paddock/guard";
import type { GuardedServer } from "@paddock/guard/mcp";
import type { Command } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";
import { sessionClient } from "../session/session-client.ts";

const unanswered: Answer = {
  decision: "deny",
  by: "program",
  message: "nobody can answer here; work inside the boundary",
};

/** `paddock mcp-server`: commands and file tools for any MCP client, inside the boundary of this folder. */
export const mcpServerCommand: Command = {
  name: "mcp-server",
  summary: "Serve confined commands and file tools to an MCP client",
  usage: ["mcp-server [-P NAME] [--on-ask client|deny|wait]"],
  flags: {
    permissions: { type: "string", short: "P", value: "NAME", help: "use a permission profile" },
    "on-ask": {
      type: "string",
      value: "client|deny|wait",
      help: "when an action asks: ask the person through the client where it can (default), deny it, or let the question wait in PADDOCK_HOME for an answer",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(mcpServerCommand, context.args);
    const onAsk = values["on-ask"] ?? "client";
    if (positionals.length > 0)
      throw new UsageError("mcp-server takes no arguments; -C DIR chooses the folder");
    if (onAsk !== "client" && onAsk !== "deny" && onAsk !== "wait") {
      throw new UsageError(`--on-ask is client, deny or wait, and this is "${String(onAsk)}"`);
    }
    const { createGuard, GuardError } = await import("@paddock/guard");
    const { serveStdio } = await import("@paddock/guard/mcp");
    const { openConfig } = await import("@paddock/config");
    const { loadOptions } = await import("./config/load.ts");
    const permissions = values["permissions"] as string | undefined;
    let server: GuardedServer | undefined;
    try {
      await using guard = await createGuard({
        workspace: context.globals.cwd,
        // A client may keep its server for days; a change of the configuration counts at the next action.
        live: await openConfig(loadOptions(context)),
        env: context.env,
        client: sessionClient("paddock-mcp-server", context.env),
        ...(context.globals.compat === undefined ? {} : { compat: context.globals.compat }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(onAsk === "wait"
          ? {}
          : {
              onAsk: async (request, signal) =>
                (onAsk === "client" ? await server?.ask(request, signal) : undefined) ?? unanswered,
            }),
      });
      await serveStdio(guard, {
        signal: context.signal,
        onServer: (made) => {
          server = made;
        },
      });
    } catch (error) {
      if (!(error instanceof GuardError) || error.code !== "sandbox-unavailable") throw error;
      context.err(`${error.message}\n`);
      return exitCode.sandboxUnavailable;
    }
    return exitCode.ok;
  },
};
