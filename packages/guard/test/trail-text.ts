import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Everything that is on the disk of a trail. */
export function trailText(folder: string): string {
  if (!existsSync(folder)) return "";
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), "latin1"))
    .join("\n");
}
