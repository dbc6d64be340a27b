/** Writes the line of a rule file that allows a prefix; the line loads in Codex too. */
export function ruleLine(
  prefix: readonly string[],
  decision: "allow" | "prompt" | "forbidden" = "allow",
  justification?: string,
): string {
  const tokens = prefix.map((token) => JSON.stringify(token)).join(", ");
  const reason = justification === undefined ? "" : `, justification=${JSON.stringify(justification)}`;
  return `prefix_rule(pattern=[${tokens}], decision="${decision}"${reason})`;
}

/** Writes the line that allows or denies a host. */
export function networkLine(
  host: string,
  protocol: string,
  decision: "allow" | "deny",
  justification?: string,
): string {
  const reason = justification === undefined ? "" : `, justification=${JSON.stringify(justification)}`;
  return `network_rule(host=${JSON.stringify(host)}, protocol=${JSON.stringify(protocol)}, decision="${decision}"${reason})`;
}
