import type { Random } from "./random.ts";
import { ODD, PUNCTUATION } from "./vocabulary.ts";

/** Changes a few characters of a script, or moves a piece of it. */
export function mutate(script: string, random: Random): string {
  const characters = [...script];
  const edits = 1 + Math.floor(random.next() * 3);
  for (let edit = 0; edit < edits; edit += 1) {
    const at = Math.floor(random.next() * (characters.length + 1));
    const kind = random.next();
    if (kind < 0.35) characters.splice(at, 0, random.pick(PUNCTUATION));
    else if (kind < 0.5) characters.splice(at, 0, random.pick(ODD));
    else if (kind < 0.55) characters.splice(at, 0, "\\", "\n");
    else if (kind < 0.78) characters.splice(at, 1);
    else if (kind < 0.92 && characters.length > 1) characters.splice(at, 1, random.pick(PUNCTUATION));
    else {
      const length = 1 + Math.floor(random.next() * 6);
      const to = Math.floor(random.next() * (characters.length + 1));
      characters.splice(to, 0, ...characters.slice(at, at + length));
    }
  }
  return characters.join("");
}
