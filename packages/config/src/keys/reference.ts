import { describeShape } from "./describe.ts";
import type { Key, Keys, ProjectRule, Strictness } from "./shape.ts";

const PROJECT: Readonly<Record<ProjectRule, string>> = {
  set: "may set",
  tighten: "may tighten",
  never: "no",
};

/** How values compare, in words; empty for keys without an order. */
export function describeStrictness(strict: Strictness | undefined): string {
  switch (strict?.by) {
    case "order":
      return `strictest first: ${strict.order.join(" < ")}`;
    case "approval":
      return "untrusted is the strictest; on-request and never tie; granular policies compare switch by switch";
    case "subset":
      return "fewer entries are stricter";
    case "superset":
      return "more entries are stricter";
    case "lower":
      return "less is stricter";
    default:
      return "";
  }
}

function cell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll("\n", " ");
}

function code(value: unknown): string {
  return `\`${JSON.stringify(value)}\``;
}

function innerKeys(key: Key): Keys | undefined {
  const shapes = [key.shape, ...(key.shape.kind === "either" ? key.shape.of : [])];
  for (const shape of shapes) {
    if (shape.kind === "table" && Object.keys(shape.keys).length > 0) return shape.keys;
    if ((shape.kind === "map" || shape.kind === "list") && shape.of.kind === "table") return shape.of.keys;
  }
  return undefined;
}

function rows(keys: Keys, prefix: string, inherited: ProjectRule, project: boolean): readonly string[] {
  return Object.entries(keys).flatMap(([name, key]) => {
    const rule = key.project ?? inherited;
    const path = `${prefix}${name}`;
    const inner = innerKeys(key);
    const free = key.shape.kind === "map" ? `.NAME` : key.shape.kind === "list" ? "[]" : "";
    const fallback = key.default === undefined ? (key.defaultText ?? "") : code(key.default);
    const order = describeStrictness(key.strict);
    const what = `${key.summary}${order ? ` (${order})` : ""}${key.own ? " *Paddock's own.*" : ""}`;
    const cells = [
      `\`${path}\``,
      inner && key.shape.kind !== "either" ? "table" : describeShape(key.shape),
      ...(project ? [fallback, PROJECT[rule]] : []),
      what,
    ];
    const row = `| ${cells.map(cell).join(" | ")} |`;
    return [
      row,
      ...(inner && key.shape.kind !== "either" ? rows(inner, `${path}${free}.`, rule, project) : []),
    ];
  });
}

/** The reference page of a file: one row for each key. */
export function referenceOf(
  keys: Keys,
  title: string,
  intro: string,
  options: { readonly project: boolean },
): string {
  const head = options.project
    ? "| key | value | default | project file | what it does |\n| --- | --- | --- | --- | --- |"
    : "| key | value | what it demands |\n| --- | --- | --- |";
  return `# ${title}\n\n${intro}\n\n${head}\n${rows(keys, "", "never", options.project).join("\n")}\n`;
}
