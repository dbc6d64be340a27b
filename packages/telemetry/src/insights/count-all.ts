import type { QueryRow } from "../query/query-index.ts";
import { number, text } from "./cells.ts";
import type { Insights } from "./insights.ts";

/** What one pass over all records counts. */
export interface Pass extends Pick<Insights, "from" | "to" | "days"> {
  readonly records: number;
  readonly sessions: number;
  readonly byName: ReadonlyMap<string, number>;
}

/** Counts records by day, session and name in one pass, and adds them up in every way that is asked for. */
export function countAll(rows: (sql: string) => readonly QueryRow[]): Pass {
  const groups =
    rows(`SELECT substr(time, 1, 10) AS day, session, name, decision = 'deny' AS denied, count(*) AS n,
    min(time) AS first, max(time) AS last FROM records WHERE IN_RANGE GROUP BY 1, 2, 3, 4 ORDER BY 1`);
  const byName = new Map<string, number>();
  const sessions = new Set<string>();
  const days = new Map<string, { sessions: Set<string>; calls: number; refused: number; asked: number }>();
  let [records, from, to] = [0, "", ""];
  for (const row of groups) {
    const count = number(row["n"]);
    const [name, session, key, first, last] = ["name", "session", "day", "first", "last"].map((cell) =>
      text(row[cell]),
    ) as [string, string, string, string, string];
    records += count;
    sessions.add(session);
    byName.set(name, (byName.get(name) ?? 0) + count);
    if (from === "" || first < from) from = first;
    if (last > to) to = last;
    let day = days.get(key);
    if (day === undefined) {
      day = { sessions: new Set(), calls: 0, refused: 0, asked: 0 };
      days.set(key, day);
    }
    day.sessions.add(session);
    if (name === "tool.called") day.calls += count;
    if (name === "approval.requested") day.asked += count;
    const decided = name === "decision.made" || name === "network.decided";
    if (name === "sandbox.denied" || (decided && number(row["denied"]) === 1)) day.refused += count;
  }
  return {
    records,
    from,
    to,
    sessions: sessions.size,
    byName,
    days: [...days].map(([day, counts]) => ({ day, ...counts, sessions: counts.sessions.size })),
  };
}
