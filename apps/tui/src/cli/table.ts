import type { Command } from "./command.ts";

/** One line of the command table. The command itself is imported only when it is named. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
  /** Kept out of help: another spelling of a command that is shown. */
  readonly hidden?: boolean;
}

/** Every command, in the order of help. */
export const commandTable: readonly CommandEntry[] = [
  {
    name: "exec",
    summary: "Run one request without questions and print the result",
    load: async () => (await import("../commands/exec.ts")).execCommand,
  },
  {
    name: "sandbox",
    summary: "Run one command inside the sandbox and pass on its status",
    load: async () => (await import("../commands/sandbox.ts")).sandboxCommand,
  },
  {
    name: "sandbox-afterwards",
    summary: "Clean up after a sandboxed command",
    load: async () => (await import("../commands/sandbox.ts")).afterwardsCommand,
    hidden: true,
  },
  {
    name: "run",
    summary: "Run another agent or tool inside the boundary, and ask about every host it wants",
    load: async () => (await import("../commands/run.ts")).runCommand,
  },
  {
    name: "rules",
    summary: "Judge commands by rules, test rules, and edit them",
    load: async () => (await import("../commands/rules.ts")).rulesCommand,
  },
  {
    name: "explain",
    summary: "Say what would become of an action, and why",
    load: async () => (await import("../commands/explain.ts")).explainCommand,
  },
  {
    name: "grants",
    summary: "List what was allowed for good, and take it back",
    load: async () => (await import("../commands/grants.ts")).grantsCommand,
  },
  {
    name: "execpolicy",
    summary: "Judge commands by rule files exactly as Codex does",
    load: async () => (await import("../commands/rules.ts")).execpolicyCommand,
    hidden: true,
  },
  {
    name: "net",
    summary: "Say whether a destination may be reached, and who reached what",
    load: async () => (await import("../commands/net.ts")).netCommand,
  },
  {
    name: "doctor",
    summary: "Try the sandbox on this machine and say what it enforces",
    load: async () => (await import("../commands/doctor.ts")).doctorCommand,
  },
  {
    name: "config",
    summary: "Show, explain and check the configuration",
    load: async () => (await import("../commands/config.ts")).configCommand,
  },
  {
    name: "requirements",
    summary: "Show, check, compare and sign what admins demand",
    load: async () => (await import("../commands/requirements.ts")).requirementsCommand,
  },
  {
    name: "logs",
    summary: "Read, explain, check and export the record of what happened",
    load: async () => (await import("../commands/logs.ts")).logsCommand,
  },
  {
    name: "mcp-server",
    summary: "Serve confined commands and file tools to an MCP client",
    load: async () => (await import("../commands/mcp-server.ts")).mcpServerCommand,
  },
  {
    name: "completion",
    summary: "Print a completion script for bash, zsh or fish",
    load: async () => (await import("../commands/completion.ts")).completionCommand,
  },
];
