const CACHE = new Map<string, string>();
const MAXIMUM_CACHED = 4096;

/**
 * Returns the form under which canonical rules compare tokens: canonical decomposition around full case folding,
 * which two rounds of upper and lower case give.
 */
export function canonicalForm(token: string): string {
  const known = CACHE.get(token);
  if (known !== undefined) return known;
  const decomposed = token.normalize("NFD");
  // A dotless i folds to itself alone, though its capital is that of `i`.
  const folded = decomposed
    .split("\u0131")
    .map((part) => part.toUpperCase().toLowerCase().toUpperCase().toLowerCase())
    .join("\u0131");
  // JavaScript lowers a final sigma by its context; folding knows one sigma only.
  const form = folded.replaceAll("\u03c2", "\u03c3").normalize("NFD");
  if (CACHE.size >= MAXIMUM_CACHED) CACHE.clear();
  CACHE.set(token, form);
  return form;
}
