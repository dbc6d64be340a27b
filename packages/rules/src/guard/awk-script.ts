/** Returns why an awk program is not harmless, or undefined. */
export function checkAwkScript(script: string): string | undefined {
  if (/\bsystem\b|\bgetline\b/.test(script)) return "runs a program or reads one with system() or getline";
  // Strings and regular expressions cannot be told from code without parsing awk, so they count as code.
  if (/\|/.test(script.replace(/\|\|/g, ""))) return "pipes to or from a program";
  if (/\b(?:print|printf)\b[^;}\n]*>/.test(script)) return "writes a file";
  if (/@|\bclose\b|\bfflush\b|\bENVIRON\b|\bARGV\b/.test(script))
    return "uses something that is not known to be harmless";
  return undefined;
}
