import { rmSync } from "node:fs";
import type { RepositorySearch } from "@paddock/sandbox";
import type { Command } from "../../cli/command.ts";
import { readArguments } from "../../cli/read-arguments.ts";

const NAME = "sandbox-afterwards";

/** The command line that makes {@link afterwardsCommand} do what the process that is gone would have done. */
export function afterwardsArguments(search: RepositorySearch, folder?: string): readonly string[] {
  return [
    NAME,
    ...(folder === undefined ? [] : [`--folder=${folder}`]),
    ...search.roots.map((path) => `--root=${path}`),
    ...search.known.map((path) => `--known=${path}`),
  ];
}

/**
 * What is left to do after a run whose helper took the place of `paddock sandbox`. The helper starts it, and only when it
 * found something: files in the session's folder, or a git directory that was not there before.
 */
export const afterwardsCommand: Command = {
  name: NAME,
  summary: "Clean up after a sandboxed command",
  usage: [`${NAME} [--folder DIR] [--root DIR]... [--known DIR]...`],
  flags: {
    folder: { type: "string", value: "DIR", help: "the session's folder, to be removed" },
    root: { type: "string", multiple: true, value: "DIR", help: "a folder to search for new repositories" },
    known: { type: "string", multiple: true, value: "DIR", help: "a git directory that was there before" },
  },
  async run(context) {
    const { values } = readArguments(afterwardsCommand, context.args);
    const folder = values["folder"] as string | undefined;
    const search = {
      roots: (values["root"] ?? []) as readonly string[],
      known: (values["known"] ?? []) as readonly string[],
    };
    try {
      if (folder !== undefined) rmSync(folder, { recursive: true, force: true, maxRetries: 2 });
    } catch (error) {
      context.err(`paddock: ${folder} could not be removed: ${(error as Error).message}\n`);
    }
    const { nameRepositories } = await import("./name-repositories.ts");
    await nameRepositories(search, context);
    return 0;
  },
};
