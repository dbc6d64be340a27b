import { existsSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { paddockHome } from "@paddock/guard";
import { readTrail, type TrailRecord } from "@paddock/telemetry";
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
  let last = "";
  const sessions = new Map<string, TrailRecord[]>();
  for await (const record of readTrail(folder)) {
    const id = record.ids.session;
    if (session !== undefined && !id.startsWith(session)) continue;
    if (session === undefined && id !== last) {
      // Of other sessions nothing is kept: a trail may be larger than memory.
      if ((sessions.get(last)?.at(-1)?.time ?? "") <= record.time) sessions.delete(last);
      last = id;
    }
    const records = sessions.get(id);
    if (records === undefined) sessions.set(id, [record]);
    else records.push(record);
  }
  const exact = session === undefined ? undefined : sessions.get(session);
  if (exact !== undefined) return exact;
  if (session !== undefined && sessions.size > 1)
    throw new UsageError(
      `several sessions start with ${session}: ${[...sessions.keys()].slice(0, 5).join(", ")}`,
    );
  const found = [...sessions.values()]
    .sort((a, b) => (a[0]?.time ?? "").localeCompare(b[0]?.time ?? ""))
    .at(-1);
  if (found === undefined)
    throw new UsageError(
      session === undefined
        ? `the trail in ${folder} is empty`
        : `there is no session ${session} in ${folder}`,
    );
  return found;
}
