// A node:test reporter that yields one JSON line per finished test, for scripts/test.js to count and to print failures from.
/** @param {AsyncIterable<{type: string, data: any}>} source */
export default async function* tally(source) {
  for await (const { type, data } of source) {
    if (type !== "test:pass" && type !== "test:fail") continue;
    if (data.details?.type === "suite") continue;
    const skipped = data.skip !== undefined && data.skip !== false;
    const error = data.details?.error;
    yield `${JSON.stringify({
      name: data.name,
      file: data.file,
      line: data.line,
      outcome: skipped ? "skipped" : type === "test:pass" ? "passed" : "failed",
      reason: typeof data.skip === "string" ? data.skip : undefined,
      error: type === "test:fail" ? String(error?.cause?.stack ?? error?.stack ?? error) : undefined,
    })}\n`;
  }
}
