/** What the last part of a glob demands of a name, where that is plain text. */
function tail(glob: string): { readonly kind: "name" | "suffix"; readonly text: string } | undefined {
  const last = glob.slice(glob.lastIndexOf("/") + 1);
  if (/^[^*?[\]{}\\]+$/.test(last)) return { kind: "name", text: last };
  const suffix = /^\*([^*?[\]{}\\]+)$/.exec(last)?.[1];
  return suffix === undefined ? undefined : { kind: "suffix", text: suffix };
}

function add<T>(map: Map<string, T[]>, key: string, item: T): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, [item]);
  else found.push(item);
}

/**
 * Finds the globs that a name can match at all, by its end: a walk over 100,000 files with 1,000 globs would otherwise
 * try a hundred million expressions. Every glob that can match is among the answer; the expression itself decides.
 *
 * @param items Whatever goes with a glob.
 * @param globOf The glob, with `/` between its parts.
 */
export function indexGlobs<T>(
  items: readonly T[],
  globOf: (item: T) => string,
): (name: string) => readonly T[] {
  const names = new Map<string, T[]>();
  const suffixes = new Map<string, T[]>();
  const lengths = new Set<number>();
  const others: T[] = [];
  for (const item of items) {
    const end = tail(globOf(item));
    if (end === undefined) others.push(item);
    else if (end.kind === "name") add(names, end.text, item);
    else {
      add(suffixes, end.text, item);
      lengths.add(end.text.length);
    }
  }
  return (name) => {
    const found = [...others, ...(names.get(name) ?? [])];
    for (const length of lengths)
      if (length <= name.length) found.push(...(suffixes.get(name.slice(name.length - length)) ?? []));
    return found;
  };
}
