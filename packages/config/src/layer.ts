import type { Origin } from "./effective.ts";
import type { KeyPath } from "./key-path.ts";
import type { Table } from "./table.ts";

/** The kinds of layer, lowest precedence first. */
export type LayerKind =
  | "default"
  | "system"
  | "cloud"
  | "user"
  | "profile"
  | "project"
  | "session"
  | "managed"
  | "runtime";

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
  /** Kind of the layer. */
  readonly kind: LayerKind;
  /** Shown as the layer of origins. */
  readonly id: string;
  /** File it was read from. */
  readonly file?: string;
  /** Folder that relative paths start from. */
  readonly base: string;
  /** Normalised values. */
  readonly values: Table;
  /** Why it does not count. */
  readonly disabled?: string;
  /** Text of the file. */
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
