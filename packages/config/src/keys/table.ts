import { MCP_SERVER } from "./mcp-server.ts";
import { MODEL_PROVIDER } from "./model-provider.ts";
import { COUNT, either, FLAG, type Keys, list, map, NAME, PATH, TEXT, table, words } from "./shape.ts";
import { APPROVAL, ENVIRONMENT, HISTORY, HOOK_TABLES, NETWORK, OTEL, PROFILE, TRAIL } from "./shapes.ts";
import { CREDENTIAL_STORES, REVIEWERS, SANDBOX_MODES, WEB_SEARCH_MODES } from "./values.ts";
import { WORKSPACE_WRITE } from "./workspace-write.ts";

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
      provider: {
        shape: NAME,
        summary: "Provider of the reviewer; a name of [model_providers]. Default: that of the session.",
        own: true,
      },
      model: { shape: NAME, summary: "Model of the reviewer. Default: review_model, else model.", own: true },
      scope: {
        shape: words(["questions", "all"]),
        default: "questions",
        summary: "Which commands it sees: those that are asked about, or every one.",
        own: true,
      },
      required_on_models: {
        shape: list(TEXT),
        summary: "Models of the agent whose every command it sees; `*` at the end matches any rest.",
        own: true,
      },
      timeout_ms: { shape: COUNT, summary: "Milliseconds that one review may take. Default 90000." },
      attempts: { shape: COUNT, summary: "Answers asked for when one is not valid. Default 3.", own: true },
      circuit_break_action: {
        shape: words(["default", "strict"]),
        summary: "default: three denials in a row or ten in a turn stop it; strict: the first one does.",
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
  trail: {
    shape: table(TRAIL),
    summary: "The local record of everything that is decided and done.",
    own: true,
  },
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
    shape: list({ kind: "text", pattern: "^[^/\\\\\\x00]+$" }),
    default: [],
    project: "set",
    summary: "Other names of instruction files; plain names, no paths.",
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
