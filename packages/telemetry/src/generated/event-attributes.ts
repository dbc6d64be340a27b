// Generated from the event catalogue by scripts/generate.ts; change the tables in src/catalogue instead.
import type { AttributeValue } from "../record.ts";

/** The attributes of each event, by name. */
export interface EventAttributes {
  /** A session has its effective policy and its sandbox, before the first turn. */
  readonly "session.started": {
    /** First workspace root. */
    readonly cwd?: string;
    /** Workspace roots. */
    readonly workspace?: readonly string[];
    /** Version of Paddock. */
    readonly version?: string;
    /** Process of the host that drives the session. */
    readonly pid?: number;
    /** What drives the session. */
    readonly client?: string;
    /** Terminal type. */
    readonly terminal?: string;
    /** Model. */
    readonly model?: string;
    /** Model provider. */
    readonly provider?: string;
    /** When questions are asked. */
    readonly approval_policy?: string;
    /** Sandbox mode or profile. */
    readonly sandbox_mode?: string;
    /** Sandbox mode of the profile. */
    readonly mode?: string;
    /** Name of the permission profile. */
    readonly permissions?: string;
    /** Enforce, or report beside what enforces. */
    readonly guard_mode?: "enforce" | "report";
    /** Network in one word. */
    readonly network?: string;
    /** Who answers questions first. */
    readonly reviewer?: string;
    /** Trust in the project. */
    readonly trust?: "trusted" | "untrusted" | "unknown";
    /** Compatibility switch. */
    readonly compat?: string;
    /** Sha-256 hex of the effective policy. */
    readonly policy_digest?: string;
    /** The effective policy. */
    readonly policy?: { readonly [key: string]: AttributeValue };
    /** Configuration layers with digests. */
    readonly layers?: readonly { readonly [key: string]: AttributeValue }[];
    /** What the sandbox really gives. */
    readonly enforcement?: "full" | "partial" | "none";
    /** Sandbox backend. */
    readonly backend?: string;
    /** Guarantees that hold. */
    readonly guarantees?: readonly string[];
    /** Guarantees that this machine cannot give. */
    readonly lost?: readonly string[];
    /** Configured MCP servers. */
    readonly mcp_servers?: readonly string[];
    /** Asked of the model. */
    readonly reasoning_effort?: string;
    /** Asked of the model. */
    readonly reasoning_summary?: string;
    /** Tokens. */
    readonly context_window?: number;
    /** An earlier session goes on. */
    readonly resumed?: boolean;
  };
  /** A session is closed; its absence means a crash or a session still open. */
  readonly "session.ended": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Why it ended. */
    readonly reason?: string;
    /** Turns. */
    readonly turns?: number;
    /** Tool calls. */
    readonly calls?: number;
    /** Refusals and blocks. */
    readonly denials?: number;
    /** Questions never answered. */
    readonly pending?: number;
    /** Questions asked. */
    readonly asks?: number;
  };
  /** Configuration or requirements changed a value, clamped it, or warned. */
  readonly "config.notice": {
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Info, warn or error. */
    readonly severity?: string;
    /** Stable code. */
    readonly code?: string;
    /** The notice. */
    readonly text?: string;
    /** Configuration key. */
    readonly key?: string;
    /** Layer. */
    readonly layer?: string;
    /** File. */
    readonly file?: string;
    /** 1-based line. */
    readonly line?: number;
    /** 1-based column. */
    readonly column?: number;
  };
  /** The effective policy of a running session changed; the next action is judged by the new one. */
  readonly "policy.changed": {
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Sha-256 hex of the new policy. */
    readonly policy_digest: string;
    /** Sha-256 hex of the policy before. */
    readonly previous_digest?: string;
    /** The new policy. */
    readonly policy?: { readonly [key: string]: AttributeValue };
  };
  /** The agent begins to work on a request. */
  readonly "turn.started": {
    /** Model. */
    readonly model?: string;
    /** Model provider. */
    readonly provider?: string;
  };
  /** The agent is done with a request, gave up, or was cancelled. */
  readonly "turn.completed": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** How the turn ended. */
    readonly phase?: "completed" | "failed" | "cancelled";
    /** Tokens. */
    readonly input_tokens?: number;
    /** Tokens. */
    readonly output_tokens?: number;
    /** Tokens. */
    readonly cached_tokens?: number;
    /** Tool calls. */
    readonly calls?: number;
    /** Final answer. */
    readonly response?: string;
    /** UTF-8 bytes. */
    readonly response_length?: number;
  };
  /** A request reaches the agent. */
  readonly "prompt.received": {
    /** Who wrote it. */
    readonly origin?: "user" | "agent" | "reviewer" | "automation";
    /** The request. */
    readonly prompt?: string;
    /** Characters. */
    readonly prompt_length?: number;
    /** Files and images. */
    readonly attachments?: number;
  };
  /** A request is sent to the model's provider; one record for each attempt. */
  readonly "model.request": {
    /** Model. */
    readonly model?: string;
    /** Model provider. */
    readonly provider?: string;
    /** Attempt, from 0. */
    readonly attempt?: number;
    /** Path of the request. */
    readonly endpoint?: string;
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Messages sent. */
    readonly messages?: number;
    /** Tools offered. */
    readonly tools?: number;
    /** Size of the request. */
    readonly bytes?: number;
    /** HTTP status. */
    readonly status?: number;
  };
  /** A response ended: complete, failed or cancelled. */
  readonly "model.response": {
    /** Model. */
    readonly model?: string;
    /** Model provider. */
    readonly provider?: string;
    /** Attempt, from 0. */
    readonly attempt?: number;
    /** Path of the request. */
    readonly endpoint?: string;
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Id by the provider. */
    readonly response_id?: string;
    /** HTTP status. */
    readonly status?: number;
    /** Tokens. */
    readonly input_tokens?: number;
    /** Tokens. */
    readonly output_tokens?: number;
    /** Tokens. */
    readonly cached_tokens?: number;
    /** Tokens. */
    readonly reasoning_tokens?: number;
    /** Milliseconds to the first token. */
    readonly ttft_ms?: number;
    /** Tool calls in it. */
    readonly calls?: number;
    /** Summary of the reasoning. */
    readonly reasoning?: string;
    /** Characters. */
    readonly reasoning_length?: number;
    /** Text of the answer. */
    readonly response?: string;
    /** UTF-8 bytes. */
    readonly response_length?: number;
  };
  /** The model asks for a tool, before anything is decided. */
  readonly "tool.called": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Family of the tool. */
    readonly namespace?: string;
    /** JSON text as the model sent it. */
    readonly arguments?: string;
    /** UTF-8 bytes. */
    readonly arguments_length?: number;
    /** The model's words. */
    readonly justification?: string;
    /** One line for people. */
    readonly title?: string;
  };
  /** A call has its result, whatever it was: done, failed, refused, blocked, cancelled. */
  readonly "tool.completed": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** JSON text as the model sent it. */
    readonly arguments?: string;
    /** Status of the program. */
    readonly exit_code?: number;
    /** Signal that ended it. */
    readonly signal?: string;
    /** What the model got. */
    readonly output?: string;
    /** UTF-8 bytes before shortening. */
    readonly output_length?: number;
    /** The output was shortened. */
    readonly output_truncated?: boolean;
    /** Milliseconds spent waiting for an answer. */
    readonly wait_ms?: number;
  };
  /** An MCP server was started or reached, failed, changed its tools, or left. */
  readonly "mcp.connected": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Server, as configured. */
    readonly server: string;
    /** What happened. */
    readonly phase?: "connected" | "failed" | "changed" | "disconnected";
    /** How it is reached. */
    readonly transport?: string;
    /** `stdio` or the URL's origin. */
    readonly origin?: string;
    /** As the server states. */
    readonly version?: string;
    /** Tools it offers. */
    readonly tools?: readonly string[];
    /** Sha-256 hex of names, schemas and descriptions; a change means that tools were swapped. */
    readonly tools_digest?: string;
  };
  /** An action was judged: exactly one record for each action, before anything runs, refusals included. */
  readonly "decision.made": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Who or what decided. */
    readonly by?: "rule" | "policy" | "user" | "reviewer" | "grant" | "requirement" | "program" | "sandbox" | "network" | "hook";
    /** Id of the grant. */
    readonly grant?: string;
    /** How long and how widely it counts. */
    readonly scope?: "once" | "turn" | "session" | "project" | "user";
    /** ISO 8601; absent when the scope ends it. */
    readonly expires?: string;
    /** What an answer stored: a rule line, a host, a path. */
    readonly stores?: string;
    /** What was decided. */
    readonly decision: "allow" | "ask" | "deny";
    /** Code of a refusal. */
    readonly code?: string;
    /** Inside or outside the sandbox. */
    readonly placement?: "inside" | "outside" | "none";
    /** The smallest allowed alternative. */
    readonly alternative?: string;
    /** Enforce, or report beside what enforces. */
    readonly guard_mode?: "enforce" | "report";
    /** Sha-256 hex of the policy that decided. */
    readonly policy_digest?: string;
    /** What the policy under trial would have decided. */
    readonly would_be?: "allow" | "ask" | "deny";
    /** Sha-256 hex of the exact action. */
    readonly digest?: string;
    /** The rule that decided, as written or as its prefix. */
    readonly rule?: string;
    /** The action as judged, for replay. */
    readonly action?: { readonly [key: string]: AttributeValue };
    /** What was asked beyond the boundary. */
    readonly escalation?: string;
    /** The model's words. */
    readonly justification?: string;
    /** As the table or reviewer sees it. */
    readonly risk?: string;
  };
  /** A question is put to a person, a reviewer or a program. */
  readonly "approval.requested": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** The question's title. */
    readonly title?: string;
    /** Sha-256 hex of the exact action. */
    readonly digest?: string;
    /** Which part of the boundary it crosses. */
    readonly crosses?: readonly string[];
    /** Where it would run. */
    readonly placement?: string;
    /** Normal or high. */
    readonly risk?: string;
    /** Answers offered. */
    readonly options?: readonly string[];
    /** The model's words. */
    readonly justification?: string;
    /** Who is asked first. */
    readonly reviewer?: string;
  };
  /** A question is answered, cancelled, or expires. */
  readonly "approval.answered": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Who or what decided. */
    readonly by?: "rule" | "policy" | "user" | "reviewer" | "grant" | "requirement" | "program" | "sandbox" | "network" | "hook";
    /** Id of the grant. */
    readonly grant?: string;
    /** How long and how widely it counts. */
    readonly scope?: "once" | "turn" | "session" | "project" | "user";
    /** ISO 8601; absent when the scope ends it. */
    readonly expires?: string;
    /** What an answer stored: a rule line, a host, a path. */
    readonly stores?: string;
    /** The answer. */
    readonly decision: "allow" | "deny" | "stop" | "cancelled" | "timeout";
    /** Milliseconds from question to answer. */
    readonly wait_ms?: number;
    /** Sha-256 hex of the exact action. */
    readonly digest?: string;
    /** Words for the agent. */
    readonly message?: string;
  };
  /** The automatic reviewer gave its assessment, or could not. */
  readonly "reviewer.assessed": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Id of the review. */
    readonly review?: string;
    /** Risk. */
    readonly risk?: "low" | "medium" | "high" | "critical";
    /** How far the person authorised it. */
    readonly user_authorization?: "unknown" | "low" | "medium" | "high";
    /** The reviewer's words. */
    readonly rationale?: string;
    /** Characters. */
    readonly rationale_length?: number;
    /** Model that reviewed. */
    readonly model?: string;
    /** Who or what answered. */
    readonly source?: "model" | "classifier" | "override" | "breaker" | "host";
    /** How the review ended. */
    readonly status?: "approved" | "denied" | "asked" | "failed" | "timed-out" | "aborted";
    /** Sha-256 hex of the exact action. */
    readonly digest?: string;
    /** Version of the reviewer's instructions. */
    readonly prompt_version?: string;
    /** Sha-256 hex of instructions and evidence. */
    readonly evidence_digest?: string;
    /** Whether earlier reviews were in view. */
    readonly trunk?: "new" | "reused" | "forked";
    /** Answers that were asked for. */
    readonly attempts?: number;
    /** Tools that it used. */
    readonly tool_calls?: number;
    /** Tokens read. */
    readonly input_tokens?: number;
    /** Tokens written. */
    readonly output_tokens?: number;
    /** Entries of the conversation left out. */
    readonly omitted?: number;
    /** Entries whose middle was cut. */
    readonly cut?: number;
  };
  /** A rule was written because of an answer or a command. */
  readonly "rule.added": {
    /** Who or what decided. */
    readonly by?: "rule" | "policy" | "user" | "reviewer" | "grant" | "requirement" | "program" | "sandbox" | "network" | "hook";
    /** The line. */
    readonly rule?: string;
    /** The file. */
    readonly file?: string;
    /** Project or user. */
    readonly scope?: string;
  };
  /** An answer made a grant. */
  readonly "grant.created": {
    /** Who or what decided. */
    readonly by?: "rule" | "policy" | "user" | "reviewer" | "grant" | "requirement" | "program" | "sandbox" | "network" | "hook";
    /** Id of the grant. */
    readonly grant?: string;
    /** How long and how widely it counts. */
    readonly scope?: "once" | "turn" | "session" | "project" | "user";
    /** ISO 8601; absent when the scope ends it. */
    readonly expires?: string;
    /** What an answer stored: a rule line, a host, a path. */
    readonly stores?: string;
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** The grant in words. */
    readonly text?: string;
    /** Sha-256 hex of what it is bound to. */
    readonly digest?: string;
  };
  /** A grant was taken back or expired. */
  readonly "grant.revoked": {
    /** Who or what decided. */
    readonly by?: "rule" | "policy" | "user" | "reviewer" | "grant" | "requirement" | "program" | "sandbox" | "network" | "hook";
    /** Id of the grant. */
    readonly grant?: string;
    /** How long and how widely it counts. */
    readonly scope?: "once" | "turn" | "session" | "project" | "user";
    /** ISO 8601; absent when the scope ends it. */
    readonly expires?: string;
    /** What an answer stored: a rule line, a host, a path. */
    readonly stores?: string;
    /** Why. */
    readonly reason?: string;
  };
  /** A secret was used, stored, refreshed or refused, such as the key of the model's provider in a turn; never its value. */
  readonly "credential.used": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Account, entry or variable. */
    readonly name?: string;
    /** What was done. */
    readonly operation?: "read" | "write" | "refresh" | "delete";
    /** Where it is kept. */
    readonly store?: string;
    /** For which host. */
    readonly host?: string;
  };
  /** A program is about to start; the decision that allowed it is already on the disk. */
  readonly "execution.started": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Process id as the host numbers it; of a run, that of its launcher. */
    readonly pid?: number;
    /** Sandbox backend. */
    readonly backend?: string;
    /** Inside or outside the sandbox. */
    readonly placement?: "inside" | "outside";
    /** Sandbox mode of the plan. */
    readonly mode?: string;
    /** Sandbox mode or profile. */
    readonly sandbox_mode?: string;
    /** What the sandbox really gives. */
    readonly enforcement?: "full" | "partial" | "none";
    /** Guarantees that do not hold. */
    readonly lost?: readonly string[];
    /** Names of the variables passed. */
    readonly environment?: readonly string[];
    /** Network in one word. */
    readonly network?: string;
  };
  /** A program ended: by itself, by a signal, by a time limit, or it never started. */
  readonly "execution.ended": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Process id as the host numbers it; of a run, that of its launcher. */
    readonly pid?: number;
    /** Sandbox backend. */
    readonly backend?: string;
    /** Inside or outside the sandbox. */
    readonly placement?: "inside" | "outside";
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Status of the program. */
    readonly exit_code?: number;
    /** Signal that ended it. */
    readonly signal?: string;
    /** Start and end of what it printed. */
    readonly output?: string;
    /** UTF-8 bytes before shortening. */
    readonly output_length?: number;
    /** The output was shortened. */
    readonly output_truncated?: boolean;
    /** The time limit ended it. */
    readonly timed_out?: boolean;
    /** Times the sandbox said no. */
    readonly denials?: number;
    /** What the sandbox really gave. */
    readonly enforcement?: "full" | "partial" | "none";
  };
  /** The sandbox refused something a running program tried. */
  readonly "sandbox.denied": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Process id as the host numbers it; of a run, that of its launcher. */
    readonly pid?: number;
    /** Sandbox backend. */
    readonly backend?: string;
    /** Inside or outside the sandbox. */
    readonly placement?: "inside" | "outside";
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** What refused: mount, seccomp, landlock, network. */
    readonly layer?: string;
    /** What was tried. */
    readonly operation?: string;
    /** Path, address or call it was tried on. */
    readonly object?: string;
    /** Error the program got. */
    readonly errno?: string;
    /** Entry of the plan that decides. */
    readonly entry?: string;
  };
  /** A file tool read, listed or searched. */
  readonly "file.read": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Present where the automatic reviewer looked, and not the agent. */
    readonly by?: "reviewer";
    /** Bytes read. */
    readonly bytes?: number;
    /** Sha-256 hex of the content. */
    readonly digest?: string;
  };
  /** A file tool wrote, patched, renamed or removed. */
  readonly "file.written": {
    /** Kind of the action. */
    readonly kind?: "command" | "read" | "list" | "search" | "write" | "patch" | "network" | "mcp" | "tool" | "stdin" | "permissions" | "credential";
    /** Tool as the model named it. */
    readonly tool?: string;
    /** The command line, path, host or tool in one line. */
    readonly subject?: string;
    /** The command line or script. */
    readonly command?: string;
    /** The command as an argument vector. */
    readonly argv?: readonly string[];
    /** First program of the command. */
    readonly program?: string;
    /** Working directory. */
    readonly cwd?: string;
    /** File or folder. */
    readonly path?: string;
    /** Files with what was done to them. */
    readonly files?: readonly string[];
    /** Files, for a patch. */
    readonly paths?: readonly string[];
    /** Canonical destination host. */
    readonly host?: string;
    /** Destination port. */
    readonly port?: number;
    /** MCP server, as configured. */
    readonly server?: string;
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Write, patch, rename or remove. */
    readonly operation?: string;
    /** Bytes written. */
    readonly bytes?: number;
    /** Sha-256 hex of the content after. */
    readonly digest?: string;
    /** Sha-256 hex of the content before. */
    readonly previous_digest?: string;
  };
  /** A connection or request was judged, before it is made. */
  readonly "network.decided": {
    /** Stable code of the first reason. */
    readonly reason_code?: string;
    /** The first reason as a sentence. */
    readonly reason?: string;
    /** All reasons: sentences, or objects with code, text and source. */
    readonly reasons?: AttributeValue;
    /** Layer of the rule or key that decided. */
    readonly origin_layer?: string;
    /** File of the rule or key that decided. */
    readonly origin_file?: string;
    /** 1-based line in that file. */
    readonly origin_line?: number;
    /** Tool on whose behalf. */
    readonly tool?: string;
    /** What was decided. */
    readonly decision: "allow" | "ask" | "deny";
    /** Which part of the policy decided. */
    readonly source?: "baseline_policy" | "mode_guard" | "proxy_state" | "decider";
    /** Canonical host that was judged. */
    readonly host: string;
    /** Port. */
    readonly port?: number;
    /** How it was asked for; `dns` for a name that was looked up and refused. */
    readonly protocol?: string;
    /** HTTP method, where seen. */
    readonly method?: string;
    /** Address that was dialled. */
    readonly address?: string;
    /** Entry that matched. */
    readonly pattern?: string;
    /** Where the request came from. */
    readonly client?: string;
    /** The decision as a sentence. */
    readonly text?: string;
    /** What to write, and where, so that it is allowed. */
    readonly remedy?: string;
    /** An answer decided against the baseline. */
    readonly override?: boolean;
    /** It waited for an answer or one of before decided, whatever stands as the reason. */
    readonly asked?: boolean;
  };
  /** A connection that was allowed ended. */
  readonly "network.closed": {
    /** How it ended. */
    readonly outcome?: "done" | "failed" | "denied" | "blocked" | "cancelled" | "stopped" | "timeout" | "allow" | "deny" | "unavailable";
    /** Milliseconds, waiting for answers not counted. */
    readonly duration_ms?: number;
    /** What went wrong. */
    readonly error?: string;
    /** Canonical host that was judged. */
    readonly host: string;
    /** Port. */
    readonly port?: number;
    /** How it was asked for; `dns` for a name that was looked up and refused. */
    readonly protocol?: string;
    /** HTTP method, where seen. */
    readonly method?: string;
    /** Address that was dialled. */
    readonly address?: string;
    /** Corporate proxy it went by. */
    readonly upstream?: string;
    /** Server name of the TLS hello. */
    readonly sni?: string;
    /** Bytes sent. */
    readonly sent?: number;
    /** Bytes received. */
    readonly received?: number;
  };
  /** Every thousand records and on closing; once exported, it is an anchor that this machine cannot rewrite. */
  readonly "trail.checkpoint": {
    /** Segment, relative to the trail. */
    readonly segment: string;
    /** Lines before this one. */
    readonly lines: number;
    /** Hash of the last of them. */
    readonly head: string;
    /** Hash of the index's last line. */
    readonly index_head?: string;
  };
  /** A torn last line was cut after a crash, or writing works again after the disk was full. */
  readonly "trail.recovered": {
    /** What had happened. */
    readonly reason: "torn" | "crash" | "disk-full";
    /** Segment, relative to the trail. */
    readonly segment?: string;
    /** Bytes cut. */
    readonly bytes?: number;
    /** Sha-256 hex of the bytes cut. */
    readonly sha256?: string;
    /** File that keeps them. */
    readonly kept_as?: string;
    /** Records that could not be written. */
    readonly dropped?: number;
  };
  /** The wall clock jumped by more than a second against the steady clock; order is by `seq`, not by time. */
  readonly "trail.clock_changed": {
    /** Milliseconds, negative for a jump back. */
    readonly by_ms: number;
  };
  /** The collector cannot be reached or refuses, written once for each outage; or records of an earlier session were still waiting when an export began. Nothing is lost. */
  readonly "export.failed": {
    /** Origin and path, without userinfo and query. */
    readonly endpoint?: string;
    /** What was to be delivered. */
    readonly signal?: "logs" | "traces" | "metrics";
    /** What went wrong. */
    readonly error?: string;
  };
  /** The collector took records again after an outage. */
  readonly "export.resumed": {
    /** Origin and path, without userinfo and query. */
    readonly endpoint?: string;
    /** Milliseconds since the first failure. */
    readonly outage_ms?: number;
  };
}

/** Every name of the catalogue. */
export type EventName = keyof EventAttributes;
