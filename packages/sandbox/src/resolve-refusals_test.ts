import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtinProfile } from "./builtin-profile.ts";
import { SandboxError } from "./error.ts";
import { explainPlan } from "./explain.ts";
import type { Profile } from "./profile.ts";
import { type MemoryMachine, memoryPlan } from "./testing/resolve-in-memory.ts";

const workspaceWrite = builtinProfile("workspace-write", { git: "read-only" });

function named(entries: Profile["entries"]): Profile {
  return { name: "test", mode: "profile", network: { kind: "off" }, entries };
}

async function refusal(profile: Profile, machine: MemoryMachine): Promise<string> {
  try {
    await memoryPlan(profile, machine);
  } catch (error) {
    assert.ok(error instanceof SandboxError, String(error));
    return error.code;
  }
  return "no refusal";
}

describe("resolvePlan() refuses", () => {
  const cases: readonly [what: string, code: string, profile: Profile, machine: MemoryMachine][] = [
    ["the whole disk as a workspace", "workspace-refused", workspaceWrite, { tree: {}, roots: ["/"] }],
    ["a home as a workspace", "workspace-refused", workspaceWrite, { tree: {}, roots: ["/home/me"] }],
    ["what holds a home", "workspace-refused", workspaceWrite, { tree: {}, roots: ["/home"] }],
    [
      "a workspace in PADDOCK_HOME",
      "workspace-refused",
      workspaceWrite,
      { tree: { "/home/me/.paddock/x": null }, roots: ["/home/me/.paddock/x"] },
    ],
    [
      "PADDOCK_HOME in the workspace",
      "home-in-root",
      workspaceWrite,
      { tree: { "/project/home": null }, paddockHome: "/project/home" },
    ],
    [
      "a workspace in Paddock's install",
      "workspace-refused",
      workspaceWrite,
      { tree: { "/opt/paddock/lib": null }, roots: ["/opt/paddock/lib"], install: ["/opt/paddock"] },
    ],
    [
      "a protected name that is a link",
      "protected-symlink",
      workspaceWrite,
      { tree: { "/project/decoy": null, "/project/.codex": { link: "decoy" } } },
    ],
    [
      "a denied path behind a link in a root",
      "protected-symlink",
      named([
        { path: ":root", access: "read" },
        { under: ":workspace_roots", path: ".", access: "write" },
        { under: ":workspace_roots", path: "l/secret", access: "deny" },
      ]),
      { tree: { "/project/d/secret": "", "/project/l": { link: "d" } } },
    ],
    [
      "a deny glob behind a link in a root",
      "protected-symlink",
      named([
        { path: ":root", access: "read" },
        { under: ":workspace_roots", path: ".", access: "write" },
        { under: ":workspace_roots", path: "l/*.key", access: "deny" },
      ]),
      { tree: { "/project/d/a.key": "", "/project/l": { link: "d" } } },
    ],
    [
      "a writable root behind a link in another",
      "root-link",
      { ...workspaceWrite, writableRoots: [{ path: "/project/build" }] },
      { tree: { "/project/build": { link: "/etc" }, "/etc/passwd": "" } },
    ],
    [
      "a listed socket behind a link in a root",
      "socket-link",
      { ...workspaceWrite, unixSockets: ["/project/app.sock"] },
      { tree: { "/project/app.sock": { link: "/run/docker.sock" }, "/run/docker.sock": "" } },
    ],
    [
      "PADDOCK_HOME behind a link in a root",
      "home-in-root",
      workspaceWrite,
      { tree: { "/project/l": { link: "/srv" }, "/srv/p": null }, paddockHome: "/project/l/p" },
    ],
    ["an unknown special root", "entry-invalid", named([{ path: ":nowhere", access: "read" }]), { tree: {} }],
    [
      "a glob that does not deny",
      "entry-invalid",
      named([{ under: ":workspace_roots", path: "*.ts", access: "write" }]),
      { tree: {} },
    ],
    ["a relative path", "entry-invalid", named([{ path: "x", access: "read" }]), { tree: {} }],
  ];
  for (const [what, code, profile, machine] of cases) {
    test(what, async () => {
      assert.equal(await refusal(profile, machine), code);
    });
  }

  test("nothing of this in read-only mode, which writes nothing", async () => {
    for (const root of ["/", "/home/me"]) {
      assert.equal(await refusal(builtinProfile("read-only"), { tree: {}, roots: [root] }), "no refusal");
    }
  });

  test("a link at a protected name unless its loss is accepted", async () => {
    const profile = builtinProfile("workspace-write", { accept: ["fs.write.protected"] });
    const plan = await memoryPlan(profile, {
      tree: { "/project/decoy": null, "/project/.codex": { link: "decoy" } },
    });
    assert.ok(plan.notes?.some((note) => note.code === "link-unprotected"));
  });
});

test("resolvePlan() leaves out a granted path that has become a link, and follows the links of listed sockets", async () => {
  const profile: Profile = {
    ...builtinProfile("workspace-write"),
    entries: [{ path: "/project/out", access: "write", origin: { layer: "grant" } }],
    unixSockets: ["/var/run/app.sock"],
  };
  const plan = await memoryPlan(profile, {
    tree: {
      "/project/out": { link: "/etc" },
      "/etc/passwd": "",
      "/run/app.sock": "",
      "/var/run": { link: "/run" },
    },
  });
  assert.equal(explainPlan(plan, "/etc/passwd").access, "read");
  assert.equal(plan.notes?.[0]?.code, "root-link");
  assert.deepEqual(plan.unixSockets, ["/run/app.sock"]);
});

test("where the whole disk is writable, no link to a root opens more", async () => {
  const entries: Profile["entries"] = [
    { path: ":root", access: "write" },
    { path: "/var/run/x", access: "write" },
  ];
  const machine: MemoryMachine = { tree: { "/var/run": { link: "/run" }, "/run/x/f": "" } };
  assert.equal(await refusal(named(entries), machine), "no refusal");
});
