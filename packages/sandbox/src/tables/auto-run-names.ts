/** One name that a host program acts on by itself, at the top of a writable root. */
export interface AutoRunName {
  /** Last part of the path. */
  readonly name: string;
  /** What it is where it exists. */
  readonly type: "file" | "directory";
  /** Who runs it. */
  readonly runBy: string;
}

/**
 * Names that editors and tools of the host run or obey without being asked. A bare command may not write them; the
 * guard asks. A profile entry that names one exactly opens it.
 */
export const AUTO_RUN_NAMES: readonly AutoRunName[] = [
  { name: ".vscode", type: "directory", runBy: "VS Code tasks, settings and launch files" },
  { name: ".idea", type: "directory", runBy: "JetBrains run configurations and watchers" },
  { name: ".zed", type: "directory", runBy: "Zed tasks and settings" },
  { name: ".cursor", type: "directory", runBy: "Cursor rules, hooks and MCP servers" },
  { name: ".devcontainer", type: "directory", runBy: "dev container hooks on the host" },
  { name: ".mcp.json", type: "file", runBy: "MCP clients that start the servers it names" },
  { name: ".claude", type: "directory", runBy: "Claude Code hooks, commands and settings" },
  { name: ".gemini", type: "directory", runBy: "Gemini CLI settings and tool commands" },
  { name: ".husky", type: "directory", runBy: "git hooks through husky" },
  { name: ".npmrc", type: "file", runBy: "npm: registry, script shell and node options" },
  { name: ".envrc", type: "file", runBy: "direnv" },
];

/** Names that are run by shells and login sessions when a writable root is somebody's home. */
export const HOME_AUTO_RUN_NAMES: readonly AutoRunName[] = [
  ...[".bashrc", ".bash_profile", ".bash_login", ".bash_logout", ".profile", ".inputrc"].map((name) => ({
    name,
    type: "file" as const,
    runBy: "bash and login shells",
  })),
  ...[".zshrc", ".zshenv", ".zprofile", ".zlogin", ".zlogout"].map((name) => ({
    name,
    type: "file" as const,
    runBy: "zsh",
  })),
  { name: ".gitconfig", type: "file", runBy: "git" },
  { name: ".gitmodules", type: "file", runBy: "git" },
  { name: ".ripgreprc", type: "file", runBy: "ripgrep" },
  { name: ".vimrc", type: "file", runBy: "vim" },
  { name: ".vim", type: "directory", runBy: "vim" },
  { name: ".ssh", type: "directory", runBy: "ssh" },
  { name: ".gnupg", type: "directory", runBy: "gpg" },
  { name: ".config", type: "directory", runBy: "desktop sessions and most tools" },
  { name: ".local", type: "directory", runBy: "shells that have ~/.local/bin on their PATH" },
];
