import type { Notice } from "./effective.ts";
import type { KeyPath } from "./key-path.ts";
import type { Layer } from "./layer.ts";

/** A notice before its position is known: positions cost a second parser, so they are looked up only to be shown. */
export interface Finding {
  readonly severity: Notice["severity"];
  readonly code: string;
  readonly text: string;
  readonly layer?: Pick<Layer, "id" | "file">;
  readonly path?: KeyPath;
}
