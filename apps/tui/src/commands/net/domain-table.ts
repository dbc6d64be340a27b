import type { LearnedDomain } from "@paddock/network/lint";

/** Hosts shown in the comment of one line. */
const SHOWN = 4;

function times(count: number): string {
  return count === 1 ? "once" : `${count} times`;
}

/** The part of the configuration that allows what was reached, to be pasted; what was refused stands in it as comments. */
export function domainTableText(
  key: string,
  learned: readonly LearnedDomain[],
  refused: readonly LearnedDomain[],
): string {
  const entry = ({ pattern }: LearnedDomain): string => `${JSON.stringify(pattern)} = "allow"`;
  const about = ({ pattern, count, hosts }: LearnedDomain): string => {
    if (hosts.length === 1 && hosts[0] === pattern) return times(count);
    const more = hosts.length > SHOWN ? `, and ${hosts.length - SHOWN} more` : "";
    return `${times(count)}: ${hosts.slice(0, SHOWN).join(", ")}${more}`;
  };
  return [
    `[${key}.domains]`,
    ...learned.map((line) => `${entry(line)} # ${about(line)}`),
    ...refused.map((line) => `# ${entry(line)} # refused ${about(line)}`),
    "",
  ].join("\n");
}
