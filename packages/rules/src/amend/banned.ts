import { baseName } from "../rule/path.ts";
import { LOOSE_WRAPPERS, SHELLS, WRAPPERS } from "../table/wrappers.ts";

/** Why a prefix must not become an allow rule. */
export interface Ban {
  /** Class of the objection. */
  readonly code:
    | "interpreter"
    | "shell"
    | "wrapper"
    | "runner"
    | "removal"
    | "settings"
    | "builtin"
    | "empty";
  /** The objection in a sentence. */
  readonly text: string;
}

/** Interpreters: any program follows. Versions and `.exe` count. */
const INTERPRETER =
  /^(?:python|pypy|py|pyw|pythonw|ipython|node|nodejs|deno|bun|tsx|ts-node|perl|ruby|irb|php|lua|luajit|osascript|julia|R|Rscript|tclsh|wish|expect|awk|gawk|mawk|nawk|sed|gdb|lldb|sqlite3|psql|mysql|jshell|java|groovy|scala|clojure|clj|ghci|runghc|ocaml|racket|guile|sbcl|emacs|vim|vi|nvim|ex|ed|m4|bc|jq|yq|xonsh|nu|elvish|pwsh|powershell|cmd|wscript|cscript|mshta|rundll32|regsvr32|msiexec)(?:[\d.]+)?(?:w)?$/i;
/** Programs that fetch or find other programs and run them, by the words that make them do it. */
const RUNNERS: Readonly<Record<string, ReadonlySet<string> | true>> = {
  npx: true,
  bunx: true,
  uvx: true,
  pipx: true,
  pnpx: true,
  dlx: true,
  corepack: true,
  make: true,
  gmake: true,
  ninja: true,
  just: true,
  task: true,
  rake: true,
  gulp: true,
  grunt: true,
  ansible: true,
  "ansible-playbook": true,
  ssh: true,
  scp: true,
  sftp: true,
  rsync: true,
  mosh: true,
  telnet: true,
  nc: true,
  ncat: true,
  socat: true,
  curl: true,
  wget: true,
  tmux: true,
  screen: true,
  at: true,
  batch: true,
  crontab: true,
  find: true,
  fd: true,
  sshpass: true,
  chroot: true,
  nix: true,
  "nix-shell": true,
  npm: new Set(["exec", "x", "run", "run-script", "init", "create"]),
  pnpm: new Set(["exec", "dlx", "run", "create"]),
  yarn: new Set(["exec", "dlx", "run", "create"]),
  uv: new Set(["run", "tool", "x"]),
  poetry: new Set(["run"]),
  pdm: new Set(["run"]),
  hatch: new Set(["run"]),
  rye: new Set(["run"]),
  pipenv: new Set(["run"]),
  conda: new Set(["run"]),
  mamba: new Set(["run"]),
  cargo: new Set(["run", "r", "script"]),
  go: new Set(["run", "tool", "generate"]),
  dotnet: new Set(["run", "exec", "tool"]),
  swift: new Set(["run"]),
  zig: new Set(["run", "build"]),
  docker: new Set(["run", "exec", "compose", "build", "buildx"]),
  podman: new Set(["run", "exec", "compose", "build"]),
  kubectl: new Set(["run", "exec", "debug", "apply", "cp"]),
  nerdctl: new Set(["run", "exec"]),
  bundle: new Set(["exec"]),
  rails: new Set(["runner", "r", "console"]),
  mix: new Set(["run"]),
  composer: new Set(["exec", "run-script"]),
  gradle: true,
  mvn: true,
  bazel: new Set(["run"]),
  vagrant: new Set(["ssh"]),
  gh: new Set(["api", "alias", "extension"]),
  aws: new Set(["ssm"]),
  gcloud: new Set(["ssh", "compute"]),
  systemctl: new Set(["edit", "link"]),
  git: new Set([
    "-c",
    "-C",
    "config",
    "--exec-path",
    "difftool",
    "mergetool",
    "bisect",
    "filter-branch",
    "submodule",
  ]),
};
const BUILTINS: ReadonlySet<string> = new Set([
  "eval",
  "exec",
  "source",
  ".",
  "command",
  "builtin",
  "trap",
  "alias",
  "export",
  "declare",
  "typeset",
  "readonly",
  "local",
  "set",
  "shopt",
  "enable",
  "hash",
]);

/** Says why a prefix must not be allowed by a rule: what may follow it is any program at all. Undefined: no objection. */
export function bannedPrefix(prefix: readonly string[]): Ban | undefined {
  const [program, verb] = prefix;
  if (program === undefined || program === "") return { code: "empty", text: "The rule has no program." };
  const name = baseName(program).replace(/\.(?:exe|cmd|bat|com)$/i, "");
  if (SHELLS.has(name)) return { code: "shell", text: `\`${name}\` runs any script.` };
  if (Object.hasOwn(WRAPPERS, name) || LOOSE_WRAPPERS.has(name))
    return { code: "wrapper", text: `\`${name}\` runs any other program.` };
  if (BUILTINS.has(name))
    return { code: "builtin", text: `\`${name}\` changes how the shell runs other commands.` };
  if (name === "rm" && !prefix.slice(1).some((word) => !word.startsWith("-")))
    return { code: "removal", text: "`rm` without a path removes anything." };
  if (INTERPRETER.test(name) && !fixedScript(prefix))
    return { code: "interpreter", text: `\`${name}\` runs any program that it is given.` };
  const runner = Object.hasOwn(RUNNERS, name) ? RUNNERS[name] : undefined;
  if (runner === true && prefix.length === 1)
    return { code: "runner", text: `\`${name}\` runs or reaches whatever it is told to.` };
  if (runner instanceof Set && (verb === undefined || (runner.has(verb) && prefix.length === 2))) {
    return { code: "runner", text: `\`${prefix.slice(0, 2).join(" ")}\` runs whatever follows it.` };
  }
  if (runner instanceof Set && verb?.startsWith("-"))
    return { code: "settings", text: `\`${name} ${verb}\` changes the settings under which anything runs.` };
  return undefined;
}

/** An interpreter with a script file, and not with code or a module, runs that file. */
function fixedScript(prefix: readonly string[]): boolean {
  const [, first] = prefix;
  return first !== undefined && !first.startsWith("-") && !first.startsWith("/c") && /[./\\]/.test(first);
}
