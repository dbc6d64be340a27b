// Every test suite of the repository, as data. Found from the tree: a package with tests is a suite on each runtime.
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { root } from "./prepare.js";

const testFile = /_test\.(ts|tsx|js)$/;

function testsBelow(...folders) {
  const files = [];
  for (const folder of folders) {
    const path = join(root, folder);
    if (!existsSync(path)) continue;
    for (const entry of readdirSync(path, { recursive: true })) {
      if (testFile.test(entry) && !entry.includes("node_modules")) files.push(join(folder, entry));
    }
  }
  return files.sort();
}

/** @returns {{ name: string, kind: "node" | "deno" | "conformance", files?: string[], args?: string[], alone?: boolean }[]} */
export function suites() {
  const list = [];
  for (const name of readdirSync(join(root, "packages")).sort()) {
    const files = testsBelow(`packages/${name}/src`, `packages/${name}/examples`, `packages/${name}/test`);
    if (files.length === 0) continue;
    const alone = name === "sandbox-linux";
    list.push({ name: `${name} (node)`, kind: "node", files, alone });
    list.push({ name: `${name} (deno)`, kind: "deno", files, alone });
  }
  const tui = testsBelow("apps/tui/src", "apps/tui/test");
  if (tui.length > 0) {
    const loader = "./apps/tui/test/tsx-loader.js";
    const args = existsSync(join(root, loader)) ? ["--import", loader] : [];
    list.push({ name: "tui (node)", kind: "node", files: tui, args, alone: true });
  }
  const scripts = testsBelow("scripts", "conformance/src");
  if (scripts.length > 0) list.push({ name: "scripts (node)", kind: "node", files: scripts });
  if (existsSync(join(root, "conformance/cases"))) {
    for (const suite of ["rules", "decisions", "bypass", "approvals", "network", "config"]) {
      list.push({ name: `conformance ${suite}`, kind: "conformance", args: ["--suite", suite] });
    }
    for (const suite of ["escape", "git-plants", "work"]) {
      const args = ["--suite", suite];
      list.push({ name: `conformance ${suite}`, kind: "conformance", args, alone: true });
      // User 0 meets other walls than everybody else; whoever runs this as an ordinary user has seen theirs above.
      if (process.getuid?.() !== 0 || suite === "git-plants") continue;
      const name = `conformance ${suite} (unprivileged)`;
      list.push({
        name,
        kind: "conformance",
        args: [...args, "--unprivileged", "--no-control"],
        alone: true,
      });
    }
  }
  return list;
}
