// What a published package holds, tried in a copy of it: no compiler is looked for, the sources lie elsewhere.
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { after, before, describe, test } from "node:test";
import { fileURLToPath } from "node:url";

const own = fileURLToPath(new URL("..", import.meta.url));
const brought = `prebuilt/paddock-sandbox-linux-${process.arch}`;
/** Compiling and packing do not depend on the runtime. */
const skip =
  "Deno" in globalThis ? "compiled once, under Node" : process.platform !== "linux" && "Linux only";

const node = (args: readonly string[], env: Record<string, string | undefined> = process.env) =>
  spawnSync(process.execPath, args, { encoding: "utf8", env });

describe("a published package", { skip }, () => {
  let copy = "";
  before(() => {
    copy = mkdtempSync(join(homedir(), ".paddock-publish-"));
    for (const part of ["helper", "scripts", "src", "package.json"])
      cpSync(join(own, part), join(copy, part), { recursive: true });
    // The copy's siblings are those of the clone.
    mkdirSync(join(copy, "node_modules/@paddock"), { recursive: true });
    symlinkSync(join(own, "../sandbox"), join(copy, "node_modules/@paddock/sandbox"));
    const built = node([join(copy, "scripts/build-prebuilt.js")]);
    assert.equal(built.status, 0, built.stderr);
  });
  after(() => rmSync(copy, { recursive: true, force: true }));

  test("packs a helper and what builds one", () => {
    const args = ["pack", "--dry-run", "--json", "--ignore-scripts"];
    const packed = spawnSync("npm", args, { cwd: copy, encoding: "utf8" });
    assert.equal(packed.status, 0, packed.stderr);
    const [{ files }] = JSON.parse(packed.stdout) as [{ files: { path: string; mode: number }[] }];
    const named = new Map(files.map(({ path, mode }) => [path, mode]));
    for (const path of [brought, "scripts/build-helper.js", "scripts/compilers.js", "helper/main.c"])
      assert.ok(named.has(path), `${path} is missing`);
    assert.ok((named.get(brought)! & 0o100) !== 0, "the helper can be executed");
    assert.ok(![...named.keys()].some((path) => /_test\.ts$|testdata/.test(path)));
  });

  test("has the same helper, byte for byte, as a build of the same sources elsewhere", () => {
    const here = readFileSync(join(own, "build/paddock-sandbox"));
    assert.ok(here.equals(readFileSync(join(copy, brought))));
  });

  test("asks for no compiler where it brings a helper", () => {
    assert.equal(existsSync(join(copy, "build")), false);
    const without = node([join(copy, "scripts/build-helper.js")], { PATH: "/nonexistent" });
    assert.deepEqual([without.status, without.stderr], [0, ""]);
    const elsewhere = node([join(own, "scripts/build-helper.js"), "--cc", "/nonexistent/cc"]);
    assert.equal(elsewhere.status, 1);
    assert.match(elsewhere.stderr, /there is no C compiler/);
  });

  test("runs commands by the helper that it brings, and checks it like its own", () => {
    const script = join(copy, "try.ts");
    writeFileSync(
      script,
      [
        'import { helperPath } from "./src/helper-binary.ts";',
        'import { linuxBackend } from "./src/mod.ts";',
        "console.log(helperPath());",
        "try {",
        "  console.log((await linuxBackend().probe()).available);",
        "} catch (error) {",
        "  console.log((error as { code: string }).code);",
        "}",
      ].join("\n"),
    );
    const flags = ["--conditions=paddock-source", "--no-warnings", script];
    const said = node(flags).stdout.split("\n");
    assert.deepEqual(said.slice(0, 2), [join(copy, brought), "true"]);
    spawnSync("chmod", ["o+w", join(copy, brought)]);
    const unsafe = node(flags).stdout;
    spawnSync("chmod", ["o-w", join(copy, brought)]);
    assert.match(unsafe, /false|helper-untrusted/);
  });

  test("knows no word for pretending that the kernel lacks something", () => {
    const release = readFileSync(join(copy, brought), "latin1");
    const tested = join(own, "build/paddock-sandbox-test");
    assert.ok(!release.includes("unknown pretence") && !release.includes("pretend\0"));
    if (existsSync(tested)) assert.ok(readFileSync(tested, "latin1").includes("unknown pretence"));
  });

  test("has a helper for arm64 that reads policies and passes statuses on", (context) => {
    const helper = join(copy, "prebuilt/paddock-sandbox-linux-arm64");
    if (!existsSync(helper)) return context.skip("aarch64-linux-gnu-gcc is not installed");
    if (process.arch !== "arm64" && spawnSync("qemu-aarch64", ["--version"]).status !== 0)
      return context.skip("qemu-aarch64 is not installed");
    const run = (records: readonly string[]): number | null => {
      const policy = join(copy, "policy");
      writeFileSync(policy, `${records.join("\0")}\0`);
      const shell = `exec 3< '${policy}'; exec "$@" --policy-fd 3`;
      const runner = process.arch === "arm64" ? [helper] : ["qemu-aarch64", helper];
      return spawnSync("sh", ["-c", shell, "sh", ...runner]).status;
    };
    const open = ["paddock-sandbox 1", "confine none", "reads full", "net host", "cwd /"];
    assert.equal(run([...open, "arg /bin/sh", "arg -c", "arg exit 7", "end"]), 7);
    assert.equal(run([...open, "arg /nonexistent", "end"]), 127);
    assert.equal(run(["paddock-sandbox 1", "bogus x", "end"]), 125);
  });
});
