import { createHash } from "node:crypto";

/** JSON with sorted keys and no blanks: equal values have equal text. Undefined members are left out. */
export function canonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map((item) => canonicalJson(item ?? null)).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
    .map(([key, member]) => `${JSON.stringify(key)}:${canonicalJson(member)}`);
  return `{${members.join(",")}}`;
}

/** A file whose content decides what an action does: the program, a script, a file that a tool reads by itself. */
export interface BoundFile {
  /** Absolute and real: links are resolved. */
  readonly path: string;
  /** Stands for what the file is now: a hash of its content, with its identity where that counts. Null when there is none. */
  readonly digest: string | null;
}

/** Everything that makes an action this action and no other. */
export interface ActionBinding {
  /** The action itself: kind, argument vector or path, additions to the environment, escalation. JSON-safe. */
  readonly action: unknown;
  /** The directory it starts in: its real path or its identity. */
  readonly cwd?: string;
  /** The real path of the program. */
  readonly program?: string;
  /** Files whose content decides what runs, in any order. */
  readonly files?: readonly BoundFile[];
  /** What it would be allowed to reach: profile, widening, network. JSON-safe. */
  readonly permissions?: unknown;
}

/** sha-256 hex over the canonical form of an action and all that it refers to. */
export function digestAction(binding: ActionBinding): string {
  const files = [...(binding.files ?? [])].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return createHash("sha256")
    .update(`paddock-action-v1\n${canonicalJson({ ...binding, files })}`)
    .digest("hex");
}
