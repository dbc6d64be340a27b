// Writes V8's compiled form of a program, `warm.js NAME.cjs`, with the functions that a run needs: it makes one up to the
// point where the command would start. The Node that runs this file is the one that can use the result.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import loader from "../bin/paddock.js";

const build = join(dirname(fileURLToPath(import.meta.url)), "..", "build");
const [, , name] = process.argv;
const file = join(build, name);
const home = mkdtempSync(join(tmpdir(), "paddock-warm-"));

// A workspace with a repository, so that its readers are compiled as well.
for (const folder of [".paddock", "work/.git/hooks"]) mkdirSync(join(home, folder), { recursive: true });
writeFileSync(join(home, "work/.git/config"), "[core]\n\tbare = false\n");
writeFileSync(join(home, "work/.git/HEAD"), "ref: refs/heads/main\n");
// The configuration is read where there is one.
if (name === "boundary.cjs")
  writeFileSync(join(home, ".paddock/config.toml"), '[shell_environment_policy]\ninherit = "all"\n');

process.once("exit", () => {
  const { script, digest } = loader.compiled.get(file);
  const cache = loader.cacheOf(file);
  const partial = `${cache}.${process.pid}`;
  writeFileSync(partial, Buffer.concat([Buffer.from(digest), script.createCachedData()]));
  renameSync(partial, cache);
  rmSync(home, { recursive: true, force: true });
});
process.execve = () => process.exit();
process.chdir(join(home, "work"));
Object.assign(process.env, { HOME: home, PADDOCK_HOME: join(home, ".paddock") });
const words = name === "paddock.cjs" ? ["--version"] : ["sandbox", "--mode", "workspace-write", "--", "true"];
process.argv = [process.execPath, join(build, "../bin/paddock.js"), ...words];
loader.runProgram(join(build, name === "boundary.cjs" ? "sandbox.cjs" : name));
