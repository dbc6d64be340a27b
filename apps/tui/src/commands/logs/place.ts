import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { paddockHome } from "@paddock/guard";
import { listSessions, readTrail, type TrailRecord } from "@paddock/telemetry";
import type { CommandContext, Flag } from "../../cli/command.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** Every logs command can read another trail: a copy from another machine, say. */
export const trailFlag: Readonly<Record<"trail", Flag>> = {
  trail: { type: "string", value: "DIR", help: "read this trail instead of the one in PADDOCK_HOME" },
};

/** The folder of the trail. */
export function trailFolder(context: CommandContext, given: unknown): string {
  const folder =
    typeof given === "string" ? resolve(context.globals.cwd, given) : join(paddockHome(context.env), "trail");
  if (!existsSync(folder))
    throw new UsageError(
      `there is no trail in ${folder}: no session has run yet, or it is elsewhere (use --trail DIR)`,
    );
  // Segments without an index are a trail that was tampered with; neither is none, and must not pass for an untouched one.
  if (!readdirSync(folder).some((name) => name === "index.jsonl" || /^\d{4}-\d{2}-\d{2}$/.test(name)))
    throw new UsageError(
      `there is no record in ${folder}: it holds no trail, or everything in it was removed`,
    );
  return folder;
}

/** A flag's value as text; undefined when it is not given. */
export function textFlag(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** Reads a file that was named on the command line. */
export function readGiven(context: CommandContext, path: string): string {
  try {
    return readFileSync(resolve(context.globals.cwd, path), "utf8");
  } catch (cause) {
    throw new UsageError(`cannot read ${path}: ${(cause as Error).message}`);
  }
}

/** The records of a session, by its id or the start of it; the latest session when none is named. */
export async function sessionRecords(
  folder: string,
  session: string | undefined,
): Promise<readonly TrailRecord[]> {
  const sessions = listSessions(folder).map((entry) => entry.session);
  const found = sessions.filter((id) => session === undefined || id === session || id.startsWith(session));
  if (session !== undefined && found.length > 1 && !found.includes(session))
    throw new UsageError(`several sessions start with ${session}: ${found.slice(0, 5).join(", ")}`);
  const id = session !== undefined && found.includes(session) ? session : found.at(-1);
  if (id === undefined)
    throw new UsageError(
      session === undefined
        ? `the trail in ${folder} is empty`
        : `there is no session ${session} in ${folder}`,
    );
  const records: TrailRecord[] = [];
  for await (const record of readTrail(folder, { session: id })) records.push(record);
  return records;
}
