import type { Reason } from "./facts.ts";

/** A class of programs for which a short prefix would allow almost anything. */
interface PrefixClass {
  readonly code: string;
  readonly programs: readonly string[];
  /** True when no prefix of the class is narrow enough, however long. */
  readonly always?: boolean;
  /** Options after which the next word is code. */
  readonly codeFlags?: readonly string[];
  /** Words that must be followed by a name that says what runs. */
  readonly verbs?: readonly string[];
  readonly text: string;
}

const classes: readonly PrefixClass[] = [
  {
    code: "shell",
    programs: "sh bash zsh dash ksh mksh ash fish csh tcsh busybox pwsh powershell cmd".split(" "),
    codeFlags: "-c -lc -ic -Command -command -EncodedCommand -ec -File -f /c /k".split(" "),
    text: "a shell runs any text it is given",
  },
  {
    code: "interpreter",
    programs:
      "python pypy py pyw pythonw ipython node nodejs deno bun tsx ts-node perl ruby irb php lua luajit tclsh expect R Rscript julia osascript awk gawk mawk nawk ghci erl iex elixir groovy scala jshell".split(
        " ",
      ),
    codeFlags: "-c -e -E -p -r -m --eval --print -3 - eval".split(" "),
    verbs: ["run", "exec", "x"],
    text: "an interpreter runs any code it is given",
  },
  {
    code: "wrapper",
    programs:
      "env sudo doas su runuser nohup nice ionice timeout time stdbuf setsid xargs parallel command exec eval source . builtin unshare chroot strace ltrace gdb watch script flock ssh at batch crontab systemd-run systemctl launchctl schtasks screen tmux wsl start rundll32 mshta wscript cscript".split(
        " ",
      ),
    always: true,
    text: "what it starts stands in later words",
  },
  {
    code: "runner",
    programs:
      "npx bunx pnpx pipx uvx npm pnpm yarn uv docker podman kubectl go cargo make just task gradle mvn".split(
        " ",
      ),
    verbs: "run exec x dlx tool compose run-script start".split(" "),
    text: "it runs whatever the next word names",
  },
  {
    code: "git",
    programs: ["git"],
    codeFlags: "-c -C --config-env --exec-path --git-dir --work-tree".split(" "),
    text: "git alone covers every subcommand, and its global options run programs",
  },
  {
    code: "destructive",
    programs: "rm dd mkfs shred truncate chmod chown".split(" "),
    text: "without a path it covers every file",
  },
  {
    code: "interactive",
    programs:
      "vi vim nvim view ex ed emacs nano less more most man psql mysql mariadb sqlite3 mongosh mail mutt telnet".split(
        " ",
      ),
    text: "it runs programs from within",
    always: true,
  },
  {
    code: "search",
    programs: ["find", "fd", "sed", "tar", "bsdtar", "zip", "cpio"],
    text: "its later words may run programs or write files",
    always: true,
  },
  {
    code: "transfer",
    programs: "curl wget scp sftp rsync nc ncat socat ftp".split(" "),
    text: "its later words may send any file anywhere",
    always: true,
  },
];

/** `/usr/bin/python3.11` and `python.exe` are both `python`. */
function programName(token: string): string {
  const base = token.slice(Math.max(token.lastIndexOf("/"), token.lastIndexOf("\\")) + 1);
  return base.replace(/\.(exe|cmd|bat)$/i, "").replace(/[-.]?\d+(\.\d+)*$/, "");
}

function narrow(kind: PrefixClass, rest: readonly string[]): boolean {
  if (kind.always === true) return false;
  const [first, second] = rest;
  if (first === undefined) return false;
  if (kind.codeFlags?.includes(first) === true) {
    // `python -m pytest` names its module; code after -c or -e is no name.
    return first === "-m" && second !== undefined && !second.startsWith("-");
  }
  if (first.startsWith("-")) return false;
  if (kind.verbs?.includes(first) === true) return second !== undefined && !second.startsWith("-");
  return true;
}

/**
 * Says why a command prefix must not become a rule or a lasting grant: it would cover nearly everything that its
 * program can do. Judged by class, so that `/usr/bin/python3.11` counts as `python`. Undefined when it may.
 */
export function refusePrefix(prefix: readonly string[]): Reason | undefined {
  const [program, ...rest] = prefix;
  if (program === undefined || program.trim() === "") {
    return { code: "prefix.empty", text: "An empty prefix would cover every command." };
  }
  const name = programName(program);
  for (const kind of classes) {
    if (!kind.programs.includes(name) && !kind.programs.includes(name.toLowerCase())) continue;
    if (narrow(kind, rest)) continue;
    return {
      code: `prefix.${kind.code}`,
      text: `\`${prefix.join(" ")}\` is too wide for a rule: ${kind.text}.`,
    };
  }
  return undefined;
}

/**
 * Checks a prefix that came back with an answer: it must be a prefix of the very command that was asked about, and
 * narrow enough. Undefined when it may be stored.
 */
export function checkAmendment(
  prefix: readonly string[],
  commands: readonly (readonly string[])[],
): Reason | undefined {
  const fits = commands.some(
    (argv) => prefix.length <= argv.length && prefix.every((token, index) => token === argv[index]),
  );
  if (!fits) {
    return {
      code: "prefix.other-action",
      text: `\`${prefix.join(" ")}\` is not how the command that was asked about begins.`,
    };
  }
  return refusePrefix(prefix);
}
