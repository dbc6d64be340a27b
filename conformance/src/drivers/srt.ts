import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { EscapeDriver } from "./driver.ts";
import { onPath } from "./on-path.ts";

const PROTECTED = [".git", ".codex", ".agents", ".aws"];

/** Anthropic's sandbox-runtime, when it is installed. */
export const srtDriver: EscapeDriver = {
  name: "srt",
  missing: () => (onPath("srt") === undefined ? "srt is not installed" : undefined),
  skip(item) {
    if (item.mode.endsWith("+net")) return "srt has no mode with an open network";
    return item.args.length > 0 ? "the case has arguments of paddock's own" : undefined;
  },
  prepare({ item, workspace, outside, home }) {
    const hidden =
      item.mode === "deny-read"
        ? [`${workspace}/secret.txt`, `${workspace}/sub/.env`, `${outside}/secretdir`]
        : [];
    const settings = {
      network: { allowedDomains: [], deniedDomains: [] },
      filesystem: {
        denyRead: hidden,
        allowWrite: item.mode === "read-only" ? [] : [workspace, "/tmp"],
        denyWrite: PROTECTED.map((name) => `${workspace}/${name}`),
      },
    };
    writeFileSync(join(home, "srt.json"), JSON.stringify(settings));
  },
  commandLine: ({ command }) => ["sh", "-c", 'exec srt -s "$PADDOCK_HOME/srt.json" "$@"', "sh", ...command],
};
