import type { Outcome } from "./outcome.ts";

/** One line of a cases file, before a suite has read it. */
export type RawCase = Readonly<Record<string, unknown>>;

/** Names of the products that a suite can be run on. */
export type DriverName = "paddock" | "codex" | "srt" | "bare";

/** What a run was asked for. */
export interface SuiteOptions {
  readonly driver: DriverName;
  /** Only cases with these ids; empty = all. */
  readonly only: readonly string[];
  /** Cases that run at the same time, where a suite can. */
  readonly jobs: number;
  /** Run the control without a sandbox where a case allows it. */
  readonly control: boolean;
}

/** One family of cases and the way to judge them. */
export interface Suite {
  readonly name: string;
  /** File below conformance/cases. */
  readonly cases: string;
  readonly drivers: readonly DriverName[];
  run(cases: readonly RawCase[], options: SuiteOptions): AsyncIterable<Outcome>;
}
