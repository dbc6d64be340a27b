import type { Notice } from "./effective.ts";
import type { KeyPath } from "./key-path.ts";
import type { Layer } from "./layer.ts";

/** A notice before its position is known: positions cost a second parser, so they are looked up only to be shown. */
export interface Finding {
  /** How much it matters. */
  readonly severity: Notice["severity"];
  /** Stable name of the kind of notice. */
  readonly code: string;
  /** One sentence for a person. */
  readonly text: string;
  /** The layer it was found in. */
  readonly layer?: Pick<Layer, "id" | "file">;
  /** Where in that layer. */
  readonly path?: KeyPath;
  /** Key that the finding is about, where it is not `path`. */
  readonly key?: KeyPath;
  /** Who asked for what was changed; `{asked}` in the text becomes its place. */
  readonly asked?: { readonly layer: Pick<Layer, "id" | "file">; readonly path: KeyPath };
}
