import { byDepth, parentOf } from "./path/lexical.ts";
import type { Access, PlanEntry, SandboxPlan } from "./plan.ts";

/** Who decides when two entries name the same path: the higher rank. */
const RANK: Readonly<Record<PlanEntry["reason"], number>> = {
  tmp: 0,
  root: 1,
  "auto-run": 2,
  protected: 3,
  git: 3,
  profile: 4,
  glob: 5,
  secret: 6,
  install: 7,
  home: 8,
};

const STRICTNESS: Readonly<Record<Access, number>> = { write: 0, read: 1, deny: 2 };

/**
 * Makes a list of entries canonical: one entry a path, shallow to deep, without those that change nothing. Nothing
 * readable is left below a denied path (a `read` does not reopen, a `write` does), and no name is held that cannot be
 * created anyway. Pure.
 */
export function pruneEntries(
  entries: readonly PlanEntry[],
  options: { readonly reads: SandboxPlan["reads"]; readonly privateTmp: boolean },
): readonly PlanEntry[] {
  const kept = new Map<string, PlanEntry>();
  for (const entry of onePerPath(entries)) {
    if (isNeeded(entry, governing(kept, entry.path), options)) kept.set(entry.path, entry);
  }
  return [...kept.values()];
}

function onePerPath(entries: readonly PlanEntry[]): readonly PlanEntry[] {
  const byPath = new Map<string, PlanEntry>();
  for (const entry of entries) {
    const other = byPath.get(entry.path);
    if (other === undefined || outranks(entry, other)) byPath.set(entry.path, entry);
  }
  return [...byPath.values()].sort(byDepth);
}

/** A denial beats everything; otherwise the rank decides, then strictness. */
function outranks(a: PlanEntry, b: PlanEntry): boolean {
  return weight(a) > weight(b);
}

function weight(entry: PlanEntry): number {
  return (entry.access === "deny" ? 100 : 0) + RANK[entry.reason] * 4 + STRICTNESS[entry.access];
}

function governing(kept: ReadonlyMap<string, PlanEntry>, path: string): PlanEntry | undefined {
  for (let at = path; at !== "/"; ) {
    at = parentOf(at);
    const entry = kept.get(at);
    if (entry !== undefined) return entry;
  }
  return undefined;
}

function isNeeded(
  entry: PlanEntry,
  parent: PlanEntry | undefined,
  options: { readonly reads: SandboxPlan["reads"]; readonly privateTmp: boolean },
): boolean {
  const above: Access = parent?.access ?? (options.reads === "full" ? "read" : "deny");
  const inPrivateTmp = options.privateTmp && parent?.reason === "tmp";
  if (entry.reason === "home") return !inPrivateTmp;
  if (entry.missing) return above === "write" && !inPrivateTmp;
  if (entry.access === "deny") return above !== "deny" && !inPrivateTmp;
  if (entry.access === "write") return true;
  if (inPrivateTmp) return entry.reason !== "protected" && entry.reason !== "auto-run";
  // What is not listed is not there; Paddock's own files need no place in such a view.
  if (above === "deny") return parent === undefined && entry.reason !== "install";
  return above === "write";
}
