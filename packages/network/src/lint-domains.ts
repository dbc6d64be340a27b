import { getPublicSuffix } from "tldts";
import type { DomainEntry, Origin } from "./decision.ts";
import { canonicalHost } from "./host.ts";
import { domainClashes } from "./managed.ts";
import { compilePattern } from "./pattern.ts";
import { isSpecialAddress } from "./special-address.ts";

/** Something about an entry that its writer surely did not mean, or should know. Never part of a decision. */
export interface DomainWarning {
  /** Stable, for programs. */
  readonly code:
    | "everything"
    | "public-suffix"
    | "wider-than-it-looks"
    | "matches-nothing"
    | "local-address"
    | "clash";
  /** As written. */
  readonly pattern: string;
  /** One sentence: what it means and what to write instead. */
  readonly text: string;
  /** Where it was written. */
  readonly origin?: Origin;
}

function warningOf(entry: DomainEntry): Pick<DomainWarning, "code" | "text"> | undefined {
  const { text } = compilePattern(entry.pattern);
  const shown = JSON.stringify(entry.pattern);
  const prefix = /^\*{1,2}\./.exec(text)?.[0] ?? "";
  const name = text.slice(prefix.length);
  const hasGlob = /[*?]/.test(name);
  if (!hasGlob && !canonicalHost(name).ok)
    return { code: "matches-nothing", text: `${shown} is no host name, so it matches nothing` };
  if (entry.decision !== "allow") return undefined;
  if (text === "*" || /^[*?.]+$/.test(text))
    return { code: "everything", text: `${shown} allows every host; name those that are needed` };
  if (hasGlob)
    return {
      code: "wider-than-it-looks",
      text: `a * in ${shown} also covers dots, so that foreign names may fit; write *.NAME for what is below a name`,
    };
  if (prefix !== "" && getPublicSuffix(name, { allowPrivateDomains: true }) === name)
    return {
      code: "public-suffix",
      text: `anybody can register a name below ${name}, so ${shown} allows hosts of strangers`,
    };
  const canonical = canonicalHost(name);
  if (canonical.ok && canonical.kind !== "name" && isSpecialAddress(canonical.host))
    return {
      code: "local-address",
      text: `${shown} opens an address of this machine, of a private network or of a metadata service`,
    };
  return undefined;
}

/**
 * Finds entries of a domain table that are broader than they look, match nothing, open private addresses or contradict each
 * other.
 *
 * @throws {NetworkError} `bad-pattern` for an entry without a meaning.
 */
export function lintDomains(domains: readonly DomainEntry[]): readonly DomainWarning[] {
  const own = domains.flatMap((entry): readonly DomainWarning[] => {
    const warning = warningOf(entry);
    if (!warning) return [];
    return [{ ...warning, pattern: entry.pattern, ...(entry.origin ? { origin: entry.origin } : {}) }];
  });
  const clashes = domainClashes(domains).map(({ pattern, entries }): DomainWarning => {
    const [first] = entries;
    const text = `${entries.map((entry) => `${JSON.stringify(entry.pattern)} = "${entry.decision}"`).join(" and ")} mean the same host; the stricter counts`;
    return { code: "clash", pattern, text, ...(first?.origin ? { origin: first.origin } : {}) };
  });
  return [...own, ...clashes];
}
