// One conversation in a folder, with the provider of the command line or the offline guide.
//   node --conditions=paddock-source packages/agent/examples/conversation.ts FOLDER REQUEST [BASE_URL MODEL]
import { createInterface } from "node:readline/promises";
import { createAgent, createProvider, offlineGuide } from "@paddock/agent";
import { createGuard } from "@paddock/guard";

const [workspace = ".", request = "help", base_url, model = ""] = process.argv.slice(2);
const provider =
  base_url === undefined
    ? offlineGuide()
    : createProvider({ name: "local", model, table: { base_url, wire_api: "chat" } }, process.env);

await using guard = await createGuard({ workspace, trust: "trusted" });
const agent = createAgent({
  guard,
  provider,
  onAsk: async (question) => {
    const terminal = createInterface({ input: process.stdin, output: process.stdout });
    const yes = await terminal.question(`${question.title} ${question.subject} [y/N] `);
    terminal.close();
    return { decision: yes.trim() === "y" ? "allow" : "deny", by: "user" };
  },
});

for await (const event of agent.send(request)) {
  if (event.kind === "text") process.stdout.write(event.delta);
  if (event.kind === "call") console.log(`\n> ${event.title}`);
  if (event.kind === "run" && event.event.kind === "output") process.stdout.write(event.event.text);
  if (event.kind === "turn" && event.phase === "failed") console.error(event.error);
}
console.log();
