import type { ActionFacts } from "../facts.ts";

/** What the rules of thumb say about an action: an answer for the plain cases, and otherwise nothing. */
export type Preclassified =
  | { readonly kind: "allow" | "deny"; readonly code: string; readonly text: string }
  | { readonly kind: "unsure" };

type CommandFacts = Extract<ActionFacts, { kind: "command" }>;

const unsure: Preclassified = { kind: "unsure" };

/** Programs that only print facts about the machine, whatever their plain options are. */
const printsOnly = new Set("pwd whoami id uname date arch nproc uptime true false groups tty".split(" "));

/** Folders that only tools fill. */
const caches = new Set(
  "node_modules .cache __pycache__ .pytest_cache .mypy_cache .ruff_cache .next .turbo .parcel-cache .nyc_output .tox htmlcov".split(
    " ",
  ),
);

/** Folders that a build usually makes again; inside sources such a name may be somebody's work. */
const outputs = new Set("dist build out target coverage".split(" "));
const sources = new Set("src lib source sources internal pkg cmd".split(" "));

const systemPlaces =
  /^(?:\/|\/\*|~|~\/|~\/\*|\$HOME|\$\{HOME\}|\/(?:etc|usr|bin|sbin|lib|lib64|boot|var|home|root|dev|sys|proc)(?:\/\*?)?)$/;
const device = /^\/dev\/(?:sd|hd|vd|xvd|nvme|mmcblk|disk|mapper)/;
const metadataHosts = new Set([
  "169.254.169.254",
  "fd00:ec2::254",
  "metadata.google.internal",
  "100.100.100.200",
]);
const privateKey =
  /(?:^|[/@=])(?:\.ssh\/(?:id_[a-z0-9_]+(?![a-z0-9_])|identity)|\.aws\/credentials|\.gnupg\/|\.netrc|\.pgpass|\.kube\/config|\.docker\/config\.json)(?!\.pub)/;
const senders = new Set("curl wget nc ncat netcat socat scp sftp ftp rsync ssh".split(" "));
/** Characters with which a word may mean something else than it says. */
const unresolved = /[$`\\*?[\]{}~<>]/;

function name(argv: readonly string[]): string {
  const program = argv[0] ?? "";
  return program.slice(program.lastIndexOf("/") + 1);
}

function isForce(word: string): boolean {
  return /^-[a-zA-Z]*[rRf]/.test(word) || word === "--recursive" || word === "--force";
}

/** Removal of build output by plain relative names, inside the sandbox. */
function removesRebuilt(argv: readonly string[]): boolean {
  if (argv[0] !== "rm" && argv[0] !== "/bin/rm") return false;
  const operands = argv.slice(1).filter((word) => !word.startsWith("-"));
  if (argv.slice(1).some((word) => word.startsWith("-") && !isForce(word) && word !== "-v")) return false;
  return operands.length > 0 && operands.every(rebuiltPath);
}

function rebuiltPath(path: string): boolean {
  if (path.startsWith("/") || path.startsWith("-") || unresolved.test(path)) return false;
  const parts = path.split("/").filter((part) => part !== "" && part !== ".");
  if (parts.includes("..")) return false;
  if (parts.some((part) => caches.has(part))) return true;
  return outputs.has(parts.at(-1) ?? "") && !parts.some((part) => sources.has(part));
}

function harmless(argv: readonly string[]): boolean {
  if (argv[0] === undefined || argv[0].includes("/")) return false;
  const words = argv.slice(1);
  // `date -s` sets the clock.
  if (printsOnly.has(argv[0])) return words.every((word) => /^-[a-zA-Z]$/.test(word) && word !== "-s");
  return false;
}

function ruinous(argv: readonly string[]): string | undefined {
  const program = name(argv);
  const words = argv.slice(1);
  if (program === "rm" && words.some(isForce) && words.some((word) => systemPlaces.test(word))) {
    return "It removes the system or a home folder.";
  }
  if (
    (program === "chmod" || program === "chown") &&
    words.includes("-R") &&
    words.some((w) => systemPlaces.test(w))
  ) {
    return "It changes permissions of the whole system or a home folder.";
  }
  if (/^mkfs(?:\.|$)/.test(program) && words.some((word) => device.test(word))) return "It formats a disk.";
  if (program === "dd" && words.some((word) => word.startsWith("of=") && device.test(word.slice(3)))) {
    return "It overwrites a disk.";
  }
  if (senders.has(program) && words.some((word) => privateKey.test(word) && !word.startsWith("-i"))) {
    const identity = words.indexOf("-i");
    const sent = words.filter((_, index) => index !== identity + 1 || identity < 0);
    if (sent.some((word) => privateKey.test(word))) return "It sends a private key or a credential file.";
  }
  return undefined;
}

function command(action: CommandFacts, placement: "inside" | "outside"): Preclassified {
  const commands = action.segments ?? (action.script === undefined ? [action.argv] : undefined);
  if (commands === undefined || commands.length === 0) return unsure;
  for (const argv of commands) {
    const text = ruinous(argv);
    if (text !== undefined) return { kind: "deny", code: "classifier.ruinous", text };
  }
  if (action.inRoot === true) return unsure;
  if (commands.every(harmless)) {
    return { kind: "allow", code: "classifier.prints", text: "It only prints facts about the machine." };
  }
  const inside = placement === "inside" && action.escalation.kind === "none";
  if (inside && commands.every((argv) => harmless(argv) || removesRebuilt(argv))) {
    return {
      kind: "allow",
      code: "classifier.rebuilt",
      text: "It removes, inside the sandbox, only what a build makes again.",
    };
  }
  return unsure;
}

/**
 * Answers the plain cases without a model, and says so by its code. It allows only what it can read completely and
 * what harms nothing; it denies only what no task needs. Everything else is `unsure` and goes to the model.
 */
export function preclassify(action: ActionFacts, placement: "inside" | "outside"): Preclassified {
  if (action.kind === "command") return command(action, placement);
  if (action.kind === "network" && metadataHosts.has(action.host.toLowerCase().replace(/\.$/, ""))) {
    return {
      kind: "deny",
      code: "classifier.metadata",
      text: "It reaches the cloud's metadata service, which hands out credentials.",
    };
  }
  return unsure;
}
