import type { AttributeValue, TrailRecord } from "../record.ts";
import type { SessionFacts } from "./call-memory.ts";
import type { CodexMapping } from "./map-codex.ts";
import { previewOutput } from "./map-own.ts";

/** One of Codex's events: the name without prefix, and the attributes that are its own. */
export interface CodexEvent {
  readonly name: string;
  readonly attributes: Readonly<Record<string, AttributeValue | undefined>>;
}

type Attributes = TrailRecord["attributes"];
type Mapping = (
  record: TrailRecord,
  session: SessionFacts,
  options: CodexMapping,
) => readonly CodexEvent[] | undefined;

const string = (value: AttributeValue | undefined, otherwise = ""): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : otherwise;
const int = (value: AttributeValue | undefined): number | undefined =>
  typeof value === "number" ? Math.round(value) : undefined;
/** Codex writes durations, counts of tokens and lengths as strings. */
const numeral = (value: AttributeValue | undefined): string => String(int(value) ?? 0);

/** What Codex says about its environment's keys; none of its variables is read by Paddock. */
const authBlock: Readonly<Record<string, boolean>> = {
  "auth.env_openai_api_key_present": false,
  "auth.env_codex_api_key_present": false,
  "auth.env_codex_api_key_enabled": false,
  "auth.env_refresh_token_url_override_present": false,
};

function callAttributes(record: TrailRecord, session: SessionFacts): Record<string, AttributeValue> {
  const call = session.calls.get(record.ids.call ?? "");
  return {
    tool_name: call?.tool ?? string(record.attributes["tool"]),
    tool_namespace: call?.namespace ?? "functions",
    call_id: record.ids.call ?? record.ids.decision ?? record.id,
  };
}

/** `approved_for_session` and its kin, from decision and scope. */
function codexDecision(attributes: Attributes): string {
  if (attributes["decision"] !== "allow") return attributes["decision"] === "stop" ? "abort" : "denied";
  if (attributes["scope"] === "session") return "approved_for_session";
  if (attributes["scope"] === "project" || attributes["scope"] === "user") return "approved_with_amendment";
  return "approved";
}

const sources: Readonly<Record<string, string>> = {
  user: "User",
  program: "User",
  reviewer: "AutomatedReviewer",
};

function whyAttributes(attributes: Attributes): Record<string, AttributeValue | undefined> {
  const by = string(attributes["by"]);
  return {
    "decision.actor": by === "" ? undefined : by,
    "decision.reason": attributes["reason"] ?? firstReason(attributes["reasons"]),
    "decision.reason_code": attributes["reason_code"],
    "policy.rule": attributes["rule"],
    "policy.source":
      attributes["origin_file"] === undefined
        ? undefined
        : `${string(attributes["origin_file"])}:${string(attributes["origin_line"], "1")}`,
    "grant.id": attributes["grant"],
  };
}

function firstReason(reasons: AttributeValue | undefined): AttributeValue | undefined {
  const first: unknown = Array.isArray(reasons) ? reasons[0] : undefined;
  if (typeof first === "string") return first;
  if (typeof first === "object" && first !== null && "text" in first) return String(first.text);
  return undefined;
}

/** The closing event of a call; each call has exactly one. */
function toolResult(
  record: TrailRecord,
  session: SessionFacts,
  options: CodexMapping,
): readonly CodexEvent[] {
  const { attributes, ids } = record;
  const key = ids.call ?? ids.execution ?? record.id;
  if (session.closed.has(key)) return [];
  session.closed.add(key);
  session.results += 1;
  const call = session.calls.get(ids.call ?? "");
  const preview = previewOutput(
    string(attributes["output"], string(attributes["reason"])),
    options.outputBytes,
  );
  const outcome = string(attributes["outcome"], attributes["decision"] === "deny" ? "denied" : "done");
  const exit = int(attributes["exit_code"]);
  return [
    {
      name: "tool_result",
      attributes: {
        ...callAttributes(record, session),
        tool_result_seq: session.results,
        duration_ms: numeral(attributes["duration_ms"]),
        success: String(outcome === "done" || (outcome === "failed" && exit !== undefined)),
        output_truncated: preview.truncated || attributes["output_truncated"] === true,
        agent_name: "/root",
        arguments: string(attributes["arguments"], call?.arguments ?? ""),
        output: preview.text,
        mcp_server: call?.server ?? "",
        mcp_server_origin: "",
        outcome,
        "process.exit.code": exit,
      },
    },
  ];
}

const mappings: Readonly<Record<string, Mapping>> = {
  "session.started": ({ attributes }) => [
    {
      name: "conversation_starts",
      attributes: {
        "config.legacy_multi_agent_disabled_sources": "none",
        provider_name: string(attributes["provider"]),
        ...authBlock,
        reasoning_effort: attributes["reasoning_effort"],
        reasoning_summary: string(attributes["reasoning_summary"], "auto"),
        context_window: attributes["context_window"],
        approval_policy: string(attributes["approval_policy"]),
        sandbox_policy: string(attributes["sandbox_mode"], string(attributes["mode"])),
        mcp_servers: Array.isArray(attributes["mcp_servers"]) ? attributes["mcp_servers"].join(",") : "",
        "sandbox.backend": attributes["backend"],
        "sandbox.enforcement": attributes["enforcement"],
      },
    },
  ],
  "prompt.received": ({ attributes }) => [
    {
      name: "user_prompt",
      attributes: {
        prompt_length: numeral(attributes["prompt_length"]),
        prompt: string(attributes["prompt"], "[REDACTED]"),
        "prompt.origin": attributes["origin"],
      },
    },
  ],
  "model.response": ({ attributes, ids }, _session, options) => {
    const failed = attributes["error"];
    const events: CodexEvent[] = [
      {
        name: "api_request",
        attributes: {
          duration_ms: numeral(attributes["duration_ms"]),
          "http.response.status_code": int(attributes["status"]) ?? (failed === undefined ? 200 : undefined),
          "error.message": failed,
          attempt: int(attributes["attempt"]) ?? 0,
          endpoint: string(attributes["endpoint"], "/responses"),
          "auth.header_attached": false,
          "auth.retry_after_unauthorized": false,
          ...authBlock,
        },
      },
    ];
    if (failed !== undefined) return events;
    const [input, output] = [int(attributes["input_tokens"]) ?? 0, int(attributes["output_tokens"]) ?? 0];
    events.push({
      name: "sse_event",
      attributes: {
        "event.kind": "response.completed",
        input_token_count: String(input),
        output_token_count: String(output),
        cached_token_count: int(attributes["cached_tokens"]) ?? 0,
        cache_write_token_count: 0,
        reasoning_token_count: int(attributes["reasoning_tokens"]) ?? 0,
        tool_token_count: String(input + output),
        ttft_ms: int(attributes["ttft_ms"]) ?? 0,
      },
    });
    if (attributes["ttft_ms"] !== undefined)
      events.push({ name: "turn_ttft", attributes: { duration_ms: numeral(attributes["ttft_ms"]) } });
    events.push(...agentResponse(attributes, ids, options));
    return events;
  },
  "turn.completed": ({ attributes, ids }, _session, options) => [
    {
      name: "turn_completed",
      attributes: {
        status: string(attributes["phase"], string(attributes["outcome"])),
        duration_ms: numeral(attributes["duration_ms"]),
        calls: attributes["calls"],
        "error.message": attributes["error"],
      },
    },
    ...agentResponse(attributes, ids, options),
  ],
  // The attempt is told once it has an outcome, as Codex does; the request itself is ours alone.
  "model.request": () => [],
  "decision.made": (record, session, options) => {
    const { attributes } = record;
    const decision: CodexEvent = {
      name: "tool_decision",
      attributes: {
        ...callAttributes(record, session),
        decision: codexDecision(attributes),
        source: sources[string(attributes["by"])] ?? "Config",
        ...whyAttributes(attributes),
      },
    };
    const closes = attributes["decision"] === "deny" && record.ids.call === undefined;
    return closes ? [decision, ...toolResult(record, session, options)] : [decision];
  },
  "sandbox.denied": (record, session) => [
    {
      name: "sandbox_outcome",
      attributes: {
        ...callAttributes(record, session),
        outcome: "denied",
        initial_duration_ms: Math.max(0, Date.parse(record.time) - startOf(record, session)),
        "sandbox.operation": record.attributes["operation"],
        "sandbox.path": record.attributes["object"],
        "sandbox.errno": record.attributes["errno"],
        "sandbox.backend": record.attributes["backend"],
      },
    },
  ],
  "tool.completed": toolResult,
  // The call's own result follows; what the execution says beside it goes out under our own name.
  "execution.ended": (record, session, options) =>
    record.ids.call === undefined ? toolResult(record, session, options) : undefined,
  "network.decided": ({ attributes, ids, id }) => [
    {
      name: "network_proxy.policy_decision",
      attributes: {
        "network.policy.scope": attributes["source"] === "mode_guard" ? "non_domain" : "domain",
        "network.policy.decision": string(attributes["decision"]),
        "network.policy.source": string(attributes["source"], "baseline_policy"),
        "network.policy.reason": string(attributes["reason_code"], string(attributes["reason"], "allow")),
        "network.policy.override": attributes["override"] === true,
        "network.transport.protocol": string(attributes["protocol"], "http"),
        "server.address": string(attributes["host"]),
        "server.port": int(attributes["port"]) ?? 0,
        "http.request.method": string(attributes["method"], "none"),
        "client.address": string(attributes["client"]),
        "execution.id": ids.execution ?? ids.connection ?? id,
        "network.policy.match": attributes["pattern"],
      },
    },
  ],
  "reviewer.assessed": ({ attributes, ids, time, id }, _session, options) => {
    if (!options.guardianAssessments) return [];
    const completed = Date.parse(time);
    const outcome = string(attributes["outcome"], "unavailable");
    const rationale = string(attributes["rationale"]);
    return [
      {
        name: "guardian_assessment",
        attributes: {
          "review.id": string(attributes["review"], id),
          "turn.id": ids.turn ?? "",
          "item.id": ids.call ?? "",
          status:
            outcome === "allow"
              ? "approved"
              : outcome === "deny"
                ? "denied"
                : outcome === "timeout"
                  ? "timed_out"
                  : "aborted",
          outcome: outcome === "allow" || outcome === "deny" ? outcome : undefined,
          risk_level: string(attributes["risk"], "unknown"),
          user_authorization: string(attributes["user_authorization"], "unknown"),
          started_at_ms: completed - (int(attributes["duration_ms"]) ?? 0),
          completed_at_ms: completed,
          rationale,
          rationale_length: int(attributes["rationale_length"]) ?? rationale.length,
          rationale_truncated: false,
        },
      },
    ];
  },
};

function agentResponse(
  attributes: Attributes,
  ids: TrailRecord["ids"],
  options: CodexMapping,
): readonly CodexEvent[] {
  const response = attributes["response"];
  if (!options.agentResponses || typeof response !== "string") return [];
  return [
    {
      name: "agent_response",
      attributes: {
        "agent.type": ids.parent === undefined ? "main" : "subagent",
        "turn.id": ids.turn ?? "",
        "item.id": ids.item ?? "",
        "root.turn.id": ids.turn ?? "",
        response,
        response_length: int(attributes["response_length"]) ?? Buffer.byteLength(response),
        response_truncated: false,
      },
    },
  ];
}

function startOf(record: TrailRecord, session: SessionFacts): number {
  return session.calls.get(record.ids.call ?? "")?.started ?? Date.parse(record.time);
}

/** The events that Codex would have written for a record; undefined where it has none of that kind. */
export function codexEvents(
  record: TrailRecord,
  session: SessionFacts,
  options: CodexMapping,
): readonly CodexEvent[] | undefined {
  return Object.hasOwn(mappings, record.name) ? mappings[record.name]?.(record, session, options) : undefined;
}
