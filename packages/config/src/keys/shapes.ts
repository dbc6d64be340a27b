import {
  COUNT,
  either,
  FLAG,
  type Key,
  type Keys,
  list,
  map,
  NAME,
  PATH,
  type Shape,
  TEXT,
  table,
  words,
} from "./shape.ts";
import { APPROVAL_WORDS, HOOK_EVENTS } from "./values.ts";

/** The five switches of a granular approval policy: true may ask, false refuses without asking. */
export const GRANULAR: Keys = {
  sandbox_approval: {
    shape: FLAG,
    required: true,
    summary: "Questions about leaving or widening the sandbox may be asked.",
  },
  rules: { shape: FLAG, required: true, summary: "Questions that a rule demands may be asked." },
  mcp_elicitations: { shape: FLAG, required: true, summary: "Questions of MCP servers may be passed on." },
  skill_approval: { shape: FLAG, summary: "Questions about skills may be asked. Default false." },
  request_permissions: {
    shape: FLAG,
    summary: "Requests of the model for more permissions may be asked. Default false.",
  },
};

/** `approval_policy` in config files and in requirements. */
export const APPROVAL: Shape = either(
  words([...APPROVAL_WORDS], { "on-failure": "on-request" }),
  table({
    granular: {
      shape: table(GRANULAR),
      required: true,
      summary: "Says for each kind of question whether it may be asked.",
    },
  }),
);

/** `read`, `write` or `deny`; Codex also writes `none`. */
export const ACCESS: Shape = words(["read", "write", "deny"], { none: "deny" });

const ALLOW_OR_DENY: Shape = words(["allow", "deny"]);

/** What may go through a tunnel. */
const TUNNEL: Keys = {
  server_name: {
    shape: words(["same", "any"]),
    summary: "`same`: the TLS server name is the host that was allowed. `any` does not look.",
    default: "same",
  },
  allow_missing_name: { shape: FLAG, summary: "Lets TLS without a server name pass.", default: false },
  allow_encrypted_hello: {
    shape: FLAG,
    summary: "Lets TLS pass whose hello hides a server name; browsers send such hellos.",
    default: false,
  },
  allow_plain_on_443: {
    shape: FLAG,
    summary: "Lets something else than TLS pass to port 443.",
    default: false,
  },
};

/** Network keys that permission profiles, the feature table and requirements share. */
export const NETWORK: Keys = {
  enabled: {
    shape: FLAG,
    summary: "Turns the network of this profile on.",
    strict: { by: "order", order: [false, true] },
  },
  mode: {
    shape: words(["limited", "full"]),
    summary: "`limited` lets only reading methods pass.",
    strict: { by: "order", order: ["limited", "full"] },
  },
  domains: {
    shape: map("host patterns", ALLOW_OR_DENY),
    summary:
      "Which hosts may be reached; deny beats allow. `x` is exact, `*.x` any depth below, `**.x` both.",
  },
  presets: {
    shape: list(TEXT),
    summary:
      "Hosts by the name of a list that comes along, as `npm` or `npm@1`; `paddock net presets` shows them.",
    own: true,
  },
  ports: {
    shape: map("host patterns with ports", ALLOW_OR_DENY),
    summary:
      'Which ports of a host are open: `"*:25" = "deny"`, `"github.com:22,443" = "allow"`; hosts without an entry have all.',
    own: true,
  },
  cidrs: {
    shape: map("address ranges", ALLOW_OR_DENY),
    summary:
      'Ranges that are shut, or open although private: `"10.1.0.0/16" = "allow"`. It opens no name that `domains` does not allow.',
    own: true,
  },
  nat64_prefixes: {
    shape: list(TEXT),
    summary: "Prefixes by which this network carries IPv4 addresses in IPv6 ones, beside 64:ff9b::/96.",
    own: true,
  },
  tunnel: { shape: table(TUNNEL), summary: "What may go through a tunnel.", own: true },
  unix_sockets: {
    shape: map("socket paths", ALLOW_OR_DENY),
    summary: "Which Unix sockets may be connected to.",
  },
  allow_local_binding: {
    shape: FLAG,
    summary: "Lets commands reach loopback and private addresses by name.",
    strict: { by: "order", order: [false, true] },
  },
  allow_upstream_proxy: {
    shape: FLAG,
    summary: "Honours the proxy variables of the session for the way out.",
  },
  proxy_url: { shape: TEXT, summary: "Read for compatibility; each run gets a listener of its own." },
  socks_url: { shape: TEXT, summary: "Read for compatibility; each run gets a listener of its own." },
  enable_socks5: { shape: FLAG, summary: "Offers SOCKS5 beside HTTP." },
  enable_socks5_udp: { shape: FLAG, summary: "Read for compatibility; UDP is never relayed." },
  dangerously_allow_non_loopback_proxy: {
    shape: FLAG,
    summary: "Read for compatibility; the proxy listens on loopback only.",
    strict: { by: "order", order: [false, true] },
  },
  dangerously_allow_all_unix_sockets: {
    shape: FLAG,
    summary: "Lets every Unix socket be connected to.",
    strict: { by: "order", order: [false, true] },
  },
  mitm: {
    shape: { kind: "anything" },
    summary: "`hooks` that choose requests inside of TLS, and `actions` that change their headers.",
  },
  credential_broker: { shape: { kind: "anything" }, summary: "Codex's credential broker; not applied." },
};

/** One permission profile. */
export const PROFILE: Keys = {
  description: { shape: TEXT, summary: "What the profile is for." },
  extends: { shape: NAME, summary: "Profile whose entries this one starts from." },
  workspace_roots: {
    shape: either(list(PATH), map("paths", FLAG)),
    summary: "More folders that count as workspace roots.",
  },
  filesystem: {
    shape: {
      kind: "map",
      names: "paths and special roots",
      of: either(ACCESS, map("paths and globs below it", ACCESS), { kind: "count", min: 0 }),
    },
    summary:
      "Access by path: absolute, `~/x`, or `:root`, `:minimal`, `:workspace_roots`, `:tmpdir`, `:slash_tmp`; `glob_scan_max_depth` bounds globs.",
  },
  network: { shape: table(NETWORK), summary: "Network of this profile; off where absent." },
};

const HOOK: Shape = table({
  type: { shape: words(["command", "mcp_tool", "prompt", "agent"]), summary: "What runs.", required: true },
  command: { shape: either(TEXT, list(TEXT)), summary: "Command of a command hook." },
  timeout: { shape: { kind: "number", min: 0 }, summary: "Seconds before it is ended. Default 600." },
  timeout_sec: { shape: { kind: "number", min: 0 }, summary: "Another spelling of timeout." },
  statusMessage: { shape: TEXT, summary: "Line shown while it runs." },
  status_message: { shape: TEXT, summary: "Line shown while it runs." },
  async: { shape: FLAG, summary: "Does not wait for it." },
  prompt: { shape: TEXT, summary: "Text of a prompt or agent hook." },
  server: { shape: TEXT, summary: "MCP server of a tool hook." },
  tool: { shape: TEXT, summary: "Tool of a tool hook." },
});

const EVENT: Key = {
  shape: list(
    table({
      matcher: { shape: TEXT, summary: "Regular expression over the tool's name; absent matches all." },
      hooks: { shape: list(HOOK), summary: "What runs, in order.", required: true },
    }),
  ),
  summary: "Hooks of this event.",
};

/** Hook tables by event. */
export const HOOK_TABLES: Keys = {
  ...Object.fromEntries(
    HOOK_EVENTS.map((event) => [event, { ...EVENT, summary: `Hooks that run at ${event}.` }]),
  ),
  state: { shape: { kind: "anything" }, summary: "Codex's record of accepted hooks; not applied." },
};

const HTTP_OTEL: Keys = {
  endpoint: { shape: NAME, required: true, summary: "URL of the collector." },
  headers: { shape: map("header names", TEXT), summary: "Headers of each request." },
  protocol: { shape: words(["binary", "json"]), summary: "Encoding of the body." },
  tls: { shape: { kind: "anything" }, summary: "Certificates of the connection." },
};

/** Where telemetry goes. */
export const EXPORTER: Shape = either(
  words(["none", "statsig"]),
  table({ "otlp-http": { shape: table(HTTP_OTEL), required: true, summary: "OTLP over HTTP." } }),
  table({ "otlp-grpc": { shape: table(HTTP_OTEL), required: true, summary: "OTLP over gRPC." } }),
);

/** `[otel]`. */
export const OTEL: Keys = {
  environment: { shape: TEXT, default: "dev", summary: "Name of the environment, on every record." },
  exporter: { shape: EXPORTER, default: "none", summary: "Where log records go." },
  trace_exporter: { shape: EXPORTER, summary: "Where spans go. Default: none." },
  metrics_exporter: { shape: EXPORTER, summary: "Where metrics go. Default: none." },
  log_user_prompt: {
    shape: FLAG,
    default: false,
    summary: "Exports the text of prompts; otherwise it is replaced by its length.",
  },
  log_agent_responses: { shape: FLAG, default: false, summary: "Exports the text of answers." },
  log_guardian_assessments: { shape: FLAG, default: false, summary: "Exports the reviewer's reasons." },
  log_agent_reasoning: { shape: FLAG, default: false, summary: "Exports summaries of the reasoning." },
  log_sse_deltas: { shape: FLAG, default: false, summary: "Exports each streamed piece." },
  tool_result: {
    shape: table({ max_bytes: { shape: COUNT, summary: "Most bytes of a tool result in a record." } }),
    summary: "Tool results in records.",
  },
  span_attributes: { shape: map("attribute names", TEXT), summary: "Attributes of every span." },
  tracestate: { shape: map("vendors", map("keys", TEXT)), summary: "Entries of the tracestate header." },
  event_prefix: {
    shape: TEXT,
    default: "paddock",
    summary: "First part of every event name; codex gives Codex's names and types.",
  },
  flat_severity: { shape: FLAG, default: false, summary: "INFO for every event, as Codex does." },
  resource: { shape: map("attribute names", TEXT), summary: "Attributes of the resource of every signal." },
};

/** `[trail]`. */
export const TRAIL: Keys = {
  on_full: {
    shape: words(["refuse", "continue"]),
    default: "refuse",
    summary: "What happens to new actions while the disk of the trail is full.",
    strict: { by: "order", order: ["refuse", "continue"] },
    own: true,
  },
  keep_days: {
    shape: COUNT,
    default: 90,
    summary: "Days that records are kept; 0 keeps them however old they are.",
    own: true,
  },
  keep_bytes: {
    shape: COUNT,
    default: 4 * 2 ** 30,
    summary: "Bytes that all records together may take; 0 sets no limit.",
    own: true,
  },
  hold: {
    shape: FLAG,
    default: false,
    summary: "A legal hold: nothing is removed while it is true.",
    strict: { by: "order", order: [true, false] },
    own: true,
  },
};

/** `[history]`. */
export const HISTORY: Keys = {
  persistence: {
    shape: words(["save-all", "none"]),
    default: "save-all",
    summary: "Whether sessions are kept.",
  },
  max_bytes: { shape: COUNT, summary: "Most bytes of history that are kept." },
};

/** `[shell_environment_policy]`. */
export const ENVIRONMENT: Keys = {
  inherit: {
    shape: words(["all", "core", "none"]),
    default: "all",
    summary: "Which variables of the session a command starts with.",
    strict: { by: "order", order: ["none", "core", "all"] },
    project: "tighten",
  },
  ignore_default_excludes: {
    shape: FLAG,
    default: false,
    summary: "True keeps variables whose names look like secrets (KEY, SECRET, TOKEN).",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
  },
  exclude: {
    shape: list(TEXT),
    summary: "Patterns of names that are removed.",
    strict: { by: "superset" },
    project: "tighten",
  },
  include_only: { shape: list(TEXT), summary: "When not empty, only names that match stay." },
  filters: {
    shape: map("name patterns", words(["include", "exclude"])),
    summary: "The same as exclude and include_only, by pattern. Not with either of them in one file.",
  },
  set: { shape: map("names", TEXT), summary: "Variables that are always set." },
  experimental_use_profile: {
    shape: FLAG,
    default: false,
    summary: "Runs commands in a login shell's environment.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
  },
};
