/** A host pattern in its one spelling: trimmed, lower case, without trailing dots. */
export function normalizePattern(pattern: string): string {
  return pattern.trim().toLowerCase().replace(/\.+$/, "");
}

/** True when every host that `inner` names is also named by `outer`: `**.x` covers `*.x` and `x`, `*.x` covers `a.x`. */
export function covers(outer: string, inner: string): boolean {
  if (outer === inner || outer === "*") return true;
  if (outer.startsWith("**.")) {
    const apex = outer.slice(3);
    const bare = inner.replace(/^\*\*?\./, "");
    return !hasWildcard(apex) && !hasWildcard(bare) && (bare === apex || bare.endsWith(`.${apex}`));
  }
  if (outer.startsWith("*.")) {
    const apex = outer.slice(2);
    if (hasWildcard(apex)) return false;
    if (inner.startsWith("**.")) return !hasWildcard(inner.slice(3)) && inner.slice(3).endsWith(`.${apex}`);
    const bare = inner.replace(/^\*\./, "");
    return !hasWildcard(bare) && (bare.endsWith(`.${apex}`) || (inner.startsWith("*.") && bare === apex));
  }
  return false;
}

function hasWildcard(text: string): boolean {
  return /[*?[\]]/.test(text);
}

/** The patterns of two allow lists that both of them cover. */
export function meetPatterns(a: readonly string[], b: readonly string[]): readonly string[] {
  const inBoth = [
    ...a.filter((one) => b.some((other) => covers(other, one))),
    ...b.filter((one) => a.some((other) => covers(other, one))),
  ];
  return [...new Set(inBoth)].sort();
}
