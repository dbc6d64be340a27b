import { MODEL_PROVIDER } from "../keys/model-provider.ts";
import { COUNT, FLAG, type Keys, list, map, NAME, PATH, TEXT, table, words } from "../keys/shape.ts";
import { APPROVAL, ENVIRONMENT, HISTORY, HOOK_TABLES, OTEL, PROFILE, TRAIL } from "../keys/shapes.ts";
import { CREDENTIAL_STORES, REVIEWERS, SANDBOX_MODES, WEB_SEARCH_MODES } from "../keys/values.ts";
import {
  AGREE,
  elsewhere,
  FALSE_FIRST,
  KEYS,
  key,
  own,
  pins,
  type RequirementKey,
  TRUE_FIRST,
  UNION,
} from "./combine-rule.ts";
import { NETWORK_REQUIREMENT } from "./network-keys.ts";
import { RULE, SERVER_REQUIREMENT } from "./shapes.ts";

/** Every key of requirements.toml. An unknown one is an error: a typing mistake must not disarm a policy. */
export const REQUIREMENT_KEYS: Keys = {
  allow_unknown_keys: own(
    FLAG,
    FALSE_FIRST,
    "True makes unknown keys of this file notices instead of errors.",
  ),
  required_minimum_version: own(
    { kind: "text", pattern: "^\\d+\\.\\d+\\.\\d+" },
    { kind: "highest" },
    "Oldest version of Paddock that may start.",
  ),

  allowed_sandbox_modes: key(
    list(words([...SANDBOX_MODES, "external-sandbox"]), true),
    { kind: "intersect" },
    "Sandbox modes that may be used; read-only must be one of them.",
  ),
  remote_sandbox_config: key(
    list(
      table({
        hostname_patterns: {
          shape: list(NAME, true),
          required: true,
          summary: "Names of machines, with `*` and `?`.",
        },
        allowed_sandbox_modes: {
          shape: list(words([...SANDBOX_MODES, "external-sandbox"]), true),
          required: true,
          summary: "What holds there instead.",
        },
      }),
    ),
    UNION,
    "Other allowed_sandbox_modes of this file on some machines; the first entry that matches counts.",
  ),
  allowed_approval_policies: key(
    list(APPROVAL, true),
    { kind: "intersect-approvals" },
    "Approval policies that may be used.",
  ),
  allowed_approvals_reviewers: key(
    list(words([...REVIEWERS], { guardian_subagent: "auto_review" }), true),
    { kind: "intersect" },
    "Reviewers that may be used.",
  ),
  allowed_web_search_modes: key(
    list(words([...WEB_SEARCH_MODES])),
    { kind: "intersect", always: "disabled" },
    "Web search modes that may be used; disabled always may.",
  ),
  allowed_permission_profiles: key(
    map("profiles", FLAG),
    { kind: "allowed-names" },
    "Permission profiles that may be used; one that is not listed may not.",
  ),
  default_permissions: key(NAME, AGREE, "Profile for those who chose none, or one that is not allowed."),
  permissions: {
    shape: {
      kind: "map",
      names: "profiles",
      of: table({
        ...PROFILE,
        deny_read: {
          shape: list(PATH),
          summary: "In [permissions.filesystem]: paths and globs that nothing may read.",
        },
      }),
    },
    combine: { kind: "names", each: AGREE },
    summary: "Managed permission profiles; `filesystem` and `network` are reserved for limits.",
  } as RequirementKey,
  auto_review: {
    shape: table({
      required_on_models: key(
        list({ kind: "text", nonempty: true, pattern: "^[^/\\s]+$" }),
        UNION,
        "Models whose questions the automatic reviewer must answer.",
      ),
      ignore_rules: key(list(TEXT), { kind: "intersect" }, "Read for compatibility; not applied."),
    }),
    combine: KEYS,
    summary: "The automatic reviewer.",
  } as RequirementKey,
  guardian_policy_config: key(
    TEXT,
    { kind: "join" },
    "Text that the reviewer judges by, instead of the user's.",
  ),
  guardian_extra_policy: key(TEXT, { kind: "join" }, "Text that the reviewer judges by, in addition."),
  additional_developer_instructions: key(TEXT, { kind: "join" }, "Text added to the instructions."),
  rules: {
    shape: table({
      prefix_rules: { ...key(list(RULE, true), UNION, "Rules that no other rule can undo."), required: true },
    }),
    combine: KEYS,
    summary: "Managed command rules.",
  } as RequirementKey,

  experimental_network: key(table(NETWORK_REQUIREMENT), { kind: "network" }, "Limits of the network."),

  features: key(
    map("features", FLAG),
    { kind: "names", each: FALSE_FIRST },
    "Features that are fixed on or off.",
  ),
  mcp_servers: key(
    map("servers", SERVER_REQUIREMENT),
    { kind: "allowlist" },
    "The only MCP servers that may run; an empty table allows none.",
  ),
  hooks: {
    shape: table({
      managed_dir: key(NAME, AGREE, "Folder of the hooks' programs."),
      windows_managed_dir: key(NAME, AGREE, "The same on Windows."),
      ...Object.fromEntries(
        Object.entries(HOOK_TABLES).map(([name, value]) => [name, { ...value, combine: UNION }]),
      ),
    }),
    combine: KEYS,
    summary: "Managed hooks.",
  } as RequirementKey,
  allow_managed_hooks_only: key(FLAG, TRUE_FIRST, "True ignores hooks of users and projects."),
  allow_login_shell: key(FLAG, FALSE_FIRST, "False keeps commands out of login shells."),

  allowed_login_methods: key(list(words(["chatgpt", "api"]), true), { kind: "intersect" }, "Ways to log in."),
  allowed_chatgpt_workspaces: key(list(NAME), { kind: "intersect" }, "Workspaces to log in to."),
  cli_auth_credentials_store: key(
    words([...CREDENTIAL_STORES]),
    { kind: "strictest", strict: { by: "order", order: [...CREDENTIAL_STORES] } },
    "Where credentials are kept.",
  ),
  chatgpt_base_url: key(NAME, AGREE, "Address of the ChatGPT backend."),
  model_provider: key(NAME, AGREE, "Model provider."),
  model_providers: key(
    map("providers", table(MODEL_PROVIDER)),
    { kind: "names", each: AGREE },
    "Managed model providers.",
  ),
  models: {
    shape: table({
      new_thread: {
        ...key(
          table({
            model: key(NAME, AGREE, "Model for those who chose none."),
            model_reasoning_effort: key(NAME, AGREE, "Effort for those who chose none."),
            service_tier: key(NAME, AGREE, "Tier for those who chose none."),
          }),
          KEYS,
          "Defaults of new sessions.",
        ),
      },
    }),
    combine: KEYS,
    summary: "Defaults of the model; users may choose others.",
  } as RequirementKey,
  allowed_models: own(list(NAME, true), { kind: "intersect" }, "Models that may be asked."),

  otel: {
    shape: table(pins(OTEL)),
    combine: KEYS,
    summary: "Export of telemetry; each key replaces the user's.",
  } as RequirementKey,
  trail: {
    shape: table(pins(TRAIL)),
    combine: KEYS,
    summary: "The local record; each key replaces the user's.",
    own: true,
  } as RequirementKey,
  history: {
    shape: table(pins(HISTORY)),
    combine: KEYS,
    summary: "Kept sessions.",
    own: true,
  } as RequirementKey,
  shell_environment_policy: {
    shape: table({
      inherit: {
        ...ENVIRONMENT["inherit"]!,
        combine: { kind: "strictest", strict: ENVIRONMENT["inherit"]!.strict! },
      } as RequirementKey,
      ignore_default_excludes: key(
        FLAG,
        FALSE_FIRST,
        "False removes variables whose names look like secrets.",
      ),
      exclude: key(list(TEXT), UNION, "Patterns of names that are always removed."),
      include_only: key(list(TEXT), { kind: "intersect" }, "Only names that match one of these stay."),
      set: key(map("names", TEXT), { kind: "names", each: AGREE }, "Variables that are always set."),
      experimental_use_profile: key(FLAG, FALSE_FIRST, "False keeps login shells from adding variables."),
    }),
    combine: KEYS,
    summary: "Limits of the environment of commands.",
    own: true,
  } as RequirementKey,
  check_for_update_on_startup: key(FLAG, FALSE_FIRST, "Read for compatibility; Paddock never checks."),
  feedback: {
    shape: table({ enabled: key(FLAG, FALSE_FIRST, "Read for compatibility.") }),
    combine: KEYS,
    summary: "Read for compatibility.",
  } as RequirementKey,
  log_dir: key(PATH, AGREE, "Folder of the logs."),
  sqlite_home: key(PATH, AGREE, "Folder of the databases."),
  model_catalog_json: key(PATH, AGREE, "File that lists models."),

  config_server: key(
    table({
      base_url: {
        shape: { kind: "text", pattern: "^https://[^@?#\\s]+$" },
        required: true,
        summary: "Address of the policy server: https, without user, query or fragment.",
      },
      public_key: {
        shape: { kind: "text", pattern: "^[A-Za-z0-9+/]{43}=$" },
        summary: "Ed25519 key that signs bundles, 32 bytes in base64.",
        own: true,
      },
      allow_unsigned: {
        shape: FLAG,
        summary: "True accepts bundles without a signature where no key is given.",
        own: true,
      },
      cache_seconds: {
        shape: COUNT,
        summary: "Seconds that a bundle counts as fresh. Default 3600.",
        own: true,
      },
      grace_seconds: {
        shape: COUNT,
        summary:
          "Seconds after that in which it still counts while the server cannot be reached. Default 604800.",
        own: true,
      },
      timeout_ms: {
        shape: { kind: "count", min: 1, max: 60_000 },
        summary: "Milliseconds of one request. Default 5000.",
        own: true,
      },
      oauth: {
        shape: { kind: "anything" },
        summary: "Codex's login for the server; refused, because Paddock cannot do it.",
      },
    }),
    AGREE,
    "Where more requirements come from. Only in a file of the machine.",
  ),

  enforce_residency: { ...elsewhere("Where OpenAI processes data."), shape: words(["us"]) },
  plugins: elsewhere("Codex's plugins."),
  marketplaces: elsewhere("Codex's marketplaces."),
  apps: elsewhere("ChatGPT apps."),
  unsafe_enforce_sqlite_journal_mode: elsewhere("Codex's database."),
  allow_remote_control: elsewhere("Codex's desktop app."),
  allow_appshots: elsewhere("Codex's desktop app."),
  allow_browser_and_computer_use: elsewhere("Codex's desktop app."),
  computer_use: elsewhere("Codex's desktop app."),
  browser_use: elsewhere("Codex's desktop app."),
  in_app_browser: elsewhere("Codex's desktop app."),
  application: elsewhere("Codex's desktop app."),
  windows: elsewhere("Codex's Windows sandbox."),
};
