/** One thing that an allow rule does not cover unless it spells it. */
export interface FlagGuard {
  /** Short option letters. */
  readonly short?: string;
  /** Long options without dashes; abbreviations count too. */
  readonly long?: readonly string[];
  /** Whole words. */
  readonly words?: readonly string[];
  /** Whole words by their shape, for programs that read options in their own way, and for operands. */
  readonly shape?: RegExp;
  readonly reason: string;
}

/** What an allow rule for a program does not cover by itself. */
export interface ProgramGuards {
  readonly guards?: readonly FlagGuard[];
  /** Short letters that take a value, attached or as the next word. */
  readonly values?: string;
  /** Short letters whose value can only be attached. */
  readonly attached?: string;
  /** Long options that take the next word as their value. */
  readonly longValues?: readonly string[];
  /** Only these options are covered; every other one is not, up to `--`. */
  readonly only?: readonly string[];
  /** Options are whole words with one dash and have no end mark. */
  readonly singleDash?: true;
  /** The first word holds short options even without a dash. */
  readonly oldStyle?: true;
  /**
   * The first operand, or the values of these options, is a program in another language. `file`: it names one, and what
   * stands behind one that the rule names are words for it.
   */
  readonly script?: "sed" | "awk" | "file";
  /** Most operands; a further one is written to. Those that match `free` do not count, nor any behind an option of `unless`. */
  readonly operands?: {
    readonly maximum: number;
    readonly reason: string;
    readonly free?: RegExp;
    readonly unless?: readonly string[];
    /** Options that take the next word, an option of `unless` too. */
    readonly takes?: readonly string[];
  };
  /** Why operands behind those that the rule spells are not covered. */
  readonly further?: string;
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

/** A format of printf that puts the number of characters into a variable. */
export const PRINTF_SETS: RegExp = /%[-+ 0#']*(?:\*|\d+)?(?:\.(?:\*|\d*))?[hlLqjzt]*n/;
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
    { long: ["alternate-refs"], reason: "may run a configured program" },
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

/** `ext::sh -c ...` and its kin. */
const GIT_TRANSPORT: FlagGuard = { shape: /^[A-Za-z0-9+.-]+::/, reason: "names a program that carries data" };

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

/** Binutils load the code that this option names. */
const PLUGIN: ProgramGuards = { guards: [{ long: ["plugin"], reason: "loads code" }] };

const PIP: ProgramGuards = {
  guards: [{ long: ["python", "log"], reason: "runs another interpreter or writes a file" }],
};

const DENO: ProgramGuards = {
  guards: [
    { short: "ARWNESIcL", reason: "grants more than the rule says, or takes other settings" },
    {
      shape:
        /^--(?:allow-|unstable|config|import-map|preload|require|env-file|unsafely|v8-flags|cert|location|inspect|junit|coverage|fix|lock|output|node-modules|vendor|cached|seed$|watch)/,
      reason: "grants more than the rule says, loads other code, or writes a file",
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
  arch: { operands: { maximum: 0, reason: RUNS } },
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
      diff: {
        ...GIT_READ,
        guards: [
          ...GIT_READ.guards!,
          // With a file outside the repository git compares files as with `--no-index`.
          { shape: /^(?:[/~]|(?:.*\/)?\.\.(?:\/|$))/, reason: "may read files outside the repository" },
        ],
      },
      show: GIT_READ,
      shortlog: GIT_READ,
      blame: GIT_READ,
      reflog: {
        ...GIT_READ,
        guards: [
          ...GIT_READ.guards!,
          { words: ["expire", "delete", "drop", "write"], reason: "deletes what the reflog keeps" },
        ],
      },
      "rev-list": GIT_READ,
      "diff-tree": GIT_READ,
      "diff-index": GIT_READ,
      "diff-files": GIT_READ,
      whatchanged: GIT_READ,
      "ls-files": GIT_READ,
      "ls-tree": GIT_READ,
      "rev-parse": { reads: "all", guards: [{ long: ["help"], reason: HELP }] },
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
          "--format",
        ],
        operands: {
          maximum: 0,
          reason: "creates or changes a branch",
          // With one of these git only lists; `-l` once meant something else.
          unless: ["--list", "--contains", "--no-contains", "--merged", "--no-merged", "--points-at"],
          takes: ["--format", "--sort"],
        },
      },
      config: {
        only: [
          "--get",
          "--get-all",
          "--get-regexp",
          "--get-urlmatch",
          "--list",
          "-l",
          "--local",
          "--global",
          "--system",
          "--worktree",
          "--file",
          "-f",
          "--blob",
          "--type",
          "--bool",
          "--int",
          "--bool-or-int",
          "--path",
          "--default",
          "--includes",
          "--no-includes",
          "--show-origin",
          "--show-scope",
          "--name-only",
          "--null",
          "-z",
        ],
        operands: {
          maximum: 1,
          reason: "sets a value",
          unless: ["--get", "--get-all", "--get-regexp", "--get-urlmatch", "--list", "-l"],
          takes: ["--file", "-f", "--blob", "--type", "--default"],
        },
        guards: [
          {
            words: ["edit", "set", "unset", "rename-section", "remove-section"],
            reason: "changes the configuration or opens an editor",
          },
        ],
      },
      apply: { guards: [{ long: ["apply"], reason: "applies the patch after all" }] },
      bisect: { guards: [{ words: ["run", "view", "visualize"], reason: RUNS }] },
      submodule: { guards: [{ words: ["foreach", "update", "add"], reason: RUNS }] },
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
              "show",
            ],
            reason: "changes the remotes or reaches them",
          },
        ],
      },
      fetch: { ...GIT_READ, guards: [...GIT_READ.guards!, GIT_TRANSPORT] },
      pull: { ...GIT_READ, guards: [...GIT_READ.guards!, GIT_TRANSPORT] },
      clone: {
        guards: [{ short: "uc", long: ["upload-pack", "config", "template"], reason: RUNS }, GIT_TRANSPORT],
      },
      "ls-remote": { guards: [{ long: ["upload-pack", "exec"], reason: RUNS }, GIT_TRANSPORT] },
      push: {
        guards: [
          GIT_TRANSPORT,
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
      { long: ["open"], reason: "opens the configured browser" },
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
      {
        shape:
          /^--?(?:exec|toolexec|vettool|ldflags|gcflags|asmflags|gccgoflags|compiler|pkgdir|overlay|modfile|C)(?:=|$)/,
        reason: "runs another program or takes another module",
      },
      {
        shape:
          /^--?(?:test\.)?(?:o|w|(?:cover|cpu|mem|block|mutex)profile|outputdir|trace|fuzzcachedir|testlogfile|gocoverdir)(?:=|$)/,
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
          "pdbcls",
          "pastebin",
          "html",
          "cov-config",
          "cov-report",
          "report-log",
          "resultlog",
        ],
        reason: "loads other code or configuration, writes a file, or sends one",
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
      { shape: /^[^-=][^=]*=/, reason: "sets a variable, which may name or become a program" },
    ],
    values: "jlkoW",
    further: "makes another target than the rule names",
  },
  tar: {
    oldStyle: true,
    guards: [
      {
        short: "IFPwT",
        long: [
          "files-from",
          "index-file",
          "to-command",
          "checkpoint-action",
          "use-compress-program",
          "rsh-command",
          "rmt-command",
          "info-script",
          "new-volume-script",
          "absolute-names",
        ],
        reason: "runs another program, or takes or writes files that the words do not show",
      },
      { shape: /^[^-/][^/]*:/, reason: "reaches another machine" },
    ],
  },
  curl: {
    guards: [
      {
        short: "oOKTcDuFdXQEn",
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
          "data-ascii",
          "data-binary",
          "data-raw",
          "data-urlencode",
          "json",
          "form-string",
          "url-query",
          "variable",
          "quote",
          "cert",
          "netrc",
          "netrc-file",
          "netrc-optional",
          "ssl-sessions",
          "trace-config",
        ],
        reason: "writes a file, sends data, or takes other settings",
      },
      { shape: /^@|%output\{|^-[^-]*[Hw]@|^--[a-z-]+=@/, reason: "sends, reads or writes a file" },
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
          "body-data",
          "warc-file",
          "save-cookies",
          "hsts-file",
          "rejected-log",
        ],
        reason: "writes a chosen file or runs a program",
      },
    ],
  },
  xxd: {
    guards: [{ shape: /^--?r/, reason: WRITES }],
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
  // Its letters take the next words one after the other, so none ends a bundle: `-Lo 2 out`.
  tree: { reads: "all", guards: [{ short: "oR", long: ["output"], reason: WRITES }] },
  base64: { values: "w", guards: [{ short: "o", long: ["output"], reason: WRITES }] },
  date: {
    values: "dfr",
    attached: "I",
    guards: [{ short: "s", long: ["set"], reason: "sets the clock" }],
    operands: { maximum: 0, reason: "may set the clock", free: /^\+/ },
  },
  file: {
    reads: "all",
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
        short: "PHCMLRTXlp",
        long: [
          "pager",
          "html",
          "config-file",
          "manpath",
          "browser",
          "troff",
          "gxditview",
          "local-file",
          "preprocessor",
        ],
        reason: RUNS,
      },
    ],
  },
  less: {
    guards: [
      {
        short: "oOkKtT",
        long: ["log-file", "lesskey-file", "lesskey-src", "lesskey-content", "tag"],
        reason: WRITES,
      },
      { shape: /^\+(?!\d*[FGg]?$)/, reason: RUNS },
    ],
  },
  jq: {
    longValues: ["arg", "argjson"],
    values: "L",
    reads: "all",
    guards: [
      {
        short: "fL",
        long: ["from-file", "run-tests", "library-path"],
        reason: "runs a program that the rule does not show",
      },
    ],
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
        short: "eM",
        long: [
          "rsh",
          "rsync-path",
          "remote-option",
          "files-from",
          "log-file",
          "write-batch",
          "delete",
          "remove-source-files",
        ],
        reason: "runs a program or deletes files",
      },
    ],
  },
  docker: {
    guards: [
      { short: "vH", reason: "reaches the host" },
      {
        words: [
          "--volumes-from",
          "--gpus",
          "--env-file",
          "--cgroup-parent",
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
        shape:
          /^@|^--?(?:p|project|b|build|outdir|outfile|out|declarationdir|tsbuildinfofile|generatetrace|generatecpuprofile|init)$/i,
        reason: "writes elsewhere or takes another configuration",
      },
    ],
  },
  eslint: {
    guards: [
      {
        short: "cof",
        long: [
          "suppress-all",
          "suppress-rule",
          "suppressions-location",
          "prune-suppressions",
          "inspect-config",
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
        shape: /^--?(?:out|writerand|engine|provider|provider-path|config|keyout)(?:=|$)/,
        reason: "writes a file or loads code",
      },
    ],
  },
  gh: {
    guards: [{ short: "w", long: ["web"], reason: "opens the configured browser" }],
    subcommands: {
      api: {
        guards: [
          {
            short: "XfF",
            long: ["method", "raw-field", "field", "input"],
            reason: "may change what is there, or send a file",
          },
        ],
      },
    },
  },
  journalctl: {
    guards: [
      {
        long: [
          "vacuum-size",
          "vacuum-time",
          "vacuum-files",
          "rotate",
          "flush",
          "sync",
          "relinquish-var",
          "smart-relinquish-var",
          "setup-keys",
          "update-catalog",
        ],
        reason: "deletes, moves or writes journals",
      },
    ],
  },
  dmesg: {
    guards: [
      {
        short: "cCDEn",
        long: ["clear", "read-clear", "console-off", "console-on", "console-level"],
        reason: "clears the buffer or changes the console",
      },
    ],
  },
  hostname: {
    guards: [{ short: "Fb", long: ["file", "boot"], reason: "sets the name of the machine" }],
    operands: { maximum: 0, reason: "sets the name of the machine" },
  },
  sqlite3: {
    guards: [{ shape: /^-{1,2}(?:cmd|init)$/, reason: RUNS }],
    operands: { maximum: 1, reason: "is a program that may run others, write files or load code" },
  },
  bat: {
    guards: [{ long: ["pager"], reason: RUNS }],
  },
  nm: PLUGIN,
  ar: PLUGIN,
  objdump: PLUGIN,
  ranlib: PLUGIN,
  helm: { guards: [{ long: ["post-renderer", "kubeconfig"], reason: RUNS }] },
  pip: PIP,
  pip3: PIP,
  terraform: {
    singleDash: true,
    guards: [
      {
        shape: /^--?(?:out|generate-config-out|plugin-dir|chdir)(?:=|$)/,
        reason: "writes a file or loads code",
      },
    ],
  },
  zip: { guards: [{ short: "T", long: ["test", "unzip-command"], reason: RUNS }] },
  kubectl: { guards: [{ long: ["kubeconfig"], reason: "takes settings that may name a program" }] },
  node: {
    script: "file",
    guards: [
      { short: "repiC", reason: "runs a script that the rule does not show" },
      {
        shape:
          /^--(?:require|import|loader|experimental[-_]loader|eval|print|interactive|env[-_]file|run|inspect|experimental[-_](?:default[-_])?config|openssl|diagnostic[-_]dir|redirect[-_]warnings|report|cpu[-_]prof|heap|prof|trace[-_]event|tls[-_]keylog|test[-_](?:reporter|global|update)|snapshot|build[-_]|experimental[-_]sea|watch|logfile|localstorage|conditions)/,
        reason: "loads other code or settings, or writes a file",
      },
    ],
  },
  deno: {
    subcommands: { run: { ...DENO, script: "file" }, serve: { ...DENO, script: "file" } },
    ...DENO,
  },
  history: { guards: [{ short: "awrcds", reason: "writes the history file or replaces it" }] },
  printf: {
    guards: [
      { short: "v", reason: "evaluates the subscript of a variable" },
      { shape: PRINTF_SETS, reason: "sets a variable" },
    ],
  },
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
