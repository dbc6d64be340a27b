import type { AttributeValue, TrailRecord } from "../record.ts";

/** What is known of a call from its earlier records. */
export interface CallFacts {
  tool: string;
  namespace: string;
  arguments: string;
  server: string;
  /** Milliseconds since the epoch of the call's first record. */
  started: number;
}

/** What is known of a session from its earlier records. */
export interface SessionFacts {
  model: string;
  originator: string;
  terminal: string;
  version: string;
  /** Tool results so far. */
  results: number;
  readonly calls: Map<string, CallFacts>;
  /** Calls that have a `tool.completed` of their own are closed by it alone. */
  readonly closed: Set<string>;
}

const text = (value: AttributeValue | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Remembers, session by session, what a flat log line repeats from earlier records. Bounded: old calls are forgotten. */
export class CallMemory {
  readonly #sessions = new Map<string, SessionFacts>();

  /** Takes in a record and returns what is known of its session. */
  note(record: TrailRecord): SessionFacts {
    const { ids, attributes } = record;
    let session = this.#sessions.get(ids.session);
    if (session === undefined) {
      session = {
        model: "",
        originator: "paddock",
        terminal: "",
        version: "",
        results: 0,
        calls: new Map(),
        closed: new Set(),
      };
      this.#sessions.set(ids.session, session);
      if (this.#sessions.size > 64) this.#sessions.delete(this.#sessions.keys().next().value ?? "");
    }
    session.model = text(attributes["model"]) ?? session.model;
    if (record.name === "session.started") {
      session.originator = text(attributes["client"]) ?? session.originator;
      session.terminal = text(attributes["terminal"]) ?? session.terminal;
      session.version = text(attributes["version"]) ?? session.version;
    }
    if (record.name === "turn.completed") {
      session.calls.clear();
      session.closed.clear();
    }
    if (ids.call !== undefined) this.#noteCall(session, ids.call, record);
    return session;
  }

  #noteCall(session: SessionFacts, id: string, record: TrailRecord): void {
    const { attributes } = record;
    let call = session.calls.get(id);
    if (call === undefined) {
      call = {
        tool: "",
        namespace: "functions",
        arguments: "",
        server: "",
        started: Date.parse(record.time),
      };
      session.calls.set(id, call);
      if (session.calls.size > 256) session.calls.delete(session.calls.keys().next().value ?? "");
    }
    call.tool = text(attributes["tool"]) ?? (call.tool || toolOfKind(text(attributes["kind"])));
    call.arguments = text(attributes["arguments"]) ?? (call.arguments || (text(attributes["subject"]) ?? ""));
    call.server = text(attributes["server"]) ?? call.server;
    call.namespace =
      text(attributes["namespace"]) ?? (call.server === "" ? call.namespace : `mcp__${call.server}`);
  }
}

/** Codex's name for what an action does, where no tool is named. */
function toolOfKind(kind: string | undefined): string {
  if (kind === undefined) return "";
  if (kind === "command" || kind === "search" || kind === "stdin") return "exec_command";
  return kind === "write" || kind === "patch" ? "apply_patch" : kind;
}
