import { checkSummary, openQueryIndex, readAlert, triageAlert } from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import { readGiven, textFlag, trailFlag, trailFolder } from "./place.ts";

const colours = { expected: "green", benign: "yellow", escalate: "red" } as const;
const meanings = {
  expected: "the trail accounts for it",
  benign: "a mistake that stayed inside the policy",
  escalate: "someone should look",
} as const;

/** `paddock logs triage ALERT.json`: the conversation behind an endpoint alert, and what to make of it. */
export const triageCommand: Command = {
  name: "triage",
  summary: "Find the conversation behind an endpoint alert and class it expected, benign or escalate",
  usage: ["logs triage ALERT.json [--summary FILE]"],
  flags: {
    ...trailFlag,
    summary: {
      type: "string",
      value: "FILE",
      help: "check a model's summary: each sentence must cite records as [ID] that bear it out",
    },
  },
  async run(context) {
    const { values, positionals } = readArguments(triageCommand, context.args);
    const file = positionals[0];
    if (file === undefined) throw new UsageError("`paddock logs triage` needs a file with the alert as JSON");
    let json: unknown;
    try {
      json = JSON.parse(readGiven(context, file));
    } catch (error) {
      if (error instanceof UsageError) throw error;
      throw new UsageError(`${file} is no JSON: ${(error as Error).message}`);
    }
    const alert = readAlert(json);
    using index = await openQueryIndex(trailFolder(context, values["trail"]));
    const at = (minutes: number): string => new Date(Date.parse(alert.time) + minutes * 60_000).toISOString();
    // Sessions with a record near the alert, and those with a run that began up to a day before and was under way then.
    const records = index.records(
      `session IN (SELECT session FROM records WHERE time >= ?1 AND time <= ?2 UNION
        SELECT session FROM records AS begun WHERE name = 'execution.started' AND time >= ?3 AND time < ?1 AND NOT EXISTS
          (SELECT 1 FROM records AS over WHERE over.session = begun.session AND over.name = 'execution.ended' AND over.execution = begun.execution AND over.time < ?1))`,
      [at(-10), at(10), at(-24 * 60)],
    );
    const result = triageAlert(alert, records);
    const summary = textFlag(values["summary"]);
    const checked = summary === undefined ? undefined : checkSummary(readGiven(context, summary), records);
    if (context.globals.json) {
      context.out(`${JSON.stringify(checked === undefined ? result : { ...result, summary: checked })}\n`);
      return exitCode.ok;
    }
    context.out(`${context.style(colours[result.class], result.class)}: ${meanings[result.class]}\n`);
    if (result.session !== undefined)
      context.out(`session ${result.session}${result.turn === undefined ? "" : `, turn ${result.turn}`}\n`);
    const [best] = result.matches;
    if (best !== undefined)
      context.out(
        `${result.matches.length}${result.matches.length === 12 ? " or more" : ""} records match, the best by ${visible(best.why.join(", "))}: \`paddock logs why ${best.id}\`\n`,
      );
    for (const { text, records: ids, weight } of result.claims)
      context.out(
        `  ${context.style(colours[weight], weight === "escalate" ? "!" : weight === "benign" ? "~" : "-")} ${visible(text)} ${context.style("dim", ids.map((id) => `[${id}]`).join(" "))}\n`,
      );
    for (const { text, holds, problems } of checked ?? [])
      context.out(
        `${holds ? context.style("green", "holds    ") : context.style("red", "unproven ")} ${visible(text)}${holds ? "" : context.style("dim", ` (${problems.join("; ")})`)}\n`,
      );
    return exitCode.ok;
  },
};
