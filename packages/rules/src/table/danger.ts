import { baseName } from "../rule/path.ts";
import type { WideCommand } from "../shell/wide.ts";
import type { Danger } from "../verdict.ts";
import { splitGitGlobals } from "./git-globals.ts";

/** One kind of dangerous command. */
export interface DangerEntry {
  readonly code: string;
  readonly text: string;
  /** Says whether an argv, its program reduced to a name, is of this kind. */
  readonly test: (name: string, args: readonly string[]) => boolean;
}

const short = (args: readonly string[], letters: RegExp): boolean =>
  beforeMark(args).some((word) => /^-[A-Za-z]+$/.test(word) && letters.test(word));
const long = (args: readonly string[], ...names: readonly string[]): boolean =>
  beforeMark(args).some(
    (word) =>
      word.startsWith("--") &&
      names.some((name) => name.startsWith(word.slice(2).split("=", 1)[0]!) && word.length > 3),
  );

function beforeMark(args: readonly string[]): readonly string[] {
  const end = args.indexOf("--");
  return end < 0 ? args : args.slice(0, end);
}

const git =
  (verb: string, test: (args: readonly string[]) => boolean): DangerEntry["test"] =>
  (name, args) => {
    if (name !== "git") return false;
    const [first, ...rest] = splitGitGlobals(args).rest;
    return first === verb && test(rest);
  };

/** The table, the most telling entry first. */
export const DANGERS: readonly DangerEntry[] = [
  {
    code: "forced-removal",
    text: "removes files without asking",
    test: (name, args) => name === "rm" && (short(args, /f/) || long(args, "force")),
  },
  {
    code: "recursive-removal",
    text: "removes whole folders",
    test: (name, args) => name === "rm" && (short(args, /[rR]/) || long(args, "recursive")),
  },
  {
    code: "find-delete",
    text: "removes every file that it finds",
    test: (name, args) => name === "find" && args.includes("-delete"),
  },
  {
    code: "git-discard",
    text: "discards changes that are not committed",
    test: git("reset", (args) => long(args, "hard", "merge", "keep")),
  },
  {
    code: "git-discard",
    text: "removes files that git does not track",
    test: git("clean", (args) => short(args, /f/) || long(args, "force")),
  },
  {
    code: "git-discard",
    text: "discards changes that are not committed",
    test: git(
      "checkout",
      (args) => args.includes(".") || args.includes("--") || short(args, /f/) || long(args, "force"),
    ),
  },
  {
    code: "git-discard",
    text: "discards changes that are not committed",
    test: git("restore", (args) => !args.includes("--staged") || args.includes("--worktree")),
  },
  {
    code: "git-discard",
    text: "drops stashed changes",
    test: git("stash", ([verb]) => verb === "drop" || verb === "clear"),
  },
  {
    code: "git-force-push",
    text: "overwrites what the remote has",
    test: git(
      "push",
      (args) =>
        short(args, /[fd]/) ||
        long(args, "force", "force-with-lease", "delete", "mirror") ||
        args.some((word) => /^\+./.test(word)),
    ),
  },
  {
    code: "git-branch-delete",
    text: "deletes a branch",
    test: git("branch", (args) => short(args, /[dD]/) || long(args, "delete")),
  },
  {
    code: "raw-write",
    text: "writes to a device or file block by block",
    test: (name, args) => name === "dd" && args.some((word) => word.startsWith("of=")),
  },
  {
    code: "format",
    text: "makes a new file system",
    test: (name) => /^mkfs(\..*)?$|^mke2fs$|^mkswap$|^wipefs$|^fdisk$|^parted$|^sgdisk$/.test(name),
  },
  {
    code: "overwrite",
    text: "destroys the content of files",
    test: (name) => name === "shred" || name === "truncate" || name === "srm",
  },
  {
    code: "power",
    text: "stops the machine",
    test: (name, args) =>
      /^(shutdown|reboot|halt|poweroff)$/.test(name) ||
      ((name === "init" || name === "telinit") && /^[06]$/.test(args[0] ?? "")),
  },
  {
    code: "permissions",
    text: "changes the rights of whole folders",
    test: (name, args) => /^(chmod|chown|chgrp)$/.test(name) && (short(args, /R/) || long(args, "recursive")),
  },
  {
    code: "kill-all",
    text: "ends many processes",
    test: (name, args) =>
      /^(killall5?|pkill)$/.test(name) || (name === "kill" && args.includes("-1") && args.length > 1),
  },
];

/** Programs that the table speaks about; all others are passed over at once. */
const MAY_BE_DANGEROUS =
  /^(?:rm|find|git|dd|mk(?:fs.*|e2fs|swap)|wipefs|fdisk|parted|sgdisk|shred|truncate|srm|shutdown|reboot|halt|poweroff|init|telinit|ch(?:mod|own|grp)|killall5?|pkill|kill)$/;

/** Finds the dangerous commands of a wide reading, by their place in it. */
export function findDanger(
  commands: readonly WideCommand[],
): readonly { readonly at: number; readonly danger: Danger }[] {
  const found: { at: number; danger: Danger }[] = [];
  for (const [at, { words, span }] of commands.entries()) {
    const [program, ...rest] = words;
    if (program?.kind !== "text") continue;
    const name = baseName(program.text);
    if (!MAY_BE_DANGEROUS.test(name)) continue;
    const args = rest.map((word) => (word.kind === "text" ? word.text : word.shown));
    const entry = DANGERS.find(({ test }) => test(name, args));
    if (entry !== undefined)
      found.push({
        at,
        danger: {
          code: entry.code,
          text: `\`${name}\` ${entry.text}.`,
          ...(span === undefined ? {} : { span }),
        },
      });
  }
  return found;
}
