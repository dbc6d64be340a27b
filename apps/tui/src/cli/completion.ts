import type { Command, Flag } from "./command.ts";
import { globalFlags } from "./global-flags.ts";

/** The shells with a completion script. */
export const shells = ["bash", "zsh", "fish"] as const;

interface Place {
  /** Words typed so far, e.g. `logs show`; empty at the top. */
  readonly at: string;
  readonly words: readonly { readonly word: string; readonly help: string }[];
}

const flagWords = (flags: Readonly<Record<string, Flag>>): { word: string; help: string }[] =>
  Object.entries(flags).map(([name, flag]) => ({ word: `--${name}`, help: flag.help }));

function places(commands: readonly Command[]): readonly Place[] {
  const found: Place[] = [
    {
      at: "",
      words: [
        ...commands.map(({ name, summary }) => ({ word: name, help: summary })),
        { word: "help", help: "Show help for a command" },
        ...flagWords(globalFlags),
      ],
    },
  ];
  const visit = (above: readonly string[], command: Command): void => {
    const at = [...above, command.name];
    const nested = command.commands ?? [];
    found.push({
      at: at.join(" "),
      words: [
        ...nested.map(({ name, summary }) => ({ word: name, help: summary })),
        ...flagWords(command.flags),
        ...flagWords(globalFlags),
      ],
    });
    for (const inner of nested) visit(at, inner);
  };
  for (const command of commands) visit([], command);
  return found;
}

const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** Words before the cursor that are no flags, kept only while they name a known place. */
const shellWalk = `  local at="" word
  for word in "\${words_before[@]}"; do
    case "$word" in -*) continue ;; esac
    case "\${at:+$at }$word" in`;

function bash(all: readonly Place[]): string {
  const known = all.filter(({ at }) => at !== "").map(({ at }) => quoted(at));
  const lists = all
    .map(({ at, words }) => `    ${quoted(at)}) list=${quoted(words.map(({ word }) => word).join(" "))} ;;\n`)
    .join("");
  return `_paddock() {
  local words_before=("\${COMP_WORDS[@]:1:COMP_CWORD-1}") list=""
${shellWalk}
      ${known.join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at" in
${lists}  esac
  mapfile -t COMPREPLY < <(compgen -W "$list" -- "\${COMP_WORDS[COMP_CWORD]}")
}
complete -o default -F _paddock paddock
`;
}

function zsh(all: readonly Place[]): string {
  const known = all.filter(({ at }) => at !== "").map(({ at }) => quoted(at));
  const lists = all
    .map(({ at, words }) => {
      const items = words.map(({ word, help }) => quoted(`${word}:${help.replaceAll(":", "\\:")}`)).join(" ");
      return `    ${quoted(at)}) list=(${items}) ;;\n`;
    })
    .join("");
  return `#compdef paddock
_paddock() {
  local -a words_before list
  words_before=("\${(@)words[2,CURRENT-1]}")
${shellWalk}
      ${known.join("|")}) at="\${at:+$at }$word" ;;
    esac
  done
  case "$at" in
${lists}  esac
  _describe 'paddock' list || _files
}
compdef _paddock paddock
`;
}

function fish(all: readonly Place[]): string {
  const lines = ["complete -c paddock -e"];
  for (const { at, words } of all) {
    const path = at === "" ? [] : at.split(" ");
    const condition =
      path.map((word) => `__fish_seen_subcommand_from ${word}`).join("; and ") || "__fish_use_subcommand";
    for (const { word, help } of words) {
      const spelled = word.startsWith("--") ? `-l ${word.slice(2)}` : `-a ${word}`;
      lines.push(`complete -c paddock -n ${quoted(condition)} ${spelled} -d ${quoted(help)}`);
    }
  }
  return `${lines.join("\n")}\n`;
}

/** The completion script of one shell, made from the command table. */
export function completionScript(shell: (typeof shells)[number], commands: readonly Command[]): string {
  const all = places(commands);
  return shell === "bash" ? bash(all) : shell === "zsh" ? zsh(all) : fish(all);
}
