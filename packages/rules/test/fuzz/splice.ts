import { ATTACKS } from "../attacks.ts";
import { FOUND } from "../found.ts";
import { ROUNDABOUT } from "../roundabout.ts";
import type { Random } from "./random.ts";
import { JOINS } from "./vocabulary.ts";

/** A loop or a function that is cut and put together anew may run without end. */
const ENDLESS = /\b(?:while|until|for|function)\b|\(\)/;
/** Programs in other languages are not read, only looked through. */
const OTHER_LANGUAGE = /\b(?:perl|python3|ex)\b/;
const SCRIPTS: readonly string[] = [...FOUND, ...ROUNDABOUT, ...ATTACKS].filter(
  (script) => !OTHER_LANGUAGE.test(script),
);
const PIECES: readonly string[] = SCRIPTS.filter((script) => !ENDLESS.test(script));
const PLAIN = /git push|rm x/;

/** Puts scripts together that once were read wrongly, or parts of them, with the command in them changed. */
export function splice(random: Random, plain: () => string): string {
  const chance = random.next();
  if (chance < 0.25) {
    const all = [random.pick(SCRIPTS), random.pick(SCRIPTS)];
    return all.map((script) => changed(script, random, plain)).join(random.pick(JOINS));
  }
  const first = random.pick(PIECES);
  const second = random.pick(PIECES);
  if (chance < 0.5) return first.replace(PLAIN, () => second);
  if (chance < 0.75) {
    const [from, to] = [cuts(first), cuts(second)];
    return changed(first.slice(0, random.pick(from)) + second.slice(random.pick(to)), random, plain);
  }
  // One word of a script, another in its place.
  const words = first.split(/(\s+)/);
  const others = second.split(/\s+/);
  words[Math.floor(random.next() * words.length)] = random.pick(others);
  return changed(words.join(""), random, plain);
}

function changed(script: string, random: Random, plain: () => string): string {
  return random.chance(0.5) ? script.replace(PLAIN, () => plain()) : script;
}

/** Where something begins or ends: blanks, operators and quotes. */
function cuts(script: string): readonly number[] {
  const found = [...script.matchAll(/(?<=[\s;|&(){}'"`])|(?=[\s;|&(){}'"`])/g)].map(({ index }) => index);
  return [0, ...found, script.length];
}
