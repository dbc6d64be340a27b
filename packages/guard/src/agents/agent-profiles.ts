import { PROVIDERS, type ProviderName } from "./providers.ts";

/**
 * How an agent is told of hooks: a file that is named by a flag, or by a variable, which may stand for a file of the machine's owner;
 * or overrides of Codex's configuration.
 */
export type AgentHooking =
  | {
      readonly format: "pre-tool-use" | "before-tool" | "opencode";
      /** It takes no settings from below a folder that others may write. */
      readonly ownFoldersOnly?: true;
      readonly by:
        | { readonly kind: "flag"; readonly flag: string }
        | { readonly kind: "variable"; readonly variable: string; readonly insteadOf?: string };
    }
  | {
      readonly format: "codex";
      readonly by: { readonly kind: "overrides"; readonly flags: readonly string[] };
    };

/** What an agent of somebody else needs of this machine to work at all. Paths may begin with `~/`. */
export interface AgentProfile {
  /** Short, for `--agent`. */
  readonly name: string;
  /** Names of its programs, without folders and extensions. */
  readonly programs: readonly string[];
  /** Name of its package in the npm registry, where it has one. */
  readonly package?: string;
  /** Folders where it keeps settings, logins and sessions: writable, and made where they are missing. */
  readonly folders: readonly string[];
  /** Its own folder among them, where a variable names another place for it. */
  readonly home?: {
    readonly variable: string;
    readonly folder: string;
    /**
     * A file that lies beside the folder unless the variable is set. It is replaced at every change, which takes a home that can be
     * written; so the variable is set, and what the file says at the first start is copied into the folder, under its own name.
     */
    readonly beside?: string;
  };
  /** Files of the same kind: writable where they exist. */
  readonly files?: readonly string[];
  /** Hosts it cannot work without, as patterns of a domain table. What it merely reports to is left out, and asks. */
  readonly hosts: readonly string[];
  /** Model providers it can be set up for; a provider counts when a variable with its key is set. */
  readonly providers: readonly ProviderName[];
  /** Variables it reads although their names look like secrets. */
  readonly variables?: readonly string[];
  /** Variables that keep it from what cannot work inside: its install is read-only, so it cannot update itself. */
  readonly set?: Readonly<Record<string, string>>;
  /** How it is told of hooks, where it has any. */
  readonly hooks?: AgentHooking;
  /** What a person should know about running it in a sandbox. */
  readonly note?: string;
}

const EVERY: readonly ProviderName[] = Object.keys(PROVIDERS) as ProviderName[];
/** What many programs of npm look at before they ask its registry for a newer version of themselves. */
const NO_NOTIFIER = { NO_UPDATE_NOTIFIER: "1" };
const OWN_SANDBOX = "its own sandbox cannot be made inside this one";

/** The agents that are known. A further one is a further entry. */
export const AGENT_PROFILES: readonly AgentProfile[] = [
  {
    name: "claude",
    programs: ["claude", "claude-code"],
    package: "@anthropic-ai/claude-code",
    folders: ["~/.claude", "~/.cache/claude-cli-nodejs"],
    home: { variable: "CLAUDE_CONFIG_DIR", folder: "~/.claude", beside: "~/.claude.json" },
    hosts: ["api.anthropic.com", "claude.ai", "console.anthropic.com", "platform.claude.com"],
    providers: ["anthropic"],
    variables: ["CLAUDE_CODE_OAUTH_TOKEN"],
    set: { DISABLE_AUTOUPDATER: "1" },
    hooks: { format: "pre-tool-use", by: { kind: "flag", flag: "--settings" } },
  },
  {
    name: "codex",
    programs: ["codex"],
    package: "@openai/codex",
    folders: ["~/.codex"],
    home: { variable: "CODEX_HOME", folder: "~/.codex" },
    hosts: ["chatgpt.com", "auth.openai.com"],
    providers: ["openai"],
    variables: ["CODEX_API_KEY", "CODEX_ACCESS_TOKEN"],
    hooks: { format: "codex", by: { kind: "overrides", flags: ["-c", "--config"] } },
    note: `${OWN_SANDBOX}: start it with --sandbox danger-full-access, which here means Paddock's boundary`,
  },
  {
    name: "gemini",
    programs: ["gemini"],
    package: "@google/gemini-cli",
    folders: ["~/.gemini"],
    hosts: ["cloudcode-pa.googleapis.com", "oauth2.googleapis.com", "accounts.google.com"],
    providers: ["google"],
    set: NO_NOTIFIER,
    hooks: {
      format: "before-tool",
      ownFoldersOnly: true,
      by: {
        kind: "variable",
        variable: "GEMINI_CLI_SYSTEM_SETTINGS_PATH",
        insteadOf: "/etc/gemini-cli/settings.json",
      },
    },
  },
  {
    name: "qwen",
    programs: ["qwen"],
    package: "@qwen-code/qwen-code",
    folders: ["~/.qwen"],
    hosts: ["chat.qwen.ai", "portal.qwen.ai"],
    providers: ["dashscope", "openai"],
    set: NO_NOTIFIER,
    hooks: {
      format: "pre-tool-use",
      by: {
        kind: "variable",
        variable: "QWEN_CODE_SYSTEM_SETTINGS_PATH",
        insteadOf: "/etc/qwen-code/settings.json",
      },
    },
  },
  {
    name: "opencode",
    programs: ["opencode"],
    package: "opencode-ai",
    folders: [
      "~/.config/opencode",
      "~/.local/share/opencode",
      "~/.local/state/opencode",
      "~/.cache/opencode",
    ],
    hosts: ["opencode.ai", "models.opencode.ai", "models.dev"],
    providers: EVERY,
    set: { OPENCODE_DISABLE_AUTOUPDATE: "1" },
    hooks: { format: "opencode", by: { kind: "variable", variable: "OPENCODE_CONFIG" } },
  },
  {
    name: "aider",
    programs: ["aider"],
    folders: ["~/.aider"],
    files: ["~/.aider.conf.yml"],
    hosts: [],
    providers: EVERY,
  },
  {
    name: "goose",
    programs: ["goose", "goosed"],
    folders: ["~/.config/goose", "~/.local/share/goose", "~/.local/state/goose"],
    hosts: [],
    providers: EVERY,
  },
  {
    name: "copilot",
    programs: ["copilot"],
    package: "@github/copilot",
    folders: ["~/.copilot"],
    hosts: ["api.github.com", "**.githubcopilot.com"],
    providers: [],
    variables: ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"],
  },
  {
    name: "cursor",
    programs: ["cursor-agent"],
    folders: ["~/.cursor", "~/.config/cursor"],
    hosts: ["cursor.com", "**.cursor.sh"],
    providers: [],
    variables: ["CURSOR_API_KEY"],
  },
  {
    name: "amp",
    programs: ["amp"],
    package: "@sourcegraph/amp",
    folders: ["~/.config/amp", "~/.local/share/amp", "~/.cache/amp"],
    hosts: ["ampcode.com"],
    providers: [],
    variables: ["AMP_API_KEY"],
  },
  {
    name: "crush",
    programs: ["crush"],
    folders: ["~/.config/crush", "~/.local/share/crush"],
    hosts: [],
    providers: EVERY,
  },
  {
    name: "pi",
    programs: ["pi"],
    package: "@mariozechner/pi-coding-agent",
    folders: ["~/.pi"],
    hosts: [],
    providers: EVERY,
  },
];
