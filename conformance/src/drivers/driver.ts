import type { EscapeCase } from "../escape/escape-case.ts";

/** Turns a case into the command line of one product. */
export interface EscapeDriver {
  readonly name: string;
  /** Why this product cannot be run here; undefined when it can. */
  readonly missing: () => string | undefined;
  /** Why this product has no answer to a case; undefined when it has. */
  readonly skip: (item: EscapeCase) => string | undefined;
  /** Writes the configuration that the case's mode needs. */
  prepare(place: {
    readonly item: EscapeCase;
    readonly workspace: string;
    readonly outside: string;
    readonly home: string;
  }): void;
  /** Tells a run that never started the command from one that did. */
  readonly refusal?: (ended: {
    readonly status: number | string;
    readonly err: string;
  }) => "usage" | "sandbox" | undefined;
  commandLine(run: {
    readonly mode: string;
    readonly args: readonly string[];
    readonly command: readonly string[];
  }): readonly string[];
}
