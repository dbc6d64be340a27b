import type { Command } from "../cli/command.ts";
import { readArguments } from "../cli/read-arguments.ts";
import { chosenSession, sessionFlags } from "../session/session-flags.ts";

/** `paddock [PROMPT]`: the conversation; a tour where there is neither a terminal nor a prompt. */
export const chatCommand: Command = {
  name: "chat",
  summary: "Talk with the agent in this folder",
  usage: ["[-P NAME] [PROMPT]"],
  flags: sessionFlags,
  async run(context) {
    const { values, positionals } = readArguments(chatCommand, context.args);
    const prompt = positionals.join(" ").trim();
    const chosen = chosenSession(values);
    const { terminal, globals, env } = context;
    const talking = terminal?.stdin.isTTY === true;
    if (!talking && prompt === "") return await (await import("../headless/run-tour.ts")).runTour(context);
    if (!talking) {
      const { execCommand } = await import("./exec.ts");
      const flags = Object.entries(chosen).map(([name, value]) => `--${name}=${value}`);
      return await execCommand.run({ ...context, args: [...flags, "--", prompt] });
    }
    const plain =
      globals.linear === true ||
      env["ACCESSIBLE"] === "1" ||
      env["TERM"] === "dumb" ||
      !terminal.stdout.isTTY;
    if (plain) return await (await import("../linear/talk.ts")).talk(context, terminal, prompt, chosen);
    return await (await import("../view/start.ts")).start(context, terminal, prompt, chosen);
  },
};
