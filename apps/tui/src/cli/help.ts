import type { Command, Flag } from "./command.ts";
import { globalFlags } from "./global-flags.ts";
import type { CommandEntry } from "./table.ts";

function spelled(name: string, flag: Flag): string {
  const short = flag.short === undefined ? "    " : `-${flag.short}, `;
  return `${short}--${name}${flag.type === "string" ? ` ${flag.value ?? "VALUE"}` : ""}`;
}

const helpWidth = 100;

/** Breaks a sentence at spaces; help is plain ASCII, so characters are columns. */
function fold(text: string, columns: number): readonly string[] {
  const lines: string[] = [""];
  for (const word of text.split(" ")) {
    const line = lines.at(-1)!;
    if (line !== "" && line.length + 1 + word.length > columns) lines.push(word);
    else lines[lines.length - 1] = line === "" ? word : `${line} ${word}`;
  }
  return lines;
}

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length));
  return rows
    .map(([left, right]) => {
      const [first, ...rest] = fold(right, Math.max(40, helpWidth - width - 4));
      const below = rest.map((line) => `  ${" ".repeat(width)}  ${line}\n`).join("");
      return `  ${left.padEnd(width)}  ${first}\n${below}`;
    })
    .join("");
}

/** The lines of one group of flags. */
export function flagLines(flags: Readonly<Record<string, Flag>>): string {
  return table(Object.entries(flags).map(([name, flag]) => [spelled(name, flag), flag.help] as const));
}

/** Help of the whole program. */
export function programHelp(entries: readonly CommandEntry[]): string {
  const shown = entries.filter((entry) => !entry.hidden);
  return `Lets a coding agent work freely inside a clear boundary and stop at its edge.

Usage:
  paddock [OPTIONS] [PROMPT]
  paddock [OPTIONS] COMMAND [ARG]...

Without a command: a conversation in this folder. Without a terminal and without a prompt: a guided tour.

Commands:
${table(shown.map(({ name, summary }) => [name, summary] as const))}
Options:
${flagLines(globalFlags)}
Exit status: 0 ok, 1 failed, 2 usage, 3 configuration, 4 an approval could not be given, 5 no sandbox, 130 interrupted.
\`paddock help COMMAND\` says more about one command.
`;
}

/** Help of one command; `path` holds the commands above it. */
export function commandHelp(path: readonly Command[]): string {
  const command = path.at(-1)!;
  const usage = command.usage.map((line) => `  paddock ${line}\n`).join("");
  const nested = command.commands ?? [];
  const sections = [`${command.summary}.\n\nUsage:\n${usage}`];
  if (nested.length > 0)
    sections.push(`Commands:\n${table(nested.map(({ name, summary }) => [name, summary] as const))}`);
  if (Object.keys(command.flags).length > 0) sections.push(`Options:\n${flagLines(command.flags)}`);
  sections.push("Global options: `paddock --help`.\n");
  return sections.join("\n");
}
