import type { StarlarkError } from "../starlark/mod.ts";
import { type Position, Source } from "../starlark/source.ts";

/** Writes a Starlark error with traceback, place and the source line, in the layout that Codex prints. */
export function explainStarlarkError(error: StarlarkError, text: string): string {
  const source = new Source(error.at.path, text);
  const message = `error: ${error.message.replaceAll("\n", "\n    ")}`;
  const lines: string[] = [];
  if (error.frames.length <= 1) lines.push(`    starlark error: ${message}`);
  else {
    lines.push("    starlark error: Traceback (most recent call last):");
    for (const { name, at } of error.frames.slice(0, -1)) {
      lines.push(`      * ${at.path}:${at.line}, in ${name}`, `          ${source.line(at.line).trim()}`);
    }
    lines.push(`    ${message}`);
  }
  const { path, line, column } = placeInCodex(error, text);
  const gutter = " ".repeat(String(line).length);
  lines.push(
    `    ${gutter}--> ${path}:${line}:${column}`,
    `    ${gutter} |`,
    `    ${line} | ${source.line(line)}`,
    `    ${gutter} | ${" ".repeat(Math.max(0, column - 1))}^`,
    `    ${gutter} |`,
  );
  return lines.join("\n");
}

/** A mistake behind the last line end has no place in Codex, which then names the first. */
function placeInCodex({ at }: StarlarkError, text: string): Position {
  const behind = at.column === 1 && text.endsWith("\n") && at.line === text.split("\n").length;
  return behind ? { ...at, line: 1 } : at;
}
