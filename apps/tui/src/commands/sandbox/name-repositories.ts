import { newRepositories, type RepositorySearch } from "@paddock/sandbox";
import type { CommandContext } from "../../cli/command.ts";

/** Tells a person about repositories that a run made and that would run programs on the host. */
export function nameRepositories(
  search: Pick<RepositorySearch, "roots" | "known">,
  { err }: Pick<CommandContext, "err">,
): void {
  for (const { path, why } of newRepositories(search))
    err(`paddock: the new repository ${path} has settings that git would run on the host (${why})\n`);
}
