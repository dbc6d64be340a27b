/**
 * SHA-256 of texts, in hex; the texts follow one another. node:crypto is loaded on first use: it costs more than all
 * else that reading a configuration does, and most starts never ask for a digest.
 */
export function sha256(...texts: readonly string[]): string {
  const hash = process.getBuiltinModule("node:crypto").createHash("sha256");
  for (const text of texts) hash.update(text);
  return hash.digest("hex");
}
