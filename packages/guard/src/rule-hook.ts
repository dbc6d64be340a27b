import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Server, Socket } from "node:net";
import { helperPath } from "@paddock/sandbox-linux";
import type { Action } from "./action.ts";
import type { Flight } from "./flight.ts";
import { settleInner } from "./inner-action.ts";

/** Most bytes of one question. */
const LONGEST = 1_048_576;

/** How a hook that runs inside asks: the words of a shell, to be evaluated. */
export function hookEnvironment(port: number): Readonly<Record<string, string>> {
  return { PADDOCK_HOOK: `'${helperPath().replaceAll("'", "'\\''")}' --hook ${port}` };
}

/** What an agent says to its hooks before it uses a tool, as far as it matters here. */
interface ToolUse {
  readonly event: string;
  readonly command: string | readonly string[];
  readonly cwd: string | undefined;
}

function readToolUse(text: string): ToolUse | undefined {
  const given = JSON.parse(text) as Readonly<Record<string, unknown>> | null;
  const input = given?.["tool_input"] as Readonly<Record<string, unknown>> | null | undefined;
  const command = input?.["command"] ?? input?.["cmd"];
  const words = Array.isArray(command) && command.every((word) => typeof word === "string");
  if (typeof command !== "string" && !words) return undefined;
  const cwd = given?.["cwd"];
  return {
    event: String(given?.["hook_event_name"] ?? "PreToolUse"),
    command: command as string | readonly string[],
    cwd: typeof cwd === "string" && cwd.startsWith("/") ? cwd : undefined,
  };
}

function actionOf({ command, cwd }: ToolUse, fallback: string): Action {
  const place = { cwd: cwd ?? fallback };
  return typeof command === "string"
    ? { kind: "command", script: command, ...place }
    : { kind: "command", argv: command, ...place };
}

/** A refusal in the words of the agent; each has its own. */
function refusalFor(event: string, reason: string): object {
  if (event === "BeforeTool") return { decision: "deny", reason };
  const output = { hookEventName: event, permissionDecision: "deny", permissionDecisionReason: reason };
  return { hookSpecificOutput: output };
}

async function answer(text: string, flight: Flight, signal: AbortSignal): Promise<object> {
  const use = readToolUse(text);
  if (use === undefined) return {};
  const settled = await settleInner(flight, actionOf(use, flight.action.cwd), {
    code: "hook.command",
    signal,
  });
  // A yes of ours is not the agent's own: what it asks its user about, it still asks about.
  return settled.go ? {} : refusalFor(use.event, settled.result.text);
}

async function bodyOf(request: IncomingMessage): Promise<string | undefined> {
  const parts: Buffer[] = [];
  let length = 0;
  for await (const part of request) {
    length += (part as Buffer).length;
    if (length > LONGEST) return undefined;
    parts.push(part as Buffer);
  }
  return Buffer.concat(parts).toString("utf8");
}

async function serve(request: IncomingMessage, response: ServerResponse, flight: Flight): Promise<void> {
  const gone = new AbortController();
  response.on("close", () => gone.abort());
  const text = await bodyOf(request);
  const said = text === undefined ? undefined : await answer(text, flight, gone.signal);
  response.writeHead(said === undefined ? 413 : 200, { "content-type": "application/json" });
  response.end(JSON.stringify(said ?? {}));
}

/**
 * Serves the hooks of an agent that runs as one command: each command line that it is about to run is judged by the rules, asked
 * about where they say so, and recorded. It tightens what the agent does by itself; what holds without its help is the sandbox.
 * A question that is no question is answered with an error, which its hook takes for a no.
 */
export function serveRuleHook(server: Server, flight: Flight): void {
  const http = createServer((request, response) => {
    serve(request, response, flight).catch(() => {
      if (!response.headersSent) response.writeHead(400);
      response.end();
    });
  });
  server.on("connection", (socket: Socket) => void http.emit("connection", socket));
  server.on("error", () => {});
}
