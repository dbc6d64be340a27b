import { either, FLAG, type Key, type Keys, list, map, NAME, PATH, table, words } from "./shape.ts";

function limit(summary: string): Key {
  return {
    shape: { kind: "count", min: 1 },
    summary,
    strict: { by: "lower" },
    project: "tighten",
    own: true,
  };
}

/** Keys of `[sandbox_workspace_write]`. */
export const WORKSPACE_WRITE: Keys = {
  writable_roots: {
    shape: list(PATH),
    default: [],
    summary: "More folders that commands may write to.",
    strict: { by: "subset" },
    project: "tighten",
  },
  network_access: {
    shape: FLAG,
    default: false,
    summary: "Opens the network to commands.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
  },
  exclude_tmpdir_env_var: {
    shape: FLAG,
    default: false,
    summary: "Keeps $TMPDIR from being writable.",
    strict: { by: "order", order: [true, false] },
    project: "tighten",
  },
  exclude_slash_tmp: {
    shape: FLAG,
    default: false,
    summary: "Keeps /tmp from being writable.",
    strict: { by: "order", order: [true, false] },
    project: "tighten",
  },
  git: {
    shape: words(["read-only", "commit", "write"]),
    defaultText: '"commit", under compat "read-only"',
    summary: "What git may do: nothing that writes; plain verbs in a cell of their own; everything.",
    strict: { by: "order", order: ["read-only", "commit", "write"] },
    project: "tighten",
    own: true,
  },
  tmp: {
    shape: words(["private", "shared"]),
    default: "private",
    summary: "Whether commands see a /tmp of their own or the machine's.",
    strict: { by: "order", order: ["private", "shared"] },
    project: "tighten",
    own: true,
  },
  secrets: {
    shape: words(["hidden", "readable"]),
    default: "hidden",
    summary:
      "Whether commands can read private keys, cloud and package credentials, keyrings, browser profiles and history.",
    strict: { by: "order", order: ["hidden", "readable"] },
    project: "tighten",
    own: true,
  },
  unix_sockets: {
    shape: either(list(PATH), map("socket paths", words(["allow", "deny"]))),
    summary: "Unix sockets that commands may connect to.",
    own: true,
  },
  ports: {
    shape: list({ kind: "count", min: 1, max: 65535 }),
    summary: "Ports inside the sandbox that are published on a random local name.",
    strict: { by: "subset" },
    project: "tighten",
    own: true,
  },
  limits: {
    shape: table({
      processes: limit("Processes and threads of one command at one time; without it 16,384."),
      memory_bytes: limit("Memory that one process may fill, in bytes."),
      file_bytes: limit("Largest file that a command may write, in bytes."),
      core_bytes: limit("Largest core dump, in bytes; without it none is written."),
    }),
    summary: "What one command may use up at most.",
    project: "tighten",
    own: true,
  },
  allow_ptrace: {
    shape: FLAG,
    default: false,
    summary: "Lets debuggers trace processes inside.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
    own: true,
  },
  allow_nested_sandbox: {
    shape: FLAG,
    default: false,
    summary: "Lets browsers and build tools make sandboxes of their own inside.",
    strict: { by: "order", order: [false, true] },
    project: "tighten",
    own: true,
  },
  accept: {
    shape: list(NAME),
    summary: "Guarantees that this machine may fail to give.",
    strict: { by: "subset" },
    project: "tighten",
    own: true,
  },
  require: {
    shape: list(NAME),
    summary: "Guarantees without which nothing runs.",
    strict: { by: "superset" },
    project: "tighten",
    own: true,
  },
};
