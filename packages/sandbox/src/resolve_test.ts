import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtinProfile } from "./builtin-profile.ts";
import { SandboxError } from "./error.ts";
import { explainPlan } from "./explain.ts";
import { completeSurroundings } from "./inspect/complete-surroundings.ts";
import type { Profile } from "./profile.ts";
import { resolvePlan } from "./resolve.ts";
import { memoryView } from "./testing/memory-view.ts";
import { type MemoryMachine, memoryPlan, memorySurroundings } from "./testing/resolve-in-memory.ts";

const workspaceWrite = builtinProfile("workspace-write", { git: "read-only" });

function named(entries: Profile["entries"], rest: Partial<Profile> = {}): Profile {
  return { name: "test", mode: "profile", network: { kind: "off" }, entries, ...rest };
}

/** `PATH ACCESS REASON` of the deciding entry; `default` where there is none. */
async function decides(profile: Profile, machine: MemoryMachine, path: string): Promise<string> {
  const { access, entry } = explainPlan(await memoryPlan(profile, machine), path);
  return `${access} ${entry === undefined ? "default" : `${entry.reason}${entry.missing ? " missing" : ""}`}`;
}

const repository: MemoryMachine["tree"] = {
  "/project/.git/HEAD": "ref: refs/heads/main\n",
  "/project/.git/config": "[core]\n\tbare = false\n",
  "/project/src/a.ts": "",
};

describe("resolvePlan() for workspace-write", () => {
  const table: readonly [path: string, expected: string][] = [
    ["/project/src/a.ts", "write root"],
    ["/project/.git/config", "read protected"],
    ["/project/.codex/config.toml", "read protected missing"],
    ["/project/.paddock/config.toml", "read protected missing"],
    ["/project/.aws/credentials", "read protected missing"],
    ["/project/.vscode/tasks.json", "read auto-run missing"],
    ["/project/.mcp.json", "read auto-run missing"],
    ["/project/sub/.vscode/tasks.json", "write root"],
    ["/tmp/x", "write tmp"],
    ["/etc/hosts", "read default"],
    ["/etc/shadow", "deny secret"],
    ["/home/me/.ssh/id_ed25519", "deny secret"],
    ["/home/me/.ssh/id_ed25519.pub", "read default"],
    ["/home/me/.ssh/known_hosts", "read default"],
    ["/home/me/.npmrc", "deny secret"],
    ["/home/me/.paddock/trail/x", "deny home"],
    ["/home/me/.codex/auth.json", "deny home"],
  ];
  const machine: MemoryMachine = {
    tree: {
      ...repository,
      "/etc/shadow": "",
      "/home/me/.ssh/id_ed25519": "",
      "/home/me/.ssh/id_ed25519.pub": "",
      "/home/me/.ssh/known_hosts": "",
      "/home/me/.npmrc": "//r.test/:_authToken=x",
      "/home/me/.codex/auth.json": "",
    },
  };
  for (const [path, expected] of table) {
    test(`${path} is ${expected}`, async () => {
      assert.equal(await decides(workspaceWrite, machine, path), expected);
    });
  }

  test("leaves a settings file without a secret readable", async () => {
    const tree = { ...repository, "/home/me/.npmrc": "fund=false" };
    assert.equal(await decides(workspaceWrite, { tree }, "/home/me/.npmrc"), "read default");
  });

  test("opens secrets only in so many words", async () => {
    const profile = builtinProfile("workspace-write", { secrets: "readable" });
    assert.equal(await decides(profile, machine, "/home/me/.ssh/id_ed25519"), "read default");
    assert.equal(await decides(profile, machine, "/home/me/.paddock/x"), "deny home");
  });

  test("shows Codex's folder where the profile names it, and by no other way", async () => {
    const file = "/home/me/.codex/auth.json";
    const named = builtinProfile("workspace-write", { writableRoots: [{ path: "~/.codex" }] });
    assert.equal(await decides(named, machine, file), "write root");
    const granted = {
      ...workspaceWrite,
      entries: [{ path: "~/.codex", access: "write" as const, origin: { layer: "grant" } }],
    };
    assert.equal(await decides(granted, machine, file), "deny home");
    const roots = ["/home/me/.codex"];
    assert.equal(await decides(workspaceWrite, { ...machine, roots }, file), "deny home");
    const ours = { ...machine, paddockHome: "/home/me/.codex" };
    await assert.rejects(decides(named, ours, file), /Paddock's own folder/);
  });

  test("makes .git writable for git = write", async () => {
    const profile = builtinProfile("workspace-write", { git: "write" });
    assert.equal(await decides(profile, machine, "/project/.git/config"), "write git");
  });

  test("has no writable tmp when the session has no folder for it, and says so", async () => {
    const plan = await memoryPlan(workspaceWrite, { ...machine, privateTmp: null });
    assert.equal(explainPlan(plan, "/tmp/x").access, "read");
    assert.equal(plan.privateTmp, undefined);
    assert.ok(plan.notes?.some((note) => note.code === "tmp-missing"));
  });

  test("protects names at the top of a shared tmp", async () => {
    const profile = builtinProfile("workspace-write", { tmp: "shared" });
    assert.equal(await decides(profile, machine, "/tmp/.git/config"), "read protected missing");
    assert.equal(await decides(profile, machine, "/tmp/.vscode/x"), "write tmp");
  });

  test("leaves out what exclude_slash_tmp and exclude_tmpdir_env_var name", async () => {
    const env = { TMPDIR: "/var/scratch" };
    const tree = { ...machine.tree, "/var/scratch": null };
    const both = builtinProfile("workspace-write", { excludeSlashTmp: true, excludeTmpdirEnvVar: true });
    assert.equal(await decides(both, { tree, env }, "/tmp/x"), "read default");
    assert.equal(await decides(both, { tree, env }, "/var/scratch/x"), "read default");
    const one = builtinProfile("workspace-write", { excludeSlashTmp: true });
    assert.equal(await decides(one, { tree, env }, "/var/scratch/x"), "write tmp");
  });

  for (const TMPDIR of ["/", "/home", "/home/me", "relative"]) {
    test(`does not take ${TMPDIR} for a temporary folder`, async () => {
      const plan = await memoryPlan(workspaceWrite, { ...machine, env: { TMPDIR } });
      assert.deepEqual(
        plan.entries.filter((entry) => entry.reason === "tmp").map((entry) => entry.path),
        ["/tmp"],
      );
    });
  }

  test("skips a writable root that does not exist and says so", async () => {
    const origin = { layer: "user", file: "/home/me/.paddock/config.toml", line: 3, column: 1 };
    const profile = builtinProfile("workspace-write", { writableRoots: [{ path: "/gone", origin }] });
    const plan = await memoryPlan(profile, machine);
    assert.equal(explainPlan(plan, "/gone/x").access, "read");
    assert.deepEqual(plan.notes?.find((note) => note.code === "root-missing")?.origin, origin);
  });

  test("gives a writable root that is a file no protected names", async () => {
    const profile = builtinProfile("workspace-write", { writableRoots: [{ path: "/data.txt" }] });
    const plan = await memoryPlan(profile, { tree: { ...machine.tree, "/data.txt": "" } });
    assert.equal(explainPlan(plan, "/data.txt").access, "write");
    assert.ok(!plan.entries.some((entry) => entry.path.startsWith("/data.txt/")));
  });

  test("opens a protected path that is itself a writable root", async () => {
    const profile = builtinProfile("workspace-write", { writableRoots: [{ path: "/project/.git" }] });
    const plan = await memoryPlan(profile, machine);
    assert.equal(explainPlan(plan, "/project/.git/config").access, "write");
    assert.ok(!plan.entries.some((entry) => entry.path.startsWith("/project/.git/")));
  });

  test("keeps Paddock's install read-only inside a workspace", async () => {
    const tree = { ...machine.tree, "/project/node_modules/x": "" };
    assert.equal(
      await decides(workspaceWrite, { tree, install: ["/project/node_modules"] }, "/project/node_modules/x"),
      "read install",
    );
  });

  test("keeps a workspace in /tmp visible beside the private tmp", async () => {
    const plan = await memoryPlan(workspaceWrite, {
      tree: { "/tmp/project/a": "" },
      roots: ["/tmp/project"],
    });
    assert.equal(explainPlan(plan, "/tmp/project/a").entry?.reason, "root");
    assert.equal(explainPlan(plan, "/tmp/other").entry?.reason, "tmp");
  });
});

describe("resolvePlan() for permission profiles", () => {
  const tree: MemoryMachine["tree"] = {
    ...repository,
    "/project/secret.txt": "",
    "/project/sub/.env": "",
    "/project/deep/er/x.env": "",
    "/data/secret/open/x": "",
    "/usr/bin/env": "",
  };
  const base: Profile["entries"] = [
    { path: ":root", access: "read" },
    { under: ":workspace_roots", path: ".", access: "write" },
  ];
  const cases: readonly [what: string, entries: Profile["entries"], path: string, expected: string][] = [
    [
      "denies a file by name",
      [...base, { under: ":workspace_roots", path: "secret.txt", access: "deny" }],
      "/project/secret.txt",
      "deny profile",
    ],
    [
      "denies dot files by glob",
      [...base, { under: ":workspace_roots", path: "**/*.env", access: "deny" }],
      "/project/sub/.env",
      "deny glob",
    ],
    [
      "denies deep files by glob",
      [...base, { under: ":project_roots", path: "**/*.env", access: "deny" }],
      "/project/deep/er/x.env",
      "deny glob",
    ],
    [
      "reopens a write below a deny",
      [...base, { path: "/data/secret", access: "deny" }, { path: "/data/secret/open", access: "write" }],
      "/data/secret/open/x",
      "write root",
    ],
    [
      "does not reopen a read below a deny",
      [...base, { path: "/data/secret", access: "deny" }, { path: "/data/secret/open", access: "read" }],
      "/data/secret/open/x",
      "deny profile",
    ],
    [
      "lets deny beat write on one path",
      [...base, { path: "/data/secret", access: "write" }, { path: "/data/secret", access: "deny" }],
      "/data/secret",
      "deny profile",
    ],
    ["protects names in every writable root", [...base], "/project/.git/config", "read protected"],
    [
      "opens a protected name that is written by name",
      [...base, { under: ":workspace_roots", path: ".git", access: "write" }],
      "/project/.git/config",
      "write root",
    ],
    [
      "opens an auto-run name that is written by name",
      [...base, { under: ":workspace_roots", path: ".vscode", access: "write" }],
      "/project/.vscode/x",
      "write root",
    ],
    [
      "holds the first missing part of a denied path",
      [...base, { under: ":workspace_roots", path: "new/dir/file", access: "deny" }],
      "/project/new",
      "deny profile missing",
    ],
    [
      "shows nothing that is not listed",
      [{ path: ":minimal", access: "read" }],
      "/data/secret",
      "deny default",
    ],
    ["shows the minimal system", [{ path: ":minimal", access: "read" }], "/usr/bin/env", "read profile"],
    [
      "reads a sub-folder only",
      [{ under: ":workspace_roots", path: "sub", access: "read" }],
      "/project/sub/.env",
      "read profile",
    ],
  ];
  for (const [what, entries, path, expected] of cases) {
    test(what, async () => {
      assert.equal(await decides(named(entries), { tree }, path), expected);
    });
  }

  test("names the place where an entry was written", async () => {
    const origin = { layer: "user", file: "/home/me/.paddock/config.toml", line: 7, column: 3 };
    const plan = await memoryPlan(named([...base, { path: "/data", access: "deny", origin }]), { tree });
    assert.deepEqual(explainPlan(plan, "/data/x").entry?.origin, origin);
  });

  test("hides the target of a link that a deny glob matches, also one that is not there yet", async () => {
    const links = {
      ...tree,
      "/project/a.env": { link: "target" },
      "/project/target": "",
      "/project/b.env": { link: "later" },
    };
    const profile = named([...base, { under: ":workspace_roots", path: "**/*.env", access: "deny" }]);
    assert.equal(await decides(profile, { tree: links }, "/project/target"), "deny glob");
    assert.equal(await decides(profile, { tree: links }, "/project/later"), "deny glob missing");
  });

  test("hides a denied object under every mount that shows it", async () => {
    const mountinfo = ["1 0 8:1 / / rw - ext4 d rw", "2 1 8:1 /data /mnt/alias rw - ext4 d rw"].join("\n");
    const profile = named([...base, { path: "/data/secret", access: "deny" }]);
    const tree2 = { ...tree, "/mnt/alias/secret/open/x": "" };
    assert.equal(await decides(profile, { tree: tree2, mountinfo }, "/mnt/alias/secret"), "deny profile");
  });

  test("keeps secrets hidden although the disk is readable, and opens them by name", async () => {
    const secrets = { ...tree, "/home/me/.kube/config": "" };
    assert.equal(await decides(named(base), { tree: secrets }, "/home/me/.kube/config"), "deny secret");
    const opened = named([...base, { path: "~/.kube", access: "read" }]);
    assert.equal(await decides(opened, { tree: secrets }, "/home/me/.kube/config"), "read default");
  });
});

test("completeSurroundings() looks at what a widening adds, and resolvePlan() does not guess it", async () => {
  const tree = { "/project/a": "", "/extra/.git/config": "", "/project/.vscode": null };
  const narrow = await memorySurroundings(workspaceWrite, { tree });
  const entries = [
    { path: "/extra", access: "write" as const },
    { path: "/project/.vscode", access: "write" as const },
  ];
  const wide = { ...workspaceWrite, entries };
  assert.throws(
    () => resolvePlan(wide, narrow),
    (error) => error instanceof SandboxError && error.code === "surroundings-incomplete",
  );
  const plan = resolvePlan(
    wide,
    completeSurroundings(narrow, wide, memoryView({ "/project": null, "/tmp": null, ...tree })),
  );
  assert.equal(explainPlan(plan, "/extra/x").access, "write");
  assert.equal(explainPlan(plan, "/extra/.git/config").access, "read");
  assert.equal(explainPlan(plan, "/project/.vscode/x").access, "write");
});
