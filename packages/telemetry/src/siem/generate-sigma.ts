import type { SigmaRule, SigmaSelection } from "./sigma-rules.ts";

/** Quotes a scalar for YAML where it needs quotes. */
function scalar(value: string | number | boolean): string {
  return typeof value === "string" && !/^[A-Za-z][A-Za-z0-9 _.,-]*$/.test(value)
    ? `'${value.replaceAll("'", "''")}'`
    : String(value);
}

function selection(name: string, fields: SigmaSelection): readonly string[] {
  const lines = [`  ${name}:`];
  for (const [field, value] of Object.entries(fields)) {
    if (!Array.isArray(value)) {
      lines.push(`    ${scalar(field)}: ${scalar(value as string)}`);
      continue;
    }
    lines.push(`    ${scalar(field)}:`);
    for (const item of value) lines.push(`      - ${scalar(item)}`);
  }
  return lines;
}

/** Writes a rule as a Sigma document. */
export function generateSigma(rule: SigmaRule): string {
  return `${[
    `title: ${scalar(rule.title)}`,
    `id: ${rule.id}`,
    "status: stable",
    `description: ${scalar(rule.description)}`,
    "author: Paddock",
    ...(rule.tags === undefined ? [] : ["tags:", ...rule.tags.map((tag) => `  - ${tag}`)]),
    "logsource:",
    "  product: paddock",
    "  service: trail",
    "detection:",
    ...selection("selection", rule.selection),
    ...(rule.filter === undefined ? [] : selection("filter", rule.filter)),
    `  condition: ${rule.filter === undefined ? "selection" : "selection and not filter"}`,
    "falsepositives:",
    ...rule.falsePositives.map((text) => `  - ${scalar(text)}`),
    `level: ${rule.level}`,
  ].join("\n")}\n`;
}
