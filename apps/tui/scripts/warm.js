// Writes V8's compiled form of the program, with the functions that a run of `paddock sandbox` needs: it makes such a
// run up to the point where the command would start. The Node that runs this file is the one that can use the result.
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import loader from "../bin/paddock.js";

const file = join(dirname(fileURLToPath(import.meta.url)), "..", "build", "paddock.cjs");
const program = loader.compileProgram(file);
const home = mkdtempSync(join(tmpdir(), "paddock-warm-"));

// A workspace with a repository and settings, so that their readers are compiled as well.
for (const folder of [".paddock", "work/.git/hooks"]) mkdirSync(join(home, folder), { recursive: true });
writeFileSync(join(home, ".paddock/config.toml"), '[shell_environment_policy]\ninherit = "all"\n');
writeFileSync(join(home, "work/.git/config"), "[core]\n\tbare = false\n");
writeFileSync(join(home, "work/.git/HEAD"), "ref: refs/heads/main\n");

process.once("exit", () => {
  const cache = loader.cacheOf(file);
  const partial = `${cache}.${process.pid}`;
  writeFileSync(partial, Buffer.concat([Buffer.from(program.digest), program.script.createCachedData()]));
  renameSync(partial, cache);
  rmSync(home, { recursive: true, force: true });
});
process.execve = () => process.exit();
process.chdir(join(home, "work"));
Object.assign(process.env, { HOME: home, PADDOCK_HOME: join(home, ".paddock") });
process.argv = [process.execPath, file, "sandbox", "--mode", "workspace-write", "--", "true"];
loader.runProgram(program, file);
