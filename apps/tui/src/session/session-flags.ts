import type { Flag } from "../cli/command.ts";
import type { SessionOptions } from "./session.ts";

/** The flags of every command that opens a session. */
export const sessionFlags = {
  permissions: {
    type: "string",
    short: "P",
    value: "NAME",
    help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
  },
  resume: {
    type: "string",
    value: "last|ID",
    help: "go on with an earlier conversation of this folder: the last one, or by the beginning of its id",
  },
} as const satisfies Readonly<Record<string, Flag>>;

/** What those flags ask for. */
export type ChosenSession = Pick<SessionOptions, "permissions" | "resume">;

/** The values of the flags as session options. */
export function chosenSession(values: Readonly<Record<string, unknown>>): ChosenSession {
  const { permissions, resume } = values;
  return {
    ...(typeof permissions === "string" ? { permissions } : {}),
    ...(typeof resume === "string" ? { resume } : {}),
  };
}
