import {
  conditionOf,
  explainRecord,
  findRecords,
  openQueryIndex,
  type QueryIndex,
  type TrailRecord,
  type WhyLink,
} from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { visible } from "../../text/visible.ts";
import { isRefusal, lineOf } from "../../text/why-link.ts";
import { trailFlag, trailFolder } from "./place.ts";

const idColumns = ["turn", "call", "approval", "decision_id", "execution", "connection", "host", "object"];
const textColumns = ["subject", "object", "host"];

/** Sessions that speak of an id, host, path or command, the latest first; a part of one counts where no whole one does. */
function sessionsWith(index: QueryIndex, wanted: string): readonly string[] {
  const latest = (where: string): readonly string[] =>
    index
      .select(
        `SELECT session, max(time) AS last FROM events WHERE ${where} GROUP BY 1 ORDER BY last DESC LIMIT 50`,
        [wanted],
      )
      .map((row) => String(row["session"]));
  const whole = latest(
    `id = ?1 OR (length(?1) >= 8 AND substr(id, 1, length(?1)) = ?1) OR ${[...idColumns, "server", "subject"].map((name) => `${name} = ?1`).join(" OR ")}`,
  );
  return whole.length > 0
    ? whole
    : latest(textColumns.map((name) => `instr(lower(${name}), lower(?1)) > 0`).join(" OR "));
}

const facts = ["permissions", "network", "approval_policy", "backend", "enforcement", "trust"];

/** What was in force, in one line. */
function inForce(session: TrailRecord | undefined): string {
  if (session === undefined) return "";
  const { attributes, source } = session;
  const known = facts.flatMap((key) =>
    typeof attributes[key] === "string" ? [`${key.replace("_", " ")} ${attributes[key]}`] : [],
  );
  return `${source?.user ?? ""} ${known.join(", ")}, policy ${String(source?.policy ?? "").slice(0, 12)}`.trim();
}

function printLink(context: CommandContext, link: WhyLink, about: TrailRecord): void {
  const { step, text, details, record } = link;
  const line = `${record.id === about.id ? ">" : " "} ${step.padEnd(10)} ${lineOf(text)}`;
  const shown = isRefusal(link) ? context.style("red", line) : line;
  const dim = (part: string): string => context.style("dim", part);
  context.out(`${dim(record.time.slice(11, 19))} ${shown} ${dim(record.id.slice(0, 18))}\n`);
  for (const detail of details) context.out(`${" ".repeat(22)}${lineOf(detail)}\n`);
}

/** `paddock logs why ID`: the way from a request to what came of it. */
export const whyCommand: Command = {
  name: "why",
  summary: "Say why something happened or did not: by any id, host, path or command, or a part of one",
  usage: ["logs why ID|HOST|PATH|COMMAND", "logs why git push"],
  flags: trailFlag,
  async run(context) {
    const { values, positionals } = readArguments(whyCommand, context.args);
    const wanted = positionals.join(" ");
    if (wanted === "") throw new UsageError("`paddock logs why` needs an id, a host, a path or a command");
    using index = await openQueryIndex(trailFolder(context, values["trail"]));
    const [session, ...others] = sessionsWith(index, wanted);
    const { where, values: bound } = conditionOf({ session: session ?? "" });
    const records = session === undefined ? [] : index.records(where, bound);
    const about = findRecords(records, wanted).at(-1);
    if (about === undefined)
      throw new UsageError(
        `no record speaks of ${visible(wanted)}; \`paddock logs query --text WORD\` looks into every attribute`,
      );
    const answer = explainRecord(records, about);
    if (context.globals.json) {
      context.out(`${JSON.stringify(answer)}\n`);
      return exitCode.ok;
    }
    context.out(
      `${context.style("bold", visible(wanted))} in session ${session} on ${about.time.slice(0, 10)}\n`,
    );
    const force = inForce(answer.session);
    if (force !== "") context.out(`${context.style("dim", visible(force))}\n`);
    for (const link of answer.chain) printLink(context, link, about);
    for (const change of answer.change)
      context.out(`${context.style("yellow", "would change it:")} ${visible(change)}\n`);
    if (others.length > 0) {
      const count = `${others.length}${others.length === 49 ? " or more" : ""} earlier ${others.length === 1 ? "session speaks" : "sessions speak"}`;
      context.out(
        context.style("dim", `${count} of it too: \`paddock logs query --text WORD\` lists them\n`),
      );
    }
    return exitCode.ok;
  },
};
