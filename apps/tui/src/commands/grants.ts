import { lastingGrants, paddockHome, revokeLastingGrant } from "@paddock/guard";
import type { Command, CommandContext } from "../cli/command.ts";
import { exitCode } from "../cli/exit-code.ts";
import { group } from "../cli/group.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { UsageError } from "../cli/usage-error.ts";
import { visible } from "../text/visible.ts";

type StoredGrant = ReturnType<typeof lastingGrants>[number];

function line({ id, scope, project, text, expiresAt }: StoredGrant, { style }: CommandContext): string {
  const where = scope === "project" ? `in ${visible(project ?? "?")}` : "everywhere";
  return `#${id.slice(0, 8)}  ${visible(text)}\n           ${style("dim", `${where}, until ${expiresAt}`)}\n`;
}

const listCommand: Command = {
  name: "list",
  summary: "Show every grant that outlives its session",
  usage: ["grants list"],
  flags: {},
  run(context) {
    readArguments(listCommand, context.args);
    const grants = lastingGrants(paddockHome(context.env));
    if (context.globals.json) context.out(`${JSON.stringify(grants)}\n`);
    else if (grants.length === 0) context.out("Nothing is granted for longer than a session.\n");
    else for (const grant of grants) context.out(line(grant, context));
    return Promise.resolve(exitCode.ok);
  },
};

const revokeCommand: Command = {
  name: "revoke",
  summary: "Take a grant back; running sessions notice at their next action",
  usage: ["grants revoke ID"],
  flags: {},
  async run(context) {
    const { positionals } = readArguments(revokeCommand, context.args);
    const [given = ""] = positionals;
    const start = given.replace(/^#/, "");
    if (start === "" || positionals.length > 1) throw new UsageError("`paddock grants revoke` needs one id");
    const home = paddockHome(context.env);
    const [grant, ...others] = lastingGrants(home).filter(({ id }) => id.startsWith(start));
    if (grant === undefined)
      throw new UsageError(`there is no grant ${given}; \`paddock grants list\` shows all`);
    if (others.length > 0)
      throw new UsageError(`more than one grant begins with ${given}; give more of the id`);
    await revokeLastingGrant(home, grant.id);
    context.out(`taken back: ${visible(grant.text)}\n`);
    return exitCode.ok;
  },
};

/** `paddock grants`: what was allowed for a project or for good, and how to take it back. */
export const grantsCommand: Command = group("grants", "List what was allowed for good, and take it back", [
  listCommand,
  revokeCommand,
]);
