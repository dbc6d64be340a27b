import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";

/** `paddock requirements show`: what admins demand here, from which sources. */
export const showCommand: Command = {
  name: "show",
  summary: "Print what admins demand on this machine, and from where",
  usage: ["requirements show [--json]"],
  flags: {},
  async run(context) {
    readArguments(showCommand, context.args);
    const { formatKeyPath, leavesOf, valueAt } = await import("@paddock/config");
    const { loadHere } = await import("../config/load.ts");
    const { valueText } = await import("../config/origin-text.ts");
    const config = await loadHere(context);
    const { requirements } = config;
    const from = (key: string): readonly string[] =>
      requirements.sources
        .filter((source) =>
          source.keys.some((one) => one === key || key.startsWith(`${one}.`) || one.startsWith(`${key}.`)),
        )
        .map((source) => source.file ?? source.id);
    if (context.globals.json) {
      context.out(
        `${JSON.stringify({ v: 1, ...requirements, notices: config.notices.filter((notice) => notice.code.includes("requirement")) }, null, 2)}\n`,
      );
      return exitCode.ok;
    }
    const { out, style } = context;
    if (requirements.sources.length === 0) out("No requirements are in force on this machine.\n");
    for (const path of leavesOf(requirements.values)) {
      const key = formatKeyPath(path);
      out(
        `${style("bold", key)} = ${valueText(valueAt(requirements.values, path))}  ${style("dim", from(key).join(", "))}\n`,
      );
    }
    return exitCode.ok;
  },
};
