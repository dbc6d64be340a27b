import type { QueryRow } from "../query/query-index.ts";

/** A cell as a number; 0 for none. */
export const number = (value: QueryRow[string] | undefined): number => Number(value ?? 0);
/** A cell as text; empty for none. */
export const text = (value: QueryRow[string] | undefined): string =>
  value === null || value === undefined ? "" : String(value);
