import type { TrailRecord } from "../record.ts";

/** One sentence of a summary, and whether the records bear it out. */
export interface CheckedClaim {
  /** The sentence. */
  readonly text: string;
  /** Record ids that it cites. */
  readonly cited: readonly string[];
  /** True when the records bear it out. */
  readonly holds: boolean;
  /** What is wrong; empty when it holds. */
  readonly problems: readonly string[];
}

const citation = /\[([0-9a-f]{8}(?:-[0-9a-f-]{1,27})?)\]/g;
/** Things a sentence may name that must stand in a cited record: quoted text, hosts, absolute paths. */
const named = /`([^`]+)`|"([^"]+)"|((?:[a-z0-9-]+\.)+[a-z]{2,})(?=[\s,.;:)]|$)|(?<![\w/])(\/[\w./-]{3,})/gi;

/**
 * Checks a summary that a model wrote: every sentence must cite records as `[ID]` (8 or more digits of it), the records
 * must exist, and what the sentence quotes, every host and path it names, must stand in one of them. A sentence that
 * fails is not to be shown as fact.
 */
export function checkSummary(summary: string, records: readonly TrailRecord[]): readonly CheckedClaim[] {
  // A citation that follows a full stop belongs to the sentence before it.
  const sentences = summary
    .replace(/\s+/g, " ")
    .replace(/([.!?])((?:\s*\[[0-9a-f-]{8,}\])+)/g, "$2$1")
    .split(/(?<=[.!?])\s+(?=[A-Z"`[])/)
    .map((sentence) => sentence.trim())
    .filter((sentence) => sentence !== "");
  return sentences.map((sentence) => {
    const cited = [...sentence.matchAll(citation)].map((match) => match[1] as string);
    const problems: string[] = [];
    if (cited.length === 0) problems.push("it cites no record");
    const found = cited.flatMap((id) => {
      const record = records.find((candidate) => candidate.id.startsWith(id));
      if (record === undefined) problems.push(`there is no record ${id}`);
      return record === undefined ? [] : [record];
    });
    const evidence = found
      .map((record) => JSON.stringify(record))
      .join("\n")
      .toLowerCase();
    for (const match of sentence.replace(citation, "").matchAll(named)) {
      const name = (match[1] ?? match[2] ?? match[3] ?? match[4] ?? "").replace(/[.,;:]+$/, "");
      if (
        found.length > 0 &&
        name !== "" &&
        !evidence.includes(JSON.stringify(name).slice(1, -1).toLowerCase())
      )
        problems.push(`no cited record holds ${JSON.stringify(name)}`);
    }
    return { text: sentence, cited, holds: problems.length === 0, problems };
  });
}
