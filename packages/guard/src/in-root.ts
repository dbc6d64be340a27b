import { existsSync, realpathSync } from "node:fs";
import { basename, resolve } from "node:path";
import type { Verdict } from "@paddock/rules";

/** Programs that read a file of the working directory and do what it says, without being told its name. */
const implied: ReadonlySet<string> = new Set(
  "make gmake ninja just task rake npm npx pnpm pnpx yarn bun bunx deno node-gyp cargo go gradle gradlew mvn mvnw ant bazel cmake meson poetry pip pip3 uv tox nox pytest python python3 ruby bundle composer php docker docker-compose podman vagrant terraform tofu pulumi ansible ansible-playbook helm git pre-commit jest vitest eslint tsc turbo nx lerna mix sbt stack cabal dotnet msbuild scons waf vercel netlify".split(
    " ",
  ),
);

/** True for a path that is one of the roots or lies below one. */
export function within(path: string, roots: readonly string[]): boolean {
  return roots.some((root) => path === root || path.startsWith(root.endsWith("/") ? root : `${root}/`));
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/**
 * Says whether what a command does can be changed by writing inside a root: its program, a file among its words, or a
 * file that its program reads by itself lies there. A lasting grant outside the sandbox for such a command would be a
 * grant for anything. A command that could not be read counts as one.
 */
export function dependsOnRoot(
  verdict: Verdict,
  command: { readonly argv?: readonly string[]; readonly cwd: string },
  roots: readonly string[],
  resolveProgram: (name: string) => string | undefined,
): boolean {
  if (verdict.opaque.length > 0) return true;
  const commands =
    command.argv === undefined ? verdict.segments.map((segment) => segment.argv) : [command.argv];
  if (commands.length === 0) return true;
  const inside = (path: string): boolean => within(real(resolve(command.cwd, path)), roots);
  if (verdict.refersTo.some(inside)) return true;
  return commands.some(([program = "", ...words]) => {
    const file = program.includes("/") ? resolve(command.cwd, program) : resolveProgram(program);
    if (file !== undefined && within(real(file), roots)) return true;
    if (implied.has(basename(program)) && inside(command.cwd)) return true;
    return words.some((word) => {
      const name = word.startsWith("-") ? word.slice(word.indexOf("=") + 1) : word;
      return name !== "" && existsSync(resolve(command.cwd, name)) && inside(name);
    });
  });
}
