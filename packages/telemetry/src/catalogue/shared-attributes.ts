import type { AttributeSpec } from "./event-spec.ts";

type Attributes = Readonly<Record<string, AttributeSpec>>;

/** Why something was decided, and where that is written. */
export const reasonAttributes: Attributes = {
  reason_code: {
    type: "string",
    redaction: "plain",
    doc: "stable code of the first reason",
    example: "rule-deny",
  },
  reason: {
    type: "string",
    redaction: "text",
    doc: "the first reason as a sentence",
    example: "A rule denies it.",
  },
  reasons: {
    type: "any",
    redaction: "text",
    doc: "all reasons: sentences, or objects with code, text and source",
    example: '[{"code":"rule-deny","text":"A rule denies it."}]',
  },
  origin_layer: {
    type: "string",
    redaction: "plain",
    doc: "layer of the rule or key that decided",
    example: "project",
  },
  origin_file: {
    type: "string",
    redaction: "text",
    doc: "file of the rule or key that decided",
    example: "/home/user/app/.paddock/rules/default.rules",
  },
  origin_line: { type: "int", redaction: "plain", doc: "1-based line in that file", example: 12 },
};

/** What an action is about; which of these are present depends on `kind`. */
export const subjectAttributes: Attributes = {
  kind: {
    type: "string",
    redaction: "plain",
    doc: "kind of the action",
    example: "command",
    values: [
      "command",
      "read",
      "list",
      "search",
      "write",
      "patch",
      "network",
      "mcp",
      "tool",
      "stdin",
      "permissions",
      "credential",
    ],
  },
  tool: {
    type: "string",
    redaction: "plain",
    doc: "tool as the model named it",
    example: "exec_command",
    otel: "gen_ai.tool.name",
  },
  subject: {
    type: "string",
    redaction: "text",
    doc: "the command line, path, host or tool in one line",
    example: "git push origin main",
  },
  command: {
    type: "string",
    redaction: "text",
    doc: "the command line or script",
    example: "git push origin main",
    otel: "process.command_line",
  },
  argv: {
    type: "string[]",
    redaction: "text",
    doc: "the command as an argument vector",
    example: ["git", "push", "origin", "main"],
    otel: "process.command_args",
  },
  program: {
    type: "string",
    redaction: "text",
    doc: "first program of the command",
    example: "git",
    otel: "process.executable.name",
  },
  cwd: {
    type: "string",
    redaction: "text",
    doc: "working directory",
    example: "/home/user/app",
    otel: "process.working_directory",
  },
  path: {
    type: "string",
    redaction: "text",
    doc: "file or folder",
    example: "src/main.ts",
    otel: "file.path",
  },
  files: {
    type: "string[]",
    redaction: "text",
    doc: "files with what was done to them",
    example: ["modified src/main.ts"],
  },
  paths: { type: "string[]", redaction: "text", doc: "files, for a patch", example: ["src/main.ts"] },
  host: {
    type: "string",
    redaction: "text",
    doc: "canonical destination host",
    example: "api.example.com",
    otel: "server.address",
  },
  port: { type: "int", redaction: "plain", doc: "destination port", example: 443, otel: "server.port" },
  server: {
    type: "string",
    redaction: "plain",
    doc: "MCP server, as configured",
    example: "github",
    otel: "mcp.server.name",
  },
};

/** How something ended. */
export const outcomeAttributes: Attributes = {
  outcome: {
    type: "string",
    redaction: "plain",
    doc: "how it ended",
    example: "done",
    values: [
      "done",
      "failed",
      "denied",
      "blocked",
      "cancelled",
      "stopped",
      "timeout",
      "allow",
      "deny",
      "unavailable",
    ],
  },
  duration_ms: {
    type: "number",
    redaction: "plain",
    doc: "milliseconds, waiting for answers not counted",
    example: 41,
  },
  error: { type: "string", redaction: "text", doc: "what went wrong", example: "connection refused" },
};
