import type { Flag } from "../cli/command.ts";

/** `-P NAME`, for every command that opens a session. */
export const permissionsFlag = {
  permissions: {
    type: "string",
    short: "P",
    value: "NAME",
    help: "use a permission profile: one of [permissions.NAME], :read-only or :workspace",
  },
} as const satisfies Readonly<Record<string, Flag>>;

/** The value of the flag as a session option. */
export function permissionsOf(values: Readonly<Record<string, unknown>>): { readonly permissions?: string } {
  const { permissions } = values;
  return typeof permissions === "string" ? { permissions } : {};
}
