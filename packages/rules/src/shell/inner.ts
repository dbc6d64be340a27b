import type { Reason } from "../verdict.ts";
import type { WideWord } from "./wide-word.ts";

/** What a command runs in turn. */
export interface Inner {
  readonly commands: readonly (readonly WideWord[])[];
  readonly scripts: readonly string[];
  readonly opaque: readonly Reason[];
  /** What the command prints, where that is fixed. */
  readonly output?: string | undefined;
}
