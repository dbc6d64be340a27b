import type { AttributeValue, TrailRecord } from "../record.ts";

/** An action as it was judged then, as far as the trail tells. */
export interface RecordedAction {
  /** Kind of the action: `command`, `network`, `write`, ... */
  readonly kind: string;
  /** The command line, path, host or tool in one text. */
  readonly subject: string;
  /** The command as an argument vector. */
  readonly argv?: readonly string[];
  /** Working directory. */
  readonly cwd?: string;
  /** Destination host. */
  readonly host?: string;
  /** Destination port. */
  readonly port?: number;
  /** How the connection was asked for. */
  readonly protocol?: string;
  /** The whole action, where the trail holds it. */
  readonly action?: AttributeValue;
}

/** What another policy says about an action; undefined where it has no say, or the trail tells too little. */
export type Judge = (
  action: RecordedAction,
) => "allow" | "ask" | "deny" | undefined | Promise<"allow" | "ask" | "deny" | undefined>;

/** One recorded decision, judged again. */
export interface Replayed {
  /** The record of the decision. */
  readonly record: TrailRecord;
  /** What was decided about. */
  readonly action: RecordedAction;
  /** What was decided then: an answered question counts as `ask`. */
  readonly was: "allow" | "ask" | "deny";
  /** What the other policy says; undefined where it could not judge. */
  readonly now?: "allow" | "ask" | "deny";
  /** The other policy could judge, and says something else. */
  readonly changed: boolean;
}

const text = (value: AttributeValue | undefined): string | undefined =>
  typeof value === "string" && value !== "" ? value : undefined;

/** Judges every recorded decision again. Records are to come in order; calls are joined to their decisions by id. */
export async function* replayDecisions(
  records: AsyncIterable<TrailRecord> | Iterable<TrailRecord>,
  judge: Judge,
): AsyncGenerator<Replayed, void, void> {
  const calls = new Map<string, TrailRecord>();
  const asked = new Set<string>();
  for await (const record of records) {
    const keys = [record.ids.decision, record.ids.call]
      .filter((id) => id !== undefined)
      .map((id) => `${record.ids.session} ${id}`);
    if (record.name === "tool.called") for (const key of keys) calls.set(key, record);
    if (record.name === "approval.requested") for (const key of keys) asked.add(key);
    if (record.name !== "decision.made" && record.name !== "network.decided") continue;
    const action = recordedAction(
      record,
      keys.map((key) => calls.get(key)).find((call) => call !== undefined),
    );
    if (action === undefined) continue;
    const decision = text(record.attributes["decision"]);
    const was =
      record.name === "decision.made" && keys.some((key) => asked.has(key))
        ? "ask"
        : decision === "allow" || decision === "ask"
          ? decision
          : "deny";
    const now = await judge(action);
    for (const key of keys) {
      calls.delete(key);
      asked.delete(key);
    }
    yield {
      record,
      action,
      was,
      ...(now === undefined ? {} : { now }),
      changed: now !== undefined && now !== was,
    };
  }
}

function recordedAction(record: TrailRecord, call: TrailRecord | undefined): RecordedAction | undefined {
  const pick = (key: string): AttributeValue | undefined => record.attributes[key] ?? call?.attributes[key];
  const network = record.name === "network.decided";
  const kind = network ? "network" : text(pick("kind"));
  const subject = text(pick("subject")) ?? text(pick("command")) ?? text(pick("host"));
  if (kind === undefined || subject === undefined) return undefined;
  const argv = pick("argv");
  const [cwd, host, port, protocol, action] = [
    text(pick("cwd")),
    text(pick("host")),
    pick("port"),
    text(pick("protocol")),
    pick("action"),
  ];
  return {
    kind,
    subject,
    ...(Array.isArray(argv) ? { argv: argv.map(String) } : {}),
    ...(cwd === undefined ? {} : { cwd }),
    ...(host === undefined ? {} : { host }),
    ...(typeof port === "number" ? { port } : {}),
    ...(protocol === undefined ? {} : { protocol }),
    ...(action === undefined ? {} : { action }),
  };
}
