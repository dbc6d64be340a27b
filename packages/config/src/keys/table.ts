import {
  COUNT,
  either,
  FLAG,
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
import { APPROVAL, ENVIRONMENT, HISTORY, HOOK_TABLES, NETWORK, OTEL, PROFILE } from "./shapes.ts";
import { CREDENTIAL_STORES, REVIEWERS, SANDBOX_MODES, WEB_SEARCH_MODES } from "./values.ts";

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

/** One model provider. */
export const MODEL_PROVIDER: Keys = {
  name: { shape: NAME, summary: "Display name." },
  base_url: { shape: NAME, summary: "Address of the API." },
  env_key: { shape: NAME, summary: "Variable that holds the API key." },
  env_key_instructions: { shape: TEXT, summary: "What to tell a user who has no key." },
  experimental_bearer_token: { shape: TEXT, summary: "Token in the file; use env_key." },
  auth: { shape: ANYTHING, summary: "Program that prints a token." },
  aws: { shape: ANYTHING, summary: "Codex's Bedrock settings; not applied." },
  wire_api: {
    shape: words(["responses", "chat"]),
    summary: "Protocol the provider speaks. Default responses.",
  },
  query_params: { shape: map("names", TEXT), summary: "Query of each request." },
  http_headers: { shape: map("header names", TEXT), summary: "Headers of each request." },
  env_http_headers: {
    shape: map("header names", TEXT),
    summary: "Headers whose values come from variables.",
  },
  request_max_retries: { shape: COUNT, summary: "Tries of a failed request." },
  stream_max_retries: { shape: COUNT, summary: "Tries of a broken stream." },
  stream_idle_timeout_ms: {
    shape: COUNT,
    summary: "Milliseconds without data before a stream counts as broken.",
  },
  websocket_connect_timeout_ms: { shape: COUNT, summary: "Read for compatibility; not applied." },
  supports_websockets: { shape: FLAG, summary: "Read for compatibility; not applied." },
  requires_openai_auth: { shape: FLAG, summary: "The provider takes OpenAI's own login." },
};

/** Keys of `[sandbox_workspace_write]`. */
export const WORKSPACE_WRITE: Keys = {
  writable_roots: {
    shape: list(PATH),
    default: [],
    summary: "More folders that commands may write to.",
    strict: { by: "subset" },
    project: "tighten",
  },
  network_access: {
    shape: FLAG,
    default: false,
    summary: "Opens the network to commands.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
  },
  exclude_tmpdir_env_var: {
    shape: FLAG,
    default: false,
    summary: "Keeps $TMPDIR from being writable.",
    strict: { by: "order", order: [true, false] },
    project: "tighten",
  },
  exclude_slash_tmp: {
    shape: FLAG,
    default: false,
    summary: "Keeps /tmp from being writable.",
    strict: { by: "order", order: [true, false] },
    project: "tighten",
  },
  git: {
    shape: words(["read-only", "commit", "write"]),
    defaultText: '"commit", under compat "read-only"',
    summary: "What git may do: nothing that writes; plain verbs in a cell of their own; everything.",
    strict: { by: "order", order: ["read-only", "commit", "write"] },
    project: "tighten",
    own: true,
  },
  tmp: {
    shape: words(["private", "shared"]),
    default: "private",
    summary: "Whether commands see a /tmp of their own or the machine's.",
    strict: { by: "order", order: ["private", "shared"] },
    project: "tighten",
    own: true,
  },
  secrets: {
    shape: words(["hidden", "readable"]),
    default: "hidden",
    summary:
      "Whether commands can read private keys, cloud and package credentials, keyrings, browser profiles and history.",
    strict: { by: "order", order: ["hidden", "readable"] },
    project: "tighten",
    own: true,
  },
  unix_sockets: {
    shape: either(list(PATH), map("socket paths", words(["allow", "deny"]))),
    summary: "Unix sockets that commands may connect to.",
    own: true,
  },
  ports: {
    shape: list({ kind: "count", min: 1, max: 65535 }),
    summary: "Ports inside the sandbox that are published on a random local name.",
    strict: { by: "subset" },
    project: "tighten",
    own: true,
  },
  accept: {
    shape: list(NAME),
    summary: "Guarantees that this machine may fail to give.",
    strict: { by: "subset" },
    project: "tighten",
    own: true,
  },
  require: {
    shape: list(NAME),
    summary: "Guarantees without which nothing runs.",
    strict: { by: "superset" },
    project: "tighten",
    own: true,
  },
};

const TUI: Keys = {
  notifications: { shape: either(FLAG, list(TEXT)), summary: "Which events notify." },
  notification_method: { shape: words(["auto", "osc9", "osc777", "bel"]), summary: "How they notify." },
  notification_condition: { shape: words(["unfocused", "always"]), summary: "When they notify." },
  alternate_screen: {
    shape: words(["auto", "always", "never"]),
    summary: "Read for compatibility; the transcript stays in the scrollback.",
  },
};

/** Every key of `config.toml` that Paddock reads. Types, schemas, reference pages and `config explain` come from here. */
export const CONFIG_KEYS: Keys = {
  model: { shape: NAME, project: "set", summary: "Model that is asked." },
  model_provider: {
    shape: NAME,
    summary: "Provider the model is asked through; a name of [model_providers].",
  },
  model_providers: { shape: map("providers", table(MODEL_PROVIDER)), summary: "Model providers by name." },
  model_reasoning_effort: { shape: NAME, project: "set", summary: "How long a reasoning model thinks." },
  model_reasoning_summary: {
    shape: NAME,
    project: "set",
    summary: "How much of its reasoning a model summarises.",
  },
  model_verbosity: {
    shape: words(["low", "medium", "high"]),
    project: "set",
    summary: "How wordy answers are.",
  },
  model_context_window: { shape: COUNT, project: "set", summary: "Tokens that the model reads." },
  model_auto_compact_token_limit: {
    shape: COUNT,
    project: "set",
    summary: "Tokens after which the conversation is compacted.",
  },
  model_max_output_tokens: { shape: COUNT, project: "set", summary: "Most tokens of one answer." },
  model_instructions_file: { shape: PATH, summary: "File whose text replaces the built-in instructions." },
  model_catalog_json: { shape: PATH, summary: "File that lists models; not applied." },
  review_model: { shape: NAME, project: "set", summary: "Model that reviews." },
  service_tier: { shape: NAME, project: "set", summary: "Service tier that is asked for." },
  personality: { shape: NAME, project: "set", summary: "Manner of the answers." },
  developer_instructions: { shape: TEXT, summary: "Text added to the instructions." },

  sandbox_mode: {
    shape: words([...SANDBOX_MODES]),
    defaultText: '"workspace-write" in a trusted project, else "read-only"',
    summary:
      "Where commands may write. One setting with default_permissions: the higher layer that sets either wins.",
    strict: { by: "order", order: [...SANDBOX_MODES] },
    project: "tighten",
  },
  sandbox_workspace_write: {
    shape: table(WORKSPACE_WRITE),
    summary: "What the mode workspace-write adds and withholds.",
  },
  approval_policy: {
    shape: APPROVAL,
    defaultText: '"on-request"; "untrusted" in a project marked untrusted',
    summary: "When a person or a reviewer is asked.",
    strict: { by: "approval" },
    project: "tighten",
  },
  approvals_reviewer: {
    shape: words([...REVIEWERS], { guardian_subagent: "auto_review" }),
    default: "user",
    summary: "Who answers questions.",
    strict: { by: "order", order: [...REVIEWERS] },
    project: "tighten",
  },
  auto_review: {
    shape: table({
      policy: { shape: TEXT, summary: "Text that the reviewer judges by, beside its built-in one." },
      model: { shape: NAME, summary: "Model of the reviewer.", own: true },
      timeout_ms: { shape: COUNT, summary: "Milliseconds it may take." },
      circuit_break_action: {
        shape: words(["default", "strict"]),
        summary: "What happens after many denials.",
      },
      ask_on_deny: { shape: FLAG, summary: "Asks the user where the reviewer denies.", own: true },
      ask_on_outage: {
        shape: FLAG,
        summary: "Asks the user where the reviewer cannot be reached.",
        own: true,
      },
    }),
    summary: "The automatic reviewer.",
  },
  default_permissions: {
    shape: NAME,
    summary: "Permission profile: :read-only, :workspace, :danger-full-access or a name of [permissions].",
    project: "tighten",
  },
  permissions: { shape: map("profiles", table(PROFILE)), summary: "Permission profiles by name." },
  features: {
    shape: {
      kind: "map",
      names: "features",
      of: either(FLAG, table({ ...NETWORK, enabled: { shape: FLAG, summary: "Turns the feature on." } }), {
        kind: "table",
        keys: {},
        open: true,
      }),
    },
    summary: "Features by name, on or off.",
  },
  web_search: {
    shape: words([...WEB_SEARCH_MODES]),
    default: "cached",
    summary: "How the model may search the web.",
    strict: { by: "order", order: [...WEB_SEARCH_MODES] },
    project: "tighten",
  },
  allow_login_shell: {
    shape: FLAG,
    default: true,
    summary: "Lets commands run in a login shell.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
  },
  shell_environment_policy: { shape: table(ENVIRONMENT), summary: "Which variables commands see." },

  cli_auth_credentials_store: {
    shape: words([...CREDENTIAL_STORES]),
    default: "auto",
    defaultText: '"auto"; under compat "file"',
    summary: "Where credentials are kept.",
    strict: { by: "order", order: [...CREDENTIAL_STORES] },
  },
  mcp_oauth_credentials_store: {
    shape: words(["keyring", "auto", "file"]),
    default: "auto",
    summary: "Where tokens of MCP servers are kept.",
    strict: { by: "order", order: ["keyring", "auto", "file"] },
  },
  forced_login_method: { shape: words(["chatgpt", "api"]), summary: "The only way to log in." },
  forced_chatgpt_workspace_id: {
    shape: either(NAME, list(NAME)),
    summary: "The only workspaces to log in to.",
  },
  chatgpt_base_url: { shape: NAME, summary: "Address of the ChatGPT backend." },
  openai_base_url: { shape: NAME, summary: "Address of the OpenAI API." },

  otel: { shape: table(OTEL), summary: "Export of telemetry; the local trail is always written." },
  history: { shape: table(HISTORY), summary: "Kept sessions." },
  analytics: {
    shape: table({ enabled: { shape: FLAG, summary: "Read for compatibility; Paddock sends none." } }),
    summary: "Read for compatibility.",
  },
  feedback: {
    shape: table({ enabled: { shape: FLAG, summary: "Read for compatibility; Paddock sends none." } }),
    summary: "Read for compatibility.",
  },
  check_for_update_on_startup: {
    shape: FLAG,
    summary: "Read for compatibility; Paddock never checks.",
    strict: { by: "order", order: [false, true] },
  },
  log_dir: { shape: PATH, summary: "Folder of the logs." },
  sqlite_home: { shape: PATH, summary: "Folder of the databases." },

  mcp_servers: { shape: map("servers", table(MCP_SERVER)), summary: "MCP servers by name." },
  hooks: { shape: table(HOOK_TABLES), summary: "Programs that run at events." },
  notify: { shape: list(TEXT), summary: "Program that is told when a turn ends." },
  projects: {
    shape: map(
      "project paths",
      table({
        trust_level: {
          shape: words(["trusted", "untrusted"]),
          summary: "Whether the project's own files count.",
        },
        digest: { shape: NAME, summary: "SHA-256 of what was trusted; other content asks again.", own: true },
        sandbox_mode: {
          shape: words([...SANDBOX_MODES]),
          summary: "Written by Codex's desktop app; not applied.",
        },
      }),
    ),
    summary: "Trust by project.",
  },
  project_root_markers: {
    shape: list(NAME),
    default: [".git"],
    summary: "Names that mark the root of a project.",
  },
  project_doc_max_bytes: {
    shape: COUNT,
    default: 32768,
    project: "set",
    summary: "Most bytes of instruction files that are read.",
  },
  project_doc_fallback_filenames: {
    shape: list(NAME),
    default: [],
    project: "set",
    summary: "Other names of instruction files.",
  },
  background_terminal_max_timeout: {
    shape: COUNT,
    default: 300000,
    project: "tighten",
    strict: { by: "lower" },
    summary: "Milliseconds a background command may wait for output.",
  },
  tool_output_token_limit: {
    shape: COUNT,
    project: "set",
    summary: "Most tokens of a tool's output that the model sees.",
  },
  file_opener: {
    shape: words(["vscode", "vscode-insiders", "windsurf", "cursor", "none"]),
    default: "vscode",
    project: "set",
    summary: "Editor that links open.",
  },
  hide_agent_reasoning: {
    shape: FLAG,
    default: false,
    project: "set",
    summary: "Hides reasoning in the transcript.",
  },
  show_raw_agent_reasoning: { shape: FLAG, project: "set", summary: "Shows reasoning as it comes." },
  tui: { shape: { kind: "table", keys: TUI, open: true }, summary: "The terminal interface." },
  windows: {
    shape: {
      kind: "table",
      keys: {
        sandbox: {
          shape: words(["elevated", "unelevated", "mxc"]),
          summary: "Codex's Windows sandbox; not applied.",
        },
      },
      open: true,
    },
    summary: "Windows settings.",
  },
  allow_symlinked_codex_home: { shape: FLAG, summary: "Read for compatibility; not applied." },
};
