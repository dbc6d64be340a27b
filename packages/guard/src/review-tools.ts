import type { ReviewTools } from "@paddock/approvals";
import { performFileAction } from "./files/perform-file-action.ts";
import { normaliseAction } from "./normalise.ts";
import { planFor } from "./plan-for.ts";
import { record, type Session } from "./session.ts";
import { OFFERED_TOOLS } from "./tools/guarded-tools.ts";

const NAMES: ReadonlySet<string> = new Set(["read_file", "list_directory"]);
const offered = OFFERED_TOOLS.filter(({ name }) => NAMES.has(name));

function inputOf(text: string): Readonly<Record<string, string>> {
  const value: unknown = JSON.parse(text === "" ? "{}" : text);
  if (typeof value !== "object" || value === null) throw new Error("the input is no object");
  const { path } = value as { readonly path?: unknown };
  if (typeof path !== "string" || path === "") throw new Error("the input needs a path");
  return { path };
}

/**
 * What the automatic reviewer may look at: files and folders, through the sandbox and exactly as far as the agent's own
 * reads reach. Without a sandbox there is nothing that would hold a misled reviewer back, so it looks at nothing.
 */
export function reviewTools(session: () => Session): ReviewTools {
  return {
    tools: offered,
    async run(name, text, { signal }) {
      const held = session();
      const tool = offered.find((one) => one.name === name);
      if (tool === undefined) throw new Error(`there is no tool ${name}`);
      if (held.profile.mode === "danger-full-access") return "Nothing can be looked at: there is no sandbox.";
      const action = normaliseAction(tool.action(inputOf(text)), held.workspace[0], held.env);
      if (action.kind !== "read" && action.kind !== "list") throw new Error(`${name} does not only read`);
      const plan = planFor(held.profile, held.surroundings, "inside", []);
      const outcome = await performFileAction(held.backendFor(plan), plan, action, signal);
      await record(held, {
        name: "file.read",
        attributes: { path: action.path, by: "reviewer", outcome: outcome.kind },
      });
      return outcome.text;
    },
  };
}
