import { visible } from "../text/visible.ts";
import { type Row, row } from "../view/row.ts";
import type { SlashCommand } from "./slash-command.ts";

/** `/grants [revoke ID]`: what has been allowed beyond the policy. */
export const grantsCommand: SlashCommand = {
  name: "grants",
  argument: "[revoke ID]",
  summary: "What you have allowed for longer than once, and how to take it back",
  run(argument, { session }) {
    const [verb, id] = argument.split(/\s+/);
    const grants = session.grants();
    if (verb === "revoke") {
      const grant = grants.find(
        (one) => id !== undefined && id !== "" && one.id.startsWith(id.replace(/^#/, "")),
      );
      if (grant === undefined) return [row(`There is no grant #${visible(id ?? "")}.`, "warn")];
      return [
        session.revoke(grant.id)
          ? row(`Revoked: ${visible(grant.text)}`, "ok")
          : row("It was gone already.", "muted"),
      ];
    }
    if (grants.length === 0) return [row("Nothing has been granted in this session.", "muted")];
    return grants.map(
      (grant): Row => [
        { text: `#${grant.id.slice(0, 8)}  `, tone: "accent" },
        { text: `${grant.scope}  `, tone: "muted" },
        { text: visible(grant.text) },
        { text: grant.expiresAt === undefined ? "" : `  until ${grant.expiresAt}`, tone: "muted" },
      ],
    );
  },
};
