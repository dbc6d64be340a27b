import type { Command, Flag } from "./command.ts";
import { exitCode } from "./exit-code.ts";
import { globalFlags } from "./global-flags.ts";
import type { CommandEntry } from "./table.ts";

function flagTable(flags: Readonly<Record<string, Flag>>): string {
  const rows = Object.entries(flags).map(([name, flag]) => {
    const value = flag.type === "string" ? ` ${flag.value ?? "VALUE"}` : "";
    const spelled = [...(flag.short === undefined ? [] : [`-${flag.short}`]), `--${name}`];
    return `| ${spelled.map((word) => `\`${`${word}${value}`.replaceAll("|", "\\|")}\``).join(", ")} | ${flag.help.replaceAll("|", "\\|")} |\n`;
  });
  return rows.length === 0 ? "" : `\n| option | meaning |\n| --- | --- |\n${rows.join("")}`;
}

function section(above: readonly string[], command: Command): string {
  const path = [...above, command.name];
  const usage = command.usage.map((line) => `paddock ${line}\n`).join("");
  const nested = (command.commands ?? []).map((inner) => section(path, inner)).join("");
  const level = "#".repeat(Math.min(4, 1 + path.length));
  return `\n${level} paddock ${path.join(" ")}\n\n${command.summary}.\n\n\`\`\`text\n${usage}\`\`\`\n${flagTable(command.flags)}${nested}`;
}

const meanings: Readonly<Record<keyof typeof exitCode, string>> = {
  ok: "done",
  failed: "the task failed",
  usage: "the command line was not understood",
  config: "the configuration is wrong, or what is managed forbids it",
  neededApproval: "an approval was needed and could not be given",
  sandboxUnavailable: "the sandbox cannot be had here",
  interrupted: "interrupted",
};

/** The reference of the command line as Markdown, made from the same table as help and completion. */
export async function cliReference(table: readonly CommandEntry[]): Promise<string> {
  const commands = await Promise.all(table.filter(({ hidden }) => !hidden).map(({ load }) => load()));
  const statuses = Object.entries(exitCode).map(
    ([name, status]) => `| ${status} | ${meanings[name as keyof typeof exitCode]} |\n`,
  );
  return `# The paddock command

Made from the command table by \`scripts/cli-reference.ts\`; a test checks that it is current.

\`\`\`text
paddock [OPTIONS] [PROMPT]
paddock [OPTIONS] COMMAND [ARG]...
\`\`\`

Without a command: a conversation in this folder. Without a terminal and without a prompt: a guided tour.

## Options of every command
${flagTable(globalFlags)}
Global options may stand anywhere before \`--\`. A command's own option of the same spelling wins.

## Exit status

| status | meaning |
| --- | --- |
${statuses.join("")}
\`paddock sandbox\` passes on the status of the command it ran; 125, 126 and 127 mean what they mean to env(1).
${commands.map((command) => section([], command)).join("")}`;
}
