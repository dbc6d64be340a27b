/** A program that runs the command given in its arguments. */
export interface Wrapper {
  /** Short options without a value. */
  readonly flags: string;
  /** Short options with a value, attached or as the next word. */
  readonly values: string;
  /** Long options without a value. */
  readonly longFlags?: readonly string[];
  /** Long options with a value. */
  readonly longValues?: readonly string[];
  /** Operands before the command. */
  readonly operands?: number;
  /** `NAME=value` words may stand before the command. */
  readonly assignments?: true;
  /** Options with which it only looks a command up. */
  readonly queries?: string;
  /** Options whose value is a shell script. */
  readonly scripts?: readonly string[];
  /** More arguments come from elsewhere. */
  readonly more?: true;
}

/** Wrappers whose options are known word by word. An option that is not listed makes every later word a possible start. */
export const WRAPPERS: Readonly<Record<string, Wrapper>> = {
  env: {
    flags: "i0v",
    values: "uCa",
    longFlags: ["ignore-environment", "null", "debug", "list-signal-handling"],
    longValues: ["unset", "chdir", "argv0"],
    assignments: true,
  },
  sudo: {
    flags: "ABbEeHKklNnPSsViv",
    values: "CDghpRrTtUu",
    longFlags: [
      "askpass",
      "background",
      "bell",
      "preserve-env",
      "edit",
      "set-home",
      "login",
      "remove-timestamp",
      "reset-timestamp",
      "non-interactive",
      "preserve-groups",
      "stdin",
      "shell",
      "validate",
      "no-update",
    ],
    longValues: [
      "close-from",
      "chdir",
      "group",
      "host",
      "prompt",
      "chroot",
      "role",
      "command-timeout",
      "type",
      "other-user",
      "user",
    ],
    assignments: true,
  },
  doas: { flags: "Lns", values: "aCu", assignments: true },
  command: { flags: "p", values: "", queries: "vV" },
  builtin: { flags: "", values: "" },
  exec: { flags: "cl", values: "a" },
  nohup: { flags: "", values: "" },
  nice: { flags: "0123456789", values: "n", longValues: ["adjustment"] },
  ionice: { flags: "t", values: "cn", longFlags: ["ignore"], longValues: ["class", "classdata"] },
  timeout: {
    flags: "fpv",
    values: "ks",
    longFlags: ["foreground", "preserve-status", "verbose"],
    longValues: ["kill-after", "signal"],
    operands: 1,
  },
  gtimeout: {
    flags: "fpv",
    values: "ks",
    longFlags: ["foreground", "preserve-status", "verbose"],
    longValues: ["kill-after", "signal"],
    operands: 1,
  },
  time: {
    flags: "apqvlh",
    values: "fo",
    longFlags: ["append", "portability", "verbose", "quiet"],
    longValues: ["format", "output"],
  },
  stdbuf: { flags: "", values: "ioe", longValues: ["input", "output", "error"] },
  setsid: { flags: "cfw", values: "", longFlags: ["ctty", "fork", "wait"] },
  chrt: { flags: "abdfiorRv", values: "TPD", operands: 1 },
  taskset: { flags: "ac", values: "", longFlags: ["all-tasks", "cpu-list"], operands: 1 },
  chroot: {
    flags: "",
    values: "ugG",
    longFlags: ["skip-chdir"],
    longValues: ["userspec", "groups"],
    operands: 1,
  },
  xargs: {
    flags: "0rtxpo",
    values: "aEIdLnPsJRS",
    longFlags: ["null", "no-run-if-empty", "verbose", "exit", "interactive", "open-tty", "show-limits"],
    longValues: [
      "arg-file",
      "delimiter",
      "max-lines",
      "max-args",
      "max-procs",
      "max-chars",
      "process-slot-var",
    ],
    more: true,
  },
  flock: {
    flags: "snxueoF",
    values: "wE",
    longFlags: ["shared", "exclusive", "nonblock", "unlock", "close", "no-fork", "verbose"],
    longValues: ["timeout", "wait", "conflict-exit-code"],
    operands: 1,
    scripts: ["-c", "--command"],
  },
  script: { flags: "aefq", values: "BEIOTmo", scripts: ["-c", "--command"], operands: 1 },
  su: { flags: "flmpP", values: "gGsw", scripts: ["-c", "--command", "--session-command"], operands: 1 },
  runuser: { flags: "flmpP", values: "ugGsw", scripts: ["-c", "--command", "--session-command"] },
  busybox: { flags: "", values: "" },
  toybox: { flags: "", values: "" },
  noglob: { flags: "", values: "" },
  nocorrect: { flags: "", values: "" },
  eatmydata: { flags: "", values: "" },
  unbuffer: { flags: "p", values: "" },
  caffeinate: { flags: "dimsu", values: "tw" },
};

/** Wrappers with too many options to list: every later word is a possible start of a command. */
export const LOOSE_WRAPPERS: ReadonlySet<string> = new Set([
  "parallel",
  "strace",
  "ltrace",
  "valgrind",
  "gdb",
  "perf",
  "unshare",
  "nsenter",
  "setpriv",
  "prlimit",
  "numactl",
  "systemd-run",
  "systemd-inhibit",
  "pkexec",
  "dbus-run-session",
  "xvfb-run",
  "fakeroot",
  "fakechroot",
  "proot",
  "bwrap",
  "firejail",
  "rlwrap",
  "catchsegv",
  "cgexec",
  "chpst",
  "softlimit",
  "tini",
  "dumb-init",
  "entr",
  "watchexec",
  "hyperfine",
  "start-stop-daemon",
  "daemonize",
  "torsocks",
  "torify",
  "proxychains",
  "proxychains4",
  "faketime",
  "cpulimit",
  "schedtool",
  "arch",
  "linux32",
  "linux64",
  "setarch",
  "i386",
  "x86_64",
  "with-contenv",
  "gosu",
  "su-exec",
  "rr",
  "memusage",
  "ts",
  "ccache",
  "distcc",
  "direnv",
  "nix-shell",
  "flatpak-spawn",
  "toolbox",
  "distrobox",
  "mise",
  "asdf",
  "pyenv",
  "rbenv",
  "nodenv",
  "dotenv",
]);

/** Programs that are POSIX shells. */
export const SHELLS: ReadonlySet<string> = new Set([
  "sh",
  "bash",
  "zsh",
  "dash",
  "ksh",
  "mksh",
  "ash",
  "yash",
  "rbash",
  "fish",
]);
