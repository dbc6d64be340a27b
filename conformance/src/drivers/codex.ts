import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denyReadConfig } from "./deny-read.ts";
import type { EscapeDriver } from "./driver.ts";
import { onPath } from "./on-path.ts";

/** `codex sandbox` of OpenAI's Codex, when it is installed. */
export const codexDriver: EscapeDriver = {
  name: "codex",
  missing: () => (onPath("codex") === undefined ? "codex is not installed" : undefined),
  skip: (item) => (item.args.length > 0 ? "the case has arguments of paddock's own" : undefined),
  prepare({ item, outside, home }) {
    const folder = join(home, "codex");
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "config.toml"), item.mode === "deny-read" ? denyReadConfig(outside) : "");
  },
  commandLine({ mode, command }) {
    const options = ["sandbox"];
    if (mode === "deny-read") options.push("-P", "denyread");
    else options.push("-c", `sandbox_mode="${mode === "read-only" ? "read-only" : "workspace-write"}"`);
    if (mode.endsWith("+net")) options.push("-c", "sandbox_workspace_write.network_access=true");
    const launch = 'CODEX_HOME="$PADDOCK_HOME/codex" exec "$@"';
    return ["sh", "-c", launch, "sh", "codex", ...options, "--", ...command];
  },
};
