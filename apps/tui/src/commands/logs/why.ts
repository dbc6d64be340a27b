import {
  conditionOf,
  explainRecord,
  findRecords,
  openQueryIndex,
  type QueryIndex,
  type TrailRecord,
} from "@paddock/telemetry";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import { trailFlag, trailFolder } from "./place.ts";

/** Sessions that speak of an id, host, path or subject, the latest first. */
function sessionsWith(index: QueryIndex, wanted: string): readonly string[] {
  const columns = [
    "turn",
    "call",
    "approval",
    "decision_id",
    "execution",
    "connection",
    "host",
    "object",
    "server",
    "subject",
  ];
  const rows = index.select(
    `SELECT session, max(time) AS last FROM events WHERE id = ?1 OR (length(?1) >= 8 AND substr(id, 1, length(?1)) = ?1) OR ${columns.map((name) => `${name} = ?1`).join(" OR ")} GROUP BY 1 ORDER BY last DESC LIMIT 20`,
    [wanted],
  );
  return rows.map((row) => String(row["session"]));
}

/** `paddock logs why ID`: the way from a request to what came of it. */
export const whyCommand: Command = {
  name: "why",
  summary: "Say why something happened or did not: by any id, host, path or command",
  usage: ["logs why ID|HOST|PATH|COMMAND"],
  flags: trailFlag,
  async run(context) {
    const { values, positionals } = readArguments(whyCommand, context.args);
    const wanted = positionals.join(" ");
    if (wanted === "") throw new UsageError("`paddock logs why` needs an id, a host, a path or a command");
    using index = await openQueryIndex(trailFolder(context, values["trail"]));
    const [session] = sessionsWith(index, wanted);
    const { where, values: bound } = conditionOf({ session: session ?? "" });
    const records = session === undefined ? [] : index.records(where, bound);
    const about: TrailRecord | undefined = findRecords(records, wanted).at(-1);
    if (about === undefined) throw new UsageError(`no record speaks of ${wanted}`);
    const answer = explainRecord(records, about);
    if (context.globals.json) {
      context.out(`${JSON.stringify(answer)}\n`);
      return exitCode.ok;
    }
    context.out(`${context.style("bold", visible(wanted))} in session ${session}\n`);
    for (const { step, text, record } of answer.chain) {
      const own = record.id === about.id ? ">" : " ";
      const refused = ["deny", "stop"].includes(String(record.attributes["decision"])) || step === "denial";
      const line = `${own} ${step.padEnd(10)} ${visible(text).replaceAll("\n", " ")}`;
      context.out(
        `${context.style("dim", record.time.slice(11, 19))} ${refused ? context.style("red", line) : line} ${context.style("dim", record.id.slice(0, 18))}\n`,
      );
    }
    for (const change of answer.change)
      context.out(`${context.style("yellow", "would change it:")} ${visible(change)}\n`);
    return exitCode.ok;
  },
};
