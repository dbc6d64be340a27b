import { spawnSync } from "node:child_process";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { denyReadConfig } from "./deny-read.ts";
import type { EscapeDriver } from "./driver.ts";

const BIN = join(import.meta.dirname, "..", "..", "..", "apps", "tui", "bin", "paddock.js");

function missing(): string | undefined {
  if (!existsSync(BIN)) return `${BIN} does not exist`;
  const { status, stderr } = spawnSync(process.execPath, [BIN, "--version"], { encoding: "utf8" });
  return status === 0 ? undefined : `paddock does not start: ${stderr.trim()}`;
}

/** `paddock sandbox`, as a person types it. */
export const paddockDriver: EscapeDriver = {
  name: "paddock",
  missing,
  skip: () => undefined,
  prepare({ item, outside, home }) {
    writeFileSync(join(home, "config.toml"), item.mode === "deny-read" ? denyReadConfig(outside) : "");
  },
  refusal({ status, err }) {
    // A command that ran may end with the same statuses, and what it was told stands beside what it said itself.
    const lines = err.split("\n").filter((line) => line.trim() !== "");
    if (
      lines.length === 0 ||
      !lines.every((line) => /^(?:paddock: |Run `paddock| {2}to fix it: )/.test(line))
    ) {
      return undefined;
    }
    if (status === 125) return "sandbox";
    return status === 2 || status === 3 || status === 5 ? "usage" : undefined;
  },
  commandLine({ mode, args, command }) {
    const options = ["sandbox"];
    if (mode === "deny-read") options.push("-P", "denyread");
    else {
      options.push("-c", `sandbox_mode="${mode === "read-only" ? "read-only" : "workspace-write"}"`);
      if (mode !== "read-only") options.push("-c", 'sandbox_workspace_write.git="read-only"');
      if (mode.endsWith("+net")) options.push("-c", "sandbox_workspace_write.network_access=true");
    }
    return [process.execPath, BIN, ...options, ...args, "--", ...command];
  },
};
