// House rules as a program: floors, export maps, versions, file sizes, what every package must carry.
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root } from "./prepare.js";

const problems = [];
const say = (file, text) => problems.push(`${file}: ${text}`);
const json = (path) => JSON.parse(readFileSync(join(root, path), "utf8"));

/** What each package may import of its siblings; everything not listed is floor 1 and imports none. */
const mayImport = {
  "sandbox-linux": ["sandbox"],
  "sandbox-seatbelt": ["sandbox"],
  "sandbox-wsl2": ["sandbox", "sandbox-linux"],
  guard: [
    "config",
    "rules",
    "network",
    "sandbox",
    "sandbox-linux",
    "sandbox-seatbelt",
    "sandbox-wsl2",
    "approvals",
    "credentials",
    "telemetry",
  ],
  agent: ["guard", "telemetry", "sandbox", "credentials"],
};

/** Tables and generated files may be long; nothing else. */
const longFiles = existsSync(join(root, "scripts/long-files.json")) ? json("scripts/long-files.json") : {};

function sources(folder) {
  const path = join(root, folder);
  if (!existsSync(path)) return [];
  return readdirSync(path, { recursive: true })
    .filter(
      (entry) =>
        /\.(ts|tsx|c|h|js)$/.test(entry) &&
        !/node_modules|(^|\/)(dist|build|generated|testdata)\//.test(entry),
    )
    .map((entry) => join(folder, entry));
}

const rootDeno = json("deno.json");
for (const name of readdirSync(join(root, "packages"))) {
  const folder = `packages/${name}`;
  for (const needed of ["package.json", "deno.json", "README.md", "LICENSE", "src/mod.ts"]) {
    if (!existsSync(join(root, folder, needed))) say(folder, `has no ${needed}`);
  }
  const npm = json(`${folder}/package.json`);
  const deno = json(`${folder}/deno.json`);
  if (npm.name !== deno.name) say(folder, `is ${npm.name} in package.json and ${deno.name} in deno.json`);
  if (npm.version !== deno.version)
    say(folder, `is version ${npm.version} in package.json and ${deno.version} in deno.json`);
  const stated = join(root, folder, "src/version.ts");
  if (existsSync(stated) && !readFileSync(stated, "utf8").includes(`VERSION = "${npm.version}"`))
    say(`${folder}/src/version.ts`, `does not state version ${npm.version} of package.json`);
  if (!rootDeno.workspace.includes(folder)) say("deno.json", `does not list ${folder} in its workspace`);
  const npmExports = Object.fromEntries(
    Object.entries(npm.exports)
      .filter(([, target]) => typeof target === "object")
      .map(([key, target]) => [key, target["paddock-source"]]),
  );
  const denoExports = typeof deno.exports === "string" ? { ".": deno.exports } : deno.exports;
  if (
    JSON.stringify(Object.entries(npmExports).sort()) !== JSON.stringify(Object.entries(denoExports).sort())
  ) {
    say(
      folder,
      `exports differ: package.json ${JSON.stringify(npmExports)}, deno.json ${JSON.stringify(denoExports)}`,
    );
  }
  for (const [library, wanted] of Object.entries(npm.dependencies ?? {})) {
    if (library.startsWith("@paddock/")) {
      const sibling = json(`packages/${library.slice(9)}/package.json`);
      if (wanted !== sibling.version) say(folder, `wants ${library} ${wanted}, which is ${sibling.version}`);
      continue;
    }
    const specifier = deno.imports?.[library];
    if (specifier !== `npm:${library}@${wanted}`)
      say(folder, `deno.json maps ${library} to ${specifier}, package.json wants ${wanted}`);
  }
  for (const file of sources(`${folder}/src`)) {
    const text = readFileSync(join(root, file), "utf8");
    const test = /_test\.tsx?$/.test(file);
    for (const [, sibling] of text.matchAll(/(?:from|import)\s*\(?\s*"@paddock\/([a-z0-9-]+)/g)) {
      if (!test && sibling !== name && !(mayImport[name] ?? []).includes(sibling))
        say(file, `imports @paddock/${sibling}, which is not below it`);
    }
  }
}
for (const folder of ["packages", "apps", "conformance"]) {
  for (const file of sources(folder)) {
    if (/\/cases\//.test(file)) continue;
    const text = readFileSync(join(root, file), "utf8");
    const lines = text.split("\n").length;
    if (lines > 400 && !(file in longFiles))
      say(file, `has ${lines} lines; split it, or say in scripts/long-files.json why it is a table`);
    if (/^export default/m.test(text) && !/\.config\.|reporter/.test(file)) say(file, "has a default export");
    if (/\b(?:TODO|FIXME|XXX)\b/.test(text)) say(file, "has unfinished places");
    if (/\.(?:only)\(/.test(text) && /_test\.tsx?$/.test(file)) say(file, "runs only some of its tests");
  }
}
for (const file of Object.keys(longFiles)) {
  if (!existsSync(join(root, file)))
    say("scripts/long-files.json", `names ${relative(root, join(root, file))}, which does not exist`);
}
for (const problem of problems) process.stdout.write(`${problem}\n`);
process.exitCode = problems.length === 0 ? 0 : 1;
