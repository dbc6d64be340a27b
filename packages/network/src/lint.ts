/**
 * Finds entries of a domain table that their writer surely did not mean. Apart from the engine, since it knows every public suffix.
 *
 * @module
 */
export { type DomainWarning, lintDomains } from "./lint-domains.ts";
