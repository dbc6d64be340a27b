import type { AttributeValue, TrailRecord } from "../record.ts";

/** The columns of the index: what questions are asked of, beside the record's attributes. */
export const columns = [
  "id",
  "session",
  "seq",
  "time",
  "name",
  "severity",
  "user",
  "policy",
  "turn",
  "call",
  "approval",
  "decision_id",
  "execution",
  "connection",
  "kind",
  "tool",
  "server",
  "decision",
  "by",
  "outcome",
  "subject",
  "program",
  "host",
  "object",
  "duration_ms",
  "wait_ms",
] as const;

/** One value of a row. */
export type Cell = string | number | null;

/** What an action is about, carried from its call to its decision and answer, which need not repeat it. */
export interface ActionFacts {
  readonly kind: Cell;
  readonly tool: Cell;
  readonly server: Cell;
  readonly subject: Cell;
}

const text = (value: AttributeValue | undefined): string | null =>
  typeof value === "string" && value !== "" ? value : null;
const number = (value: AttributeValue | undefined): number | null =>
  typeof value === "number" ? value : null;

/** The program a command line starts with: no assignments, no folder. */
export function programOf(line: string): string | null {
  for (const word of line.trim().split(/\s+/)) {
    if (/^[A-Za-z_][A-Za-z0-9_]*=/.test(word) || word === "") continue;
    const name =
      word
        .replace(/^['"(]+|['")]+$/g, "")
        .split("/")
        .at(-1) ?? "";
    return name === "" ? null : name.slice(0, 64);
  }
  return null;
}

/** What a record itself says of its action. */
export function actionFacts(record: TrailRecord): ActionFacts {
  const { attributes } = record;
  const argv = attributes["argv"];
  return {
    kind: text(attributes["kind"]),
    tool: text(attributes["tool"]),
    server: text(attributes["server"]),
    subject:
      text(attributes["subject"]) ??
      text(attributes["command"]) ??
      (Array.isArray(argv) ? argv.join(" ") : null),
  };
}

/** Makes the row of a record; `known` fills in what its call said earlier. */
export function rowOf(record: TrailRecord, known: ActionFacts | undefined): readonly Cell[] {
  const { ids, attributes, source } = record;
  const own = actionFacts(record);
  const kind = own.kind ?? known?.kind ?? null;
  const subject = own.subject ?? known?.subject ?? null;
  const isCommand = kind === "command" || record.name.startsWith("execution.");
  return [
    record.id,
    ids.session,
    record.seq,
    record.time,
    record.name,
    record.severity,
    source?.user ?? null,
    source?.policy ?? null,
    ids.turn ?? null,
    ids.call ?? null,
    ids.approval ?? null,
    ids.decision ?? null,
    ids.execution ?? null,
    ids.connection ?? null,
    kind,
    own.tool ?? known?.tool ?? null,
    own.server ?? known?.server ?? null,
    text(attributes["decision"]),
    text(attributes["by"]),
    text(attributes["outcome"]),
    subject === null ? null : String(subject).slice(0, 400),
    text(attributes["program"]) ?? (isCommand && typeof subject === "string" ? programOf(subject) : null),
    text(attributes["host"]),
    text(attributes["object"]) ?? text(attributes["path"]),
    number(attributes["duration_ms"]),
    number(attributes["wait_ms"]),
  ];
}
