import type { LoadedConfig } from "@paddock/config";
import { trustQuestion } from "../interactive/trust-question.ts";
import { visible } from "../text/visible.ts";
import type { LineInput } from "./line-input.ts";

const LEVELS: Readonly<Record<string, "trusted" | "untrusted">> = {
  trust: "trusted",
  t: "trusted",
  "read-only": "untrusted",
  r: "untrusted",
};

/** Puts the trust question in plain lines; undefined when the person rather quits. */
export async function askTrust(
  effective: LoadedConfig,
  input: LineInput,
  out: (text: string) => void,
): Promise<"trusted" | "untrusted" | undefined> {
  const { folder, files } = trustQuestion(effective);
  out(`Trust ${visible(folder)} ?\n`);
  for (const file of files) out(`  takes effect if trusted: ${visible(file)}\n`);
  out("trust: commands may change files in this folder. read-only: they may only look.\n");
  for (;;) {
    const line = await input.ask("Type trust, read-only or quit: ");
    if (line === undefined || line === "quit" || line === "q") return undefined;
    const level = LEVELS[line];
    if (level !== undefined) return level;
  }
}
