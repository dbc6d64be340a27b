import type { Command } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";
import { sessionClient } from "../session/session-client.ts";

/** `paddock mcp-server`: commands and file tools for any MCP client, inside the boundary of this folder. */
export const mcpServerCommand: Command = {
  name: "mcp-server",
  summary: "Serve confined commands and file tools to an MCP client",
  usage: ["mcp-server [-P NAME] [--on-ask deny|wait]"],
  flags: {
    permissions: { type: "string", short: "P", value: "NAME", help: "use a permission profile" },
    "on-ask": {
      type: "string",
      value: "deny|wait",
      help: "when an action asks: deny it (default), or let the question wait in PADDOCK_HOME for an answer",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(mcpServerCommand, context.args);
    const onAsk = values["on-ask"] ?? "deny";
    if (positionals.length > 0)
      throw new UsageError("mcp-server takes no arguments; -C DIR chooses the folder");
    if (onAsk !== "deny" && onAsk !== "wait") {
      throw new UsageError(`--on-ask is deny or wait, and this is "${String(onAsk)}"`);
    }
    const { createGuard, GuardError } = await import("@paddock/guard");
    const { serveStdio } = await import("@paddock/guard/mcp");
    const { loadHere } = await import("./config/load.ts");
    const permissions = values["permissions"] as string | undefined;
    try {
      await using guard = await createGuard({
        workspace: context.globals.cwd,
        effective: await loadHere(context),
        env: context.env,
        client: sessionClient("paddock-mcp-server", context.env),
        ...(context.globals.compat === undefined ? {} : { compat: context.globals.compat }),
        ...(permissions === undefined ? {} : { permissions }),
        ...(onAsk === "wait"
          ? {}
          : {
              onAsk: async () => ({
                decision: "deny" as const,
                by: "program" as const,
                message: "nobody can answer here; work inside the boundary",
              }),
            }),
      });
      await serveStdio(guard, { signal: context.signal });
    } catch (error) {
      if (!(error instanceof GuardError) || error.code !== "sandbox-unavailable") throw error;
      context.err(`${error.message}\n`);
      return exitCode.sandboxUnavailable;
    }
    return exitCode.ok;
  },
};
