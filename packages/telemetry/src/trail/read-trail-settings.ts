import { TrailError } from "../trail-error.ts";
import type { Retention, TrailOptions } from "./trail-options.ts";

/** What the `[trail]` table decides. */
export type TrailSettings = Required<Pick<TrailOptions, "onFull">> & { readonly retention: Retention };

function wrong(key: string, text: string): never {
  throw new TrailError("bad-settings", `trail${key} ${text}`);
}

/**
 * Reads the `[trail]` table as configured: `on_full`, `keep_days`, `keep_bytes`, `hold`. What is absent has its default:
 * refuse, 90 days, 4 GiB, no hold; 0 sets no limit. Throws a {@link TrailError} with code `bad-settings` that names the key.
 */
export function readTrailSettings(given: unknown): TrailSettings {
  if (given !== undefined && (typeof given !== "object" || given === null || Array.isArray(given)))
    wrong("", "is to be a table");
  const table = (given ?? {}) as Readonly<Record<string, unknown>>;
  const { on_full: onFull = "refuse", hold = false } = table;
  if (onFull !== "refuse" && onFull !== "continue") wrong(".on_full", 'is to be "refuse" or "continue"');
  if (typeof hold !== "boolean") wrong(".hold", "is to be true or false");
  const limit = (key: string, otherwise: number): number | undefined => {
    const value = table[key] ?? otherwise;
    if (!Number.isInteger(value) || (value as number) < 0)
      wrong(`.${key}`, "is to be a whole number, 0 or more");
    return value === 0 ? undefined : (value as number);
  };
  const days = limit("keep_days", 90);
  const bytes = limit("keep_bytes", 4 * 2 ** 30);
  return {
    onFull,
    retention: { hold, ...(days === undefined ? {} : { days }), ...(bytes === undefined ? {} : { bytes }) },
  };
}
