import { chmodSync, existsSync, rmSync, statSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSync, StatementSync } from "node:sqlite";
import type { TrailRecord } from "../record.ts";
import { parseRecord } from "../trail/line.ts";
import { tryLock } from "../trail/lock-file.ts";
import { readLines } from "../trail/read-lines.ts";
import { segmentsInOrder } from "../trail/read-trail.ts";
import { TrailError } from "../trail-error.ts";
import { type ActionFacts, actionFacts, type Cell, columns, rowOf } from "./row.ts";
import { readStored, type StoredAt } from "./stored-lines.ts";

/** A row of an answer, by column name. */
export type QueryRow = Readonly<Record<string, string | number | bigint | null>>;

/** Questions put to a trail by SQL. */
export interface QueryIndex extends Disposable {
  /** Runs one SELECT over the view `events`. Nothing can be changed through it. Throws a {@link TrailError} for bad SQL. */
  select(sql: string, values?: readonly (string | number)[]): readonly QueryRow[];
  /** Reads the records whose rows a condition on `events` selects, from their segments, in order of writing. */
  records(where: string, values?: readonly (string | number)[]): readonly TrailRecord[];
  /** Records that are indexed. */
  readonly count: number;
  /** Closes the database. */
  close(): void;
}

const version = 8;

const quoted = (name: string): string => `"${name}"`;
const integers = new Set(["seq", "duration_ms", "wait_ms"]);

// Columns of other tables are subqueries: SQLite evaluates those that are asked for, while it keeps a join in every
// query that aggregates.
const schema = `
  CREATE TABLE IF NOT EXISTS segments (number INTEGER PRIMARY KEY, name TEXT UNIQUE, bytes INTEGER);
  CREATE TABLE IF NOT EXISTS records (row INTEGER PRIMARY KEY, segment INTEGER, offset INTEGER, length INTEGER,
    ${columns.map((name) => `${quoted(name)} ${integers.has(name) ? "NUMERIC" : "TEXT"}`).join(", ")});
  CREATE TABLE IF NOT EXISTS bodies (row INTEGER PRIMARY KEY, attributes TEXT);
  CREATE VIEW IF NOT EXISTS events AS
    SELECT records.*,
      (SELECT segments.name FROM segments WHERE segments.number = records.segment) AS segment_name,
      (SELECT bodies.attributes FROM bodies WHERE bodies.row = records.row) AS attributes
    FROM records;
`;
const indexes = `
  CREATE INDEX IF NOT EXISTS by_session ON records (session, seq);
  CREATE INDEX IF NOT EXISTS by_name ON records (name, time);
  -- Holds all that counting by session, name, decision, outcome and day needs, in a fifth of the bytes.
  CREATE INDEX IF NOT EXISTS by_count ON records (session, name, decision, outcome, time);
`;

async function openDatabase(path: string, readOnly: boolean): Promise<DatabaseSync> {
  const { DatabaseSync } = await import("node:sqlite");
  return new DatabaseSync(path, { readOnly, timeout: 5_000 });
}

/**
 * Opens the query index of a trail, after reading into it what was written since. The index is a cache beside the trail
 * (`query.sqlite`, 0600): it may be deleted at any time, and is made anew when it does not fit the trail. It proves
 * nothing; `verifyTrail` does.
 */
export async function openQueryIndex(directory: string): Promise<QueryIndex> {
  const path = join(directory, "query.sqlite");
  const lock = tryLock(`${path}.lock`, 600_000);
  if (lock !== undefined) {
    try {
      try {
        await refresh(directory, path);
      } catch (error) {
        if (!/malformed|not a database|corrupt/i.test((error as Error).message)) throw error;
        removeDatabase(path);
        await refresh(directory, path);
      }
    } finally {
      lock.release();
    }
  } else if (!existsSync(path))
    throw new TrailError("locked", `another process is building ${path}; try again when it is done`);
  const database = await openDatabase(path, true);
  database.exec("PRAGMA query_only = 1; PRAGMA mmap_size = 4294967296; PRAGMA cache_size = -65536;");
  const select = (sql: string, values: readonly (string | number)[] = []): readonly QueryRow[] => {
    let statement: StatementSync;
    try {
      statement = database.prepare(sql);
      return statement.all(...values) as unknown as readonly QueryRow[];
    } catch (error) {
      throw new TrailError("bad-input", `the query cannot be run: ${(error as Error).message}`, {
        cause: error,
      });
    }
  };
  return {
    select,
    records: (where, values) =>
      readStored(
        directory,
        select(
          `SELECT segment_name AS segment, "offset", length FROM events WHERE ${where} ORDER BY session, seq`,
          values,
        ) as readonly QueryRow[] as unknown as readonly StoredAt[],
      ),
    get count() {
      return Number(select("SELECT count(*) AS n FROM records")[0]?.["n"] ?? 0);
    },
    close: () => database.close(),
    [Symbol.dispose]: () => database.close(),
  };
}

async function refresh(directory: string, path: string): Promise<void> {
  let database = await openDatabase(path, false);
  let current: unknown;
  try {
    current = database.prepare("PRAGMA user_version").get()?.["user_version"];
  } catch (error) {
    database.close();
    throw error;
  }
  const known = current === version ? sizes(database) : new Map<string, number>();
  const segments = segmentsInOrder(directory);
  const bytesOf = (segment: string): number => statSync(join(directory, segment)).size;
  const shrunk = [...known].some(
    ([segment, bytes]) => !segments.includes(segment) || bytesOf(segment) < bytes,
  );
  if (current !== version || shrunk) {
    // Another version, or segments that are gone: an index made anew is simpler than one that is mended.
    database.close();
    removeDatabase(path);
    database = await openDatabase(path, false);
    known.clear();
  }
  try {
    chmodSync(path, 0o600);
    const fresh = known.size === 0;
    // Without a journal a crash leaves rubbish: until the version stands there again, the file counts as none.
    database.exec(`PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA user_version = 0; ${schema}`);
    const due = segments.filter((segment) => bytesOf(segment) > (known.get(segment) ?? 0));
    if (due.length > 0) {
      database.exec("BEGIN");
      const ingest = ingestion(database);
      for (const segment of due) await ingest(directory, segment, known.get(segment) ?? 0);
      if (fresh) database.exec(indexes);
      database.exec("COMMIT");
    } else if (fresh) database.exec(indexes);
    database.exec(`PRAGMA user_version = ${version}`);
  } finally {
    database.close();
  }
}

function removeDatabase(path: string): void {
  for (const suffix of ["", "-wal", "-shm", "-journal"]) rmSync(`${path}${suffix}`, { force: true });
}

function sizes(database: DatabaseSync): Map<string, number> {
  return new Map(
    database
      .prepare("SELECT name, bytes FROM segments")
      .all()
      .map((row) => [String(row["name"]), Number(row["bytes"])]),
  );
}

function ingestion(
  database: DatabaseSync,
): (directory: string, segment: string, from: number) => Promise<void> {
  const addSegment = database.prepare("INSERT OR IGNORE INTO segments (name, bytes) VALUES (?, 0)");
  const findSegment = database.prepare("SELECT number FROM segments WHERE name = ?");
  const setBytes = database.prepare("UPDATE segments SET bytes = ? WHERE number = ?");
  const addRecord = database.prepare(
    `INSERT INTO records (segment, offset, length, ${columns.map(quoted).join(", ")}) VALUES (?, ?, ?${", ?".repeat(columns.length)})`,
  );
  const addBody = database.prepare("INSERT INTO bodies (row, attributes) VALUES (?, ?)");
  const facts = new Map<string, ActionFacts>();
  return async (directory, segment, from) => {
    addSegment.run(segment);
    const number = Number(findSegment.get(segment)?.["number"]);
    let end = from;
    for await (const lines of readLines(join(directory, segment), { offset: from })) {
      for (const { bytes, offset, ended } of lines) {
        if (!ended) break;
        end = offset + bytes.length + 1;
        const record = parseRecord(bytes);
        if (record === undefined) continue;
        const { lastInsertRowid } = addRecord.run(
          number,
          offset,
          bytes.length,
          ...rowOf(record, remember(facts, record)),
        );
        addBody.run(lastInsertRowid, JSON.stringify(record.attributes));
      }
    }
    setBytes.run(end, number);
  };
}

/** Carries what a call is about to the records that only name its decision. */
function remember(facts: Map<string, ActionFacts>, record: TrailRecord): ActionFacts | undefined {
  const { decision, call } = record.ids;
  const keys = [decision, call]
    .filter((key) => key !== undefined)
    .map((key) => `${record.ids.session} ${key}`);
  if (record.name === "tool.called" || record.name === "approval.requested") {
    const own: Record<keyof ActionFacts, Cell> = actionFacts(record);
    for (const key of keys) facts.set(key, own);
    if (facts.size > 20_000) for (const key of [...facts.keys()].slice(0, 10_000)) facts.delete(key);
    return own;
  }
  return keys.map((key) => facts.get(key)).find((known) => known !== undefined);
}
