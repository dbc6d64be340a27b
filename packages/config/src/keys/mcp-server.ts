import { COUNT, FLAG, type Keys, list, map, NAME, PATH, type Shape, TEXT, table, words } from "./shape.ts";

const APPROVAL_MODE: Shape = words(["auto", "prompt", "writes", "approve"]);
const SECONDS: Shape = { kind: "number", min: 0 };
const ANYTHING: Shape = { kind: "anything" };

/** One MCP server: a program that is started, or a URL. */
export const MCP_SERVER: Keys = {
  command: { shape: NAME, summary: "Program of a stdio server." },
  args: { shape: list(TEXT), summary: "Its arguments." },
  env: { shape: map("names", TEXT), summary: "Variables it gets." },
  env_vars: { shape: list(ANYTHING), summary: "Names of variables that are passed on." },
  cwd: { shape: PATH, summary: "Folder it starts in." },
  url: { shape: NAME, summary: "Address of an HTTP server." },
  bearer_token_env_var: { shape: NAME, summary: "Variable that holds its bearer token." },
  http_headers: { shape: map("header names", TEXT), summary: "Headers of each request." },
  env_http_headers: {
    shape: map("header names", TEXT),
    summary: "Headers whose values come from variables.",
  },
  http_headers_helper: { shape: ANYTHING, summary: "Program that prints headers; not applied." },
  oauth: { shape: ANYTHING, summary: "OAuth settings of the server." },
  oauth_resource: { shape: TEXT, summary: "OAuth resource of the server." },
  scopes: { shape: list(TEXT), summary: "OAuth scopes that are asked for." },
  enabled: { shape: FLAG, summary: "False keeps the server off. Default true." },
  required: { shape: FLAG, summary: "True stops the start where the server does not come up." },
  startup_timeout_sec: { shape: SECONDS, summary: "Seconds it may take to start." },
  startup_timeout_ms: { shape: COUNT, summary: "Milliseconds it may take to start." },
  tool_timeout_sec: { shape: SECONDS, summary: "Seconds a tool may take." },
  enabled_tools: { shape: list(TEXT), summary: "Only these tools are offered." },
  disabled_tools: { shape: list(TEXT), summary: "These tools are not offered." },
  default_tools_approval_mode: { shape: APPROVAL_MODE, summary: "When calls of its tools are asked about." },
  tools: {
    shape: map(
      "tools",
      table({ approval_mode: { shape: APPROVAL_MODE, summary: "When calls are asked about." } }),
    ),
    summary: "Settings by tool.",
  },
  environment: { shape: ANYTHING, summary: "Codex's remote environment; not applied." },
  experimental_environment: { shape: ANYTHING, summary: "Codex's remote environment; not applied." },
  supports_parallel_tool_calls: { shape: FLAG, summary: "Calls may run side by side." },
  name: { shape: TEXT, summary: "Display name." },
  bearer_token: { shape: TEXT, summary: "Refused: tokens do not belong in files. Use bearer_token_env_var." },
};
