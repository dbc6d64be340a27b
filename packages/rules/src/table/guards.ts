/** One thing that an allow rule does not cover unless it spells it. */
export interface FlagGuard {
  /** Short option letters. */
  readonly short?: string;
  /** Long options without dashes; abbreviations count too. */
  readonly long?: readonly string[];
  /** Whole words. */
  readonly words?: readonly string[];
  readonly reason: string;
}

/** What an allow rule for a program does not cover by itself. */
export interface ProgramGuards {
  readonly guards?: readonly FlagGuard[];
  /** Short letters that take a value, attached or as the next word. */
  readonly values?: string;
  /** Long options that take the next word as their value. */
  readonly longValues?: readonly string[];
  /** Only these options are covered; every other one is not, up to `--`. */
  readonly only?: readonly string[];
  /** Options are whole words with one dash and have no end mark. */
  readonly singleDash?: true;
  /** The first operand, or the values of these options, is a program in another language. */
  readonly script?: "sed" | "awk";
  /** Most operands; a further one is written to. Those that match `free` do not count. */
  readonly operands?: { readonly maximum: number; readonly reason: string; readonly free?: RegExp };
  /** Guards by first operand. */
  readonly subcommands?: Readonly<Record<string, ProgramGuards>>;
  /**
   * Operands are files to read or look at, however many: one that begins with fixed text is harmless, and so is any
   * behind a `--`. `after-script`: the first operand is a program, and only those behind it are files.
   */
  readonly reads?: "all" | "after-script";
  /** No option of it writes, runs, or changes anything, so globs and variables are harmless operands. */
  readonly inert?: true;
}

const RUNS = "runs another program";
const WRITES = "writes a file";
const HELP = "opens a manual in a pager or a browser";

const INERT: ProgramGuards = { inert: true };

/** No value is skipped for git: which of its options take the next word depends on the version. */
const GIT_READ: ProgramGuards = {
  reads: "all",
  guards: [
    { long: ["output", "output-directory"], reason: WRITES },
    { long: ["ext-diff"], reason: "runs the configured external diff program" },
    { long: ["textconv"], reason: "runs the configured text conversion" },
    { long: ["show-signature"], reason: "runs the configured signature program" },
    { long: ["help"], reason: HELP },
    { long: ["remerge-diff", "diff-merges", "dd"], reason: "may run a configured merge program" },
    { long: ["open-files-in-pager"], reason: RUNS },
    { long: ["exec", "upload-pack", "receive-pack"], reason: RUNS },
    { long: ["paginate"], reason: "runs the configured pager" },
    {
      long: ["contents", "git-dir", "work-tree", "exec-path", "config-env"],
      reason: "reads a repository or file from elsewhere",
    },
    { long: ["no-index"], reason: "reads files outside the repository" },
  ],
};

const AWK: ProgramGuards = {
  reads: "after-script",
  script: "awk",
  values: "Fv",
  longValues: ["field-separator", "assign"],
  guards: [
    {
      short: "feEilodpDW",
      long: [
        "file",
        "source",
        "exec",
        "include",
        "load",
        "dump-variables",
        "debug",
        "profile",
        "pretty-print",
      ],
      reason: "runs a script that the rule does not show, or writes a file",
    },
  ],
};

/** Guards by program name. The values of options are listed so that they are not taken for options. */
export const GUARDS: Readonly<Record<string, ProgramGuards>> = {
  ls: INERT,
  cat: INERT,
  echo: INERT,
  head: INERT,
  tail: INERT,
  wc: INERT,
  pwd: INERT,
  true: INERT,
  false: INERT,
  grep: INERT,
  egrep: INERT,
  fgrep: INERT,
  cut: INERT,
  paste: INERT,
  tr: INERT,
  rev: INERT,
  nl: INERT,
  tac: INERT,
  basename: INERT,
  dirname: INERT,
  stat: INERT,
  du: INERT,
  df: INERT,
  uname: INERT,
  whoami: INERT,
  id: INERT,
  seq: INERT,
  expr: INERT,
  numfmt: INERT,
  cksum: INERT,
  md5sum: INERT,
  sha1sum: INERT,
  sha256sum: INERT,
  sha512sum: INERT,
  b2sum: INERT,
  comm: INERT,
  join: INERT,
  fold: INERT,
  fmt: INERT,
  expand: INERT,
  unexpand: INERT,
  od: INERT,
  strings: INERT,
  readlink: INERT,
  realpath: INERT,
  printenv: INERT,
  which: INERT,
  sleep: INERT,
  column: INERT,
  nproc: INERT,
  arch: INERT,
  groups: INERT,
  hostid: INERT,
  logname: INERT,
  tty: INERT,
  cmp: INERT,
  sum: INERT,
  factor: INERT,
  hexdump: INERT,
  rg: {
    reads: "all",
    values: "ABCEMTdefgjmrt",
    longValues: [
      "after-context",
      "before-context",
      "context",
      "encoding",
      "engine",
      "file",
      "regexp",
      "glob",
      "iglob",
      "ignore-file",
      "max-count",
      "max-columns",
      "max-depth",
      "max-filesize",
      "replace",
      "sort",
      "sortr",
      "threads",
      "type",
      "type-not",
      "type-add",
      "type-clear",
      "color",
      "colors",
      "context-separator",
      "field-context-separator",
      "field-match-separator",
      "path-separator",
      "dfa-size-limit",
      "regex-size-limit",
    ],
    guards: [
      { long: ["pre", "pre-glob"], reason: "runs a program on each file" },
      { long: ["hostname-bin"], reason: RUNS },
      { short: "z", long: ["search-zip"], reason: "runs decompression programs found on PATH" },
    ],
  },
  find: {
    reads: "all",
    singleDash: true,
    guards: [
      { words: ["-exec", "-execdir", "-ok", "-okdir"], reason: RUNS },
      { words: ["-delete"], reason: "deletes files" },
      { words: ["-fls", "-fprint", "-fprint0", "-fprintf"], reason: WRITES },
    ],
  },
  fd: {
    values: "deEtSocjx",
    guards: [
      { short: "xX", long: ["exec", "exec-batch"], reason: RUNS },
      { short: "l", long: ["list-details"], reason: RUNS },
    ],
  },
  sort: {
    reads: "all",
    values: "kStTo",
    longValues: ["key", "field-separator", "buffer-size", "batch-size", "parallel"],
    guards: [
      { short: "o", long: ["output"], reason: WRITES },
      { long: ["compress-program"], reason: RUNS },
      { short: "T", long: ["temporary-directory"], reason: "writes temporary files in a chosen folder" },
      { long: ["files0-from"], reason: "reads a list of files from elsewhere" },
    ],
  },
  sed: {
    reads: "after-script",
    script: "sed",
    values: "efl",
    guards: [
      { short: "i", long: ["in-place"], reason: "edits files in place" },
      { short: "f", long: ["file"], reason: "runs a script that the rule does not show" },
      { short: "Ia", reason: "edits files in place or writes them" },
      { short: "l", long: ["line-length"], reason: "means different things on different systems" },
    ],
  },
  awk: AWK,
  gawk: AWK,
  mawk: AWK,
  nawk: AWK,
  git: {
    guards: [{ long: ["help"], reason: HELP }],
    subcommands: {
      status: GIT_READ,
      log: GIT_READ,
      diff: GIT_READ,
      show: GIT_READ,
      shortlog: GIT_READ,
      blame: GIT_READ,
      reflog: GIT_READ,
      "rev-list": GIT_READ,
      "diff-tree": GIT_READ,
      "diff-index": GIT_READ,
      "diff-files": GIT_READ,
      whatchanged: GIT_READ,
      "ls-files": GIT_READ,
      "ls-tree": GIT_READ,
      "rev-parse": GIT_READ,
      describe: GIT_READ,
      "cat-file": {
        ...GIT_READ,
        guards: [...GIT_READ.guards!, { long: ["filters"], reason: "runs a configured filter" }],
      },
      grep: { ...GIT_READ, values: "efmABCO", guards: [...GIT_READ.guards!, { short: "O", reason: RUNS }] },
      branch: {
        only: [
          "-a",
          "-r",
          "-v",
          "-vv",
          "-q",
          "--all",
          "--remotes",
          "--verbose",
          "--quiet",
          "--list",
          "-l",
          "--show-current",
          "--no-color",
          "--color",
          "--no-abbrev",
          "--contains",
          "--no-contains",
          "--merged",
          "--no-merged",
          "--points-at",
          "--sort",
          "--column",
          "--no-column",
          "--ignore-case",
          "-i",
        ],
        operands: { maximum: 0, reason: "creates or changes a branch" },
      },
      stash: GIT_READ,
      remote: {
        guards: [
          {
            words: [
              "add",
              "rename",
              "remove",
              "rm",
              "set-head",
              "set-branches",
              "set-url",
              "prune",
              "update",
            ],
            reason: "changes the remotes or fetches from them",
          },
        ],
      },
      fetch: { ...GIT_READ },
      pull: { ...GIT_READ },
      clone: { guards: [{ short: "uc", long: ["upload-pack", "config", "template"], reason: RUNS }] },
      "ls-remote": { guards: [{ long: ["upload-pack", "exec"], reason: RUNS }] },
      push: {
        guards: [
          { long: ["receive-pack", "exec"], reason: RUNS },
          {
            short: "fd",
            long: ["force", "force-with-lease", "force-if-includes", "delete", "mirror", "prune"],
            reason: "destroys what the remote has",
          },
        ],
      },
      rebase: { guards: [{ short: "x", long: ["exec"], reason: RUNS }] },
      archive: {
        guards: [
          { short: "o", long: ["output"], reason: WRITES },
          { long: ["exec", "remote"], reason: RUNS },
        ],
      },
      "format-patch": {
        guards: [
          { short: "o", long: ["output-directory"], reason: WRITES },
          { long: ["ext-diff", "textconv"], reason: RUNS },
        ],
      },
      commit: {
        values: "mFCct",
        guards: [{ long: ["gpg-sign"], short: "S", reason: "runs the configured signature program" }],
      },
      tag: {
        values: "mFu",
        guards: [
          {
            short: "dsvuf",
            long: ["delete", "sign", "verify", "local-user", "force"],
            reason: "deletes tags or runs the signature program",
          },
        ],
      },
    },
  },
  npm: {
    subcommands: {
      test: npmScript(),
      t: npmScript(),
      tst: npmScript(),
      start: npmScript(),
      run: npmScript(),
      "run-script": npmScript(),
      ci: npmScript(),
      ls: npmScript(),
      view: npmScript(),
      outdated: npmScript(),
    },
    guards: [
      {
        long: [
          "prefix",
          "userconfig",
          "globalconfig",
          "workspace",
          "script-shell",
          "node-options",
          "location",
        ],
        short: "Cwg",
        reason: "takes another package or configuration",
      },
    ],
  },
  pnpm: {
    guards: [
      {
        short: "CFrw",
        long: ["dir", "filter", "recursive", "workspace-root", "config", "script-shell", "use-node-version"],
        reason: "takes another package or configuration",
      },
    ],
  },
  yarn: {
    guards: [
      {
        long: ["cwd", "use-yarnrc", "modules-folder", "script-shell"],
        reason: "takes another package or configuration",
      },
    ],
  },
  cargo: {
    values: "pjZF",
    guards: [
      {
        long: ["config", "manifest-path", "target-dir", "lockfile-path"],
        short: "C",
        reason: "takes another package or configuration",
      },
      { words: ["--out-dir", "--artifact-dir"], reason: WRITES },
    ],
  },
  go: {
    singleDash: true,
    guards: [
      { words: ["-exec", "--exec", "-toolexec", "--toolexec", "-vettool", "--vettool"], reason: RUNS },
      {
        words: [
          "-o",
          "--o",
          "-C",
          "--C",
          "-modfile",
          "--modfile",
          "-overlay",
          "--overlay",
          "-coverprofile",
          "--coverprofile",
          "-outputdir",
          "-cpuprofile",
          "-memprofile",
          "-trace",
          "-w",
        ],
        reason: WRITES,
      },
    ],
  },
  pytest: {
    values: "kmnpcorW",
    guards: [
      {
        short: "pc",
        long: [
          "rootdir",
          "confcutdir",
          "config-file",
          "import-mode",
          "pyargs",
          "basetemp",
          "junitxml",
          "junit-xml",
          "log-file",
          "debug",
          "override-ini",
        ],
        reason: "loads other code or configuration, or writes a file",
      },
      { short: "o", reason: "overrides the configuration" },
    ],
  },
  make: {
    guards: [
      {
        short: "fCIE",
        long: ["file", "makefile", "directory", "include-dir", "eval"],
        reason: "takes other rules than those here",
      },
    ],
  },
  tar: {
    guards: [
      {
        short: "IFPw",
        long: [
          "to-command",
          "checkpoint-action",
          "use-compress-program",
          "rsh-command",
          "rmt-command",
          "info-script",
          "new-volume-script",
          "absolute-names",
        ],
        reason: RUNS,
      },
    ],
  },
  curl: {
    guards: [
      {
        short: "oOKTcDuFdX",
        long: [
          "output",
          "remote-name",
          "remote-name-all",
          "output-dir",
          "config",
          "upload-file",
          "cookie-jar",
          "dump-header",
          "trace",
          "trace-ascii",
          "stderr",
          "data",
          "form",
          "request",
          "engine",
          "proxy",
          "unix-socket",
          "etag-save",
          "hsts",
          "alt-svc",
          "libcurl",
          "user",
        ],
        reason: "writes a file, sends data, or takes other settings",
      },
    ],
  },
  wget: {
    guards: [
      {
        short: "OoaPiBe",
        long: [
          "output-document",
          "output-file",
          "append-output",
          "directory-prefix",
          "input-file",
          "execute",
          "config",
          "use-askpass",
          "post-file",
          "post-data",
          "body-file",
        ],
        reason: "writes a chosen file or runs a program",
      },
    ],
  },
  xxd: {
    guards: [{ short: "r", reason: WRITES }],
    operands: { maximum: 1, reason: "writes its second file" },
  },
  uniq: {
    values: "fsw",
    longValues: ["skip-fields", "skip-chars", "check-chars"],
    operands: { maximum: 1, reason: "writes its second file" },
  },
  diff: {
    reads: "all",
    values: "CUIFxXSWD",
    guards: [{ short: "l", long: ["paginate"], reason: "runs pr" }],
  },
  tree: { reads: "all", values: "LPIoH", guards: [{ short: "oR", long: ["output"], reason: WRITES }] },
  base64: { values: "w", guards: [{ short: "o", long: ["output"], reason: WRITES }] },
  date: {
    values: "dfr",
    guards: [{ short: "s", long: ["set"], reason: "sets the clock" }],
    operands: { maximum: 0, reason: "may set the clock", free: /^\+/ },
  },
  file: {
    values: "fFmPe",
    guards: [
      {
        short: "CmzZS",
        long: ["compile", "magic-file", "uncompress", "no-sandbox"],
        reason: "writes a file, reads other rules, or runs decompression",
      },
    ],
  },
  man: {
    guards: [
      {
        short: "PHCMLRT",
        long: ["pager", "html", "config-file", "manpath", "browser", "troff", "gxditview"],
        reason: RUNS,
      },
    ],
  },
  less: {
    guards: [{ short: "oOkKtT", long: ["log-file", "lesskey-file", "lesskey-src", "tag"], reason: WRITES }],
  },
  jq: {
    longValues: ["arg", "argjson"],
    values: "L",
    guards: [{ short: "fL", long: ["from-file"], reason: "runs a program that the rule does not show" }],
  },
  yq: {
    guards: [
      {
        short: "isf",
        long: ["inplace", "in-place", "split-exp", "split-exp-file", "from-file"],
        reason: WRITES,
      },
    ],
  },
  ssh: { guards: [{ short: "oFEIiDLRWwSJ", reason: "takes other settings, forwards, or runs a program" }] },
  scp: { guards: [{ short: "oFSJD", reason: "takes other settings or runs a program" }] },
  rsync: {
    guards: [
      {
        short: "e",
        long: ["rsh", "rsync-path", "files-from", "log-file", "write-batch", "delete", "remove-source-files"],
        reason: "runs a program or deletes files",
      },
    ],
  },
  docker: {
    guards: [
      {
        words: [
          "-v",
          "--volume",
          "--mount",
          "--privileged",
          "--pid",
          "--net",
          "--network",
          "--device",
          "--cap-add",
          "-H",
          "--host",
          "-c",
          "--context",
          "--config",
          "--userns",
          "--ipc",
          "--security-opt",
        ],
        reason: "reaches the host",
      },
    ],
  },
  tsc: {
    guards: [
      {
        words: [
          "-p",
          "--project",
          "--outDir",
          "--outFile",
          "--declarationDir",
          "--tsBuildInfoFile",
          "--generateTrace",
          "--generateCpuProfile",
          "--init",
        ],
        reason: "writes elsewhere or takes another configuration",
      },
    ],
  },
  eslint: {
    guards: [
      {
        short: "co",
        long: [
          "config",
          "output-file",
          "resolve-plugins-relative-to",
          "rulesdir",
          "plugin",
          "parser",
          "format",
          "fix",
          "cache-location",
          "cache-file",
          "init",
        ],
        reason: "loads other code or writes",
      },
    ],
  },
  prettier: {
    guards: [
      {
        long: ["config", "plugin", "plugin-search-dir", "write", "cache-location", "find-config-path"],
        short: "w",
        reason: "loads other code or writes",
      },
    ],
  },
  xmllint: {
    guards: [
      { long: ["output", "catalogs", "load-trace", "shell", "path"], reason: "writes, or reads elsewhere" },
    ],
  },
  openssl: {
    singleDash: true,
    guards: [
      {
        words: ["-out", "-writerand", "-engine", "-provider", "-config", "-keyout", "-provider-path"],
        reason: "writes a file or loads code",
      },
    ],
  },
  history: { guards: [{ short: "awrcds", reason: "writes the history file or replaces it" }] },
  printf: { guards: [{ short: "v", reason: "evaluates the subscript of a variable" }] },
  test: { guards: [{ words: ["-v", "-R"], reason: "evaluates the subscript of a variable" }] },
  "[": { guards: [{ words: ["-v", "-R"], reason: "evaluates the subscript of a variable" }] },
};

function npmScript(): ProgramGuards {
  return {
    only: [
      "--silent",
      "-s",
      "--quiet",
      "-q",
      "--verbose",
      "--if-present",
      "--ignore-scripts",
      "--no-color",
      "--color",
      "--json",
      "--dd",
      "--foreground-scripts",
      "--no-audit",
      "--no-fund",
      "--depth",
      "--parseable",
      "--loglevel",
      "--all",
      "--long",
      "-l",
    ],
  };
}

/** Builtins that change how later commands of the same script run; in a script of several commands no rule covers them. */
export const STATE_BUILTINS: ReadonlySet<string> = new Set([
  "export",
  "declare",
  "typeset",
  "local",
  "readonly",
  "unset",
  "set",
  "shopt",
  "setopt",
  "unsetopt",
  "emulate",
  "alias",
  "unalias",
  "hash",
  "rehash",
  "enable",
  "disable",
  "source",
  ".",
  "eval",
  "exec",
  "trap",
  "function",
  "read",
  "mapfile",
  "readarray",
  "getopts",
  "let",
  "builtin",
  "bind",
  "complete",
  "compopt",
  "zmodload",
  "autoload",
  "umask",
  "ulimit",
  "pushd",
  "popd",
  "dirs",
  "history",
  "fc",
]);
