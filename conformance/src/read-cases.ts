import { readFileSync } from "node:fs";
import type { RawCase } from "./suite.ts";

/**
 * Reads a file of cases, one JSON object a line, each with an `id`.
 *
 * @throws {Error} naming file and line of the first line that is no case.
 */
export function readCases(file: string): readonly RawCase[] {
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line, index) => {
      if (line.trim() === "") return [];
      const where = `${file}:${index + 1}`;
      let parsed: unknown;
      try {
        parsed = JSON.parse(line);
      } catch (cause) {
        throw new Error(`${where}: ${(cause as Error).message}`, { cause });
      }
      if (typeof parsed !== "object" || parsed === null || typeof (parsed as RawCase)["id"] !== "string") {
        throw new Error(`${where}: a case is an object with an id`);
      }
      return [parsed as RawCase];
    });
}
