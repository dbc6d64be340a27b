import type { GitVariable } from "./parse-config.ts";

/**
 * Variables whose value git runs (git-config(1)). `*` stands for any subsection or none. A value that names a file in a
 * writable root makes that file a program of the host.
 */
const COMMAND_KEYS: readonly (readonly [section: string, key: string])[] = [
  ["alias", "*"],
  ["browser", "cmd"],
  ["browser", "path"],
  ["core", "alternaterefscommand"],
  ["core", "askpass"],
  ["core", "editor"],
  ["core", "fsmonitor"],
  ["core", "gitproxy"],
  ["core", "pager"],
  ["core", "sshcommand"],
  ["credential", "helper"],
  ["diff", "command"],
  ["diff", "external"],
  ["diff", "textconv"],
  ["difftool", "cmd"],
  ["difftool", "path"],
  ["filter", "clean"],
  ["filter", "process"],
  ["filter", "smudge"],
  ["gc", "recentobjectshook"],
  ["gpg", "defaultkeycommand"],
  ["gpg", "program"],
  ["guitool", "cmd"],
  ["hook", "command"],
  ["imap", "tunnel"],
  ["instaweb", "httpd"],
  ["interactive", "difffilter"],
  ["man", "cmd"],
  ["man", "path"],
  ["merge", "driver"],
  ["mergetool", "cmd"],
  ["mergetool", "path"],
  ["pager", "*"],
  ["receive", "proccommand"],
  ["remote", "receivepack"],
  ["remote", "uploadpack"],
  ["sendemail", "sendmailcmd"],
  ["sendemail", "smtpserver"],
  ["sequence", "editor"],
  ["submodule", "update"],
  ["tar", "command"],
  ["trailer", "cmd"],
  ["trailer", "command"],
  ["uploadpack", "packobjectshook"],
];

const TABLE = new Set(COMMAND_KEYS.map(([section, key]) => `${section}.${key}`));

/** Whether git runs the value of this variable, through a shell or by itself. */
export function isCommandKey(variable: GitVariable): boolean {
  return TABLE.has(`${variable.section}.${variable.key}`) || TABLE.has(`${variable.section}.*`);
}

/**
 * Words of a command line that may name a file. Over-approximates: quotes and shell signs separate words, because a
 * word too many protects a file too many, and one too few runs it.
 */
export function commandWords(value: string): readonly string[] {
  const words = value.split(/[\s;|&()<>"'`=!]+/).filter((word) => word !== "" && word !== "/");
  return [...new Set(words)];
}
