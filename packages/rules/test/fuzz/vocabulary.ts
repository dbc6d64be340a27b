/** Programs that stubs stand for; they report their argv and do nothing. */
export const IDLE_STUBS: readonly string[] = ["git", "ls", "rm", "npm", "rg", "a", "b"];
/** Programs whose stub reports its argv and then becomes the real program, so that what it runs is seen too. */
export const WRAPPING_STUBS: readonly string[] = [
  "sh",
  "bash",
  "env",
  "xargs",
  "nice",
  "nohup",
  "timeout",
  "stdbuf",
  "setsid",
  "find",
  "flock",
  "ionice",
  "cat",
  "tee",
  "cp",
  "mv",
  "ln",
  "chmod",
  "dd",
  "sed",
  "awk",
  "tr",
  "head",
  "tail",
  "sort",
  "rev",
  "echo",
  "printf",
  "true",
  "sudo",
];
/** Every name on the PATH of a generated script. */
export const STUBS: readonly string[] = [...IDLE_STUBS, ...WRAPPING_STUBS];

/** Words without a meaning to the shell. */
export const WORDS: readonly string[] = [
  "git",
  "ls",
  "cat",
  "rm",
  "push",
  "status",
  "-rf",
  "x",
  "a",
  "b",
  "--all",
  "HEAD~1",
  "HEAD^",
  "k=v",
  "a:b",
  "1",
  "2",
  "-n",
  ".",
];
/** Programs to start commands with; wrappers come from shapes of their own. */
export const PROGRAMS: readonly string[] = [
  ...IDLE_STUBS,
  "git",
  "ls",
  "rm",
  "cat",
  "sudo",
  "sh",
  "env",
  "xargs",
];
/** Names of variables; `U` is never set by an assignment alone, `A` is an array. */
export const VARIABLES: readonly string[] = ["X", "Y", "HOME", "IFS", "U", "A", "@", "*", "1", "?", "REPLY"];
/** What separates words. */
export const BLANKS: readonly string[] = [" ", " ", " ", " ", "  ", "\t", "\\\n", " \\\n ", "\\\n\\\n "];
/** Characters that look like blanks or like nothing, and that shells and terminals read differently. */
export const ODD: readonly string[] = [
  "\r",
  "\f",
  "\v",
  "\u00a0",
  "\u2003",
  "\u200b",
  "\ufeff",
  "\u2028",
  "\u3000",
  "\u0085",
  "\u180e",
  "\x01",
  "\x02",
  "\x08",
  "\x1b",
  "\x7f",
  "\x80",
  "é",
  "ʻ",
  "＂",
  "；",
  "｜",
];
/** Characters with a meaning to the shell, for changes to a well-formed script. */
export const PUNCTUATION: readonly string[] = [..."'\"`$\\(){}[]<>|&;#!~*?=^\n -,:@%+"];
/** What joins commands. */
export const JOINS: readonly string[] = [
  ";",
  " ; ",
  "\n",
  " && ",
  "&&",
  " || ",
  "||",
  " | ",
  "|",
  " & ",
  "&",
  " |& ",
  "\n\n",
  " && \n",
  " |\n",
  ";\n# c\n",
  " \\\n&& ",
];
