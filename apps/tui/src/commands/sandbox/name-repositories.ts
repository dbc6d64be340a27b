import {
  newRepositories,
  type PutAside,
  putAsideRepositories,
  type RepositorySearch,
} from "@paddock/sandbox";
import { linuxBackend } from "@paddock/sandbox-linux";
import type { CommandContext } from "../../cli/command.ts";
import { visible } from "../../text/visible.ts";

/**
 * Puts aside the repositories that a run made inside another one and that would run programs on the host with it, and tells
 * a person about the others that would once somebody works in them.
 */
export async function nameRepositories(
  search: Pick<RepositorySearch, "roots" | "known">,
  context: Pick<CommandContext, "err">,
): Promise<void> {
  nameMoved(await putAsideRepositories(linuxBackend(), search), context);
  for (const { path, why } of newRepositories(search))
    context.err(
      `paddock: the new repository ${visible(path)} has settings that git would run on the host (${why})\n`,
    );
}

/** Says what was put aside, and what a person has to remove. */
export function nameMoved(moved: readonly PutAside[], { err }: Pick<CommandContext, "err">): void {
  for (const { path, why, to } of moved) {
    const outcome =
      to === undefined ? "it could not be renamed; remove it yourself" : `it was renamed to ${visible(to)}`;
    err(`paddock: ${visible(path)} would run programs of the workspace on the host (${why}): ${outcome}\n`);
  }
}
