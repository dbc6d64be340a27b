import { isOddlyRead, readsDifferently } from "./hygiene.ts";
import type { Later } from "./later.ts";
import { readsAsDialect } from "./reading-options.ts";
import { UNCLEAR } from "./script-text.ts";

/** Why nobody knows for certain how a text is read; `inner`: it stands in another, whose bytes are judged on their own. */
export function whyUncertain(text: string, via: readonly string[], inner: boolean): readonly Later[] {
  const why: Later[] = [];
  if (readsAsDialect(text, via))
    why.push({ code: "dialect", text: "A script for another shell holds syntax of bash." });
  if (text.includes("@P}")) why.push({ code: "expanded-later", text: "A value is expanded as a prompt." });
  if (isOddlyRead(text)) why.push({ code: "syntax", text: "Where a word ends is not certain." });
  if (text.includes(UNCLEAR))
    why.push({ code: "composed", text: "What a value makes of the script around it is not certain." });
  if (inner && readsDifferently(text))
    why.push({ code: "odd-characters", text: "A script holds characters that shells read differently." });
  return why;
}
