import { writeFileSync } from "node:fs";
import { resolve } from "node:path";
import { gatherInsights, insightsHtml, insightsText, openQueryIndex } from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { timeOf } from "./filter-flags.ts";
import { textFlag, trailFlag, trailFolder } from "./place.ts";

/** `paddock logs insights`: how the agent is used, what its boundary refuses, which questions a rule would remove. */
export const insightsCommand: Command = {
  name: "insights",
  summary: "Show use, refusals, questions and the rules that would remove them",
  usage: ["logs insights [--since 30d] [--html FILE]"],
  flags: {
    ...trailFlag,
    since: { type: "string", value: "TIME", help: "from this time on: 2026-11-20, or 24h, 30d" },
    until: { type: "string", value: "TIME", help: "before this time" },
    html: {
      type: "string",
      value: "FILE",
      help: "write one self-contained HTML report, readable by you alone",
    },
  },
  async run(context) {
    const { values } = readArguments(insightsCommand, context.args);
    const bound = (key: "since" | "until"): Readonly<Record<string, string>> => {
      const given = textFlag(values[key]);
      if (given === undefined) return {};
      const time = new Date(timeOf(given, Date.now()));
      if (Number.isNaN(time.getTime()))
        throw new UsageError(`--${key} ${given} is no time; write it like 2026-11-20 or 30d`);
      return { [key]: time.toISOString() };
    };
    using index = await openQueryIndex(trailFolder(context, values["trail"]));
    const insights = gatherInsights(index, { ...bound("since"), ...bound("until") });
    const html = textFlag(values["html"]);
    if (html !== undefined) {
      const path = resolve(context.globals.cwd, html);
      try {
        writeFileSync(path, insightsHtml(insights), { mode: 0o600 });
      } catch (cause) {
        throw new UsageError(`cannot write ${html}: ${(cause as Error).message}`);
      }
      context.out(`wrote ${path}\n`);
    } else if (context.globals.json) context.out(`${JSON.stringify(insights)}\n`);
    else context.out(insightsText(insights, context.style, Math.min(120, process.stdout.columns || 80)));
    return exitCode.ok;
  },
};
