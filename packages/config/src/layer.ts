import type { Origin } from "./effective.ts";
import type { KeyPath } from "./key-path.ts";
import type { Table } from "./table.ts";

/** The kinds of layer, lowest precedence first; the list is the precedence. */
export const LAYER_KINDS = [
  "default",
  "system",
  "cloud",
  "user",
  "profile",
  "project",
  "session",
  "managed",
  "runtime",
] as const;

/** One of {@link LAYER_KINDS}. */
export type LayerKind = (typeof LAYER_KINDS)[number];

/** One text that proposes values, as the edge read it. */
export interface LayerSource {
  readonly kind: LayerKind;
  /** Shown as the layer of origins: `system`, `user`, `profile:strict`, `cloud:base`, `project`, `session`. */
  readonly id: string;
  readonly file?: string;
  /** Folder that relative paths start from. */
  readonly base: string;
  readonly text?: string;
  /** Values that are no file: defaults, `-c`, runtime overrides. */
  readonly values?: Table;
  /** Why the layer does not count; it is listed but proposes nothing. */
  readonly disabled?: string;
}

/** Finds where a key was written; absent positions are `undefined`. */
export type Locate = (path: KeyPath) => { readonly line: number; readonly column: number } | undefined;

/** A parsed layer. `values` are normalised: aliases replaced, paths absolute. */
export interface Layer {
  readonly kind: LayerKind;
  readonly id: string;
  readonly file?: string;
  readonly base: string;
  readonly values: Table;
  readonly disabled?: string;
  readonly text?: string;
  /** Names of the `[profiles]` tables of old; they are not read. */
  readonly legacyProfiles?: readonly string[];
}

/** The origin of a key in a layer. */
export function originIn(
  layer: Pick<Layer, "id" | "file">,
  position?: { readonly line: number; readonly column: number },
): Origin {
  return {
    layer: layer.id,
    ...(layer.file === undefined ? {} : { file: layer.file }),
    ...(position ? { line: position.line, column: position.column } : {}),
  };
}
