import { isTable, own, type Table } from "./table.ts";

/** Whether a project's own files count. */
export type Trust = "trusted" | "untrusted" | "unknown";

/** One place to look trust up: the canonical path and, if different, the path as the user wrote it. */
export interface TrustPlace {
  readonly paths: readonly string[];
}

/** What is recorded about one project. */
export interface TrustEntry {
  readonly level: "trusted" | "untrusted";
  /**
   * SHA-256 of each content that was accepted: a project seen from a subfolder has more files than seen from its root.
   * Absent where the user wrote the path into a configuration file, which accepts any content.
   */
  readonly digests?: readonly string[];
}

function entryOf(projects: Table, path: string, ignoreCase: boolean): TrustEntry | undefined {
  const name = ignoreCase
    ? Object.keys(projects).find((key) => key.toLowerCase() === path.toLowerCase())
    : path;
  const entry = name === undefined ? undefined : own(projects, name);
  if (!isTable(entry)) return undefined;
  const level = own(entry, "trust_level");
  const digest = own(entry, "digest");
  const digests = own(entry, "digests");
  if (level !== "trusted" && level !== "untrusted") return undefined;
  if (Array.isArray(digests)) return { level, digests: digests.filter((one) => typeof one === "string") };
  return { level, ...(typeof digest === "string" ? { digests: [digest] } : {}) };
}

/**
 * Looks the trust of a folder up: its own entry, then the one of the project root, then the one of the main repository.
 * Only exact paths count; a trusted parent says nothing about its children.
 */
export function trustEntry(
  projects: Table,
  places: readonly TrustPlace[],
  options: { readonly ignoreCase?: boolean } = {},
): TrustEntry | undefined {
  for (const place of places) {
    for (const path of place.paths) {
      const entry = entryOf(projects, path, options.ignoreCase === true);
      if (entry) return entry;
    }
  }
  return undefined;
}
