/**
 * Finds entries of a domain table that their writer surely did not mean, and makes a table from what was seen. Apart from the
 * engine, since it knows every public suffix.
 *
 * @module
 */
export { type LearnedDomain, learnDomains, type SeenHost } from "./learn-domains.ts";
export { type DomainWarning, lintDomains } from "./lint-domains.ts";
export { lintPolicy } from "./lint-policy.ts";
