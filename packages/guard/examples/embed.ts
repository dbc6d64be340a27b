// Puts Paddock's boundary around the tool calls of any agent: about thirty lines.
//   node --conditions=paddock-source packages/guard/examples/embed.ts [FOLDER]
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Action, createGuard } from "@paddock/guard";

const workspace = process.argv[2] ?? mkdtempSync(join(tmpdir(), "paddock-example-"));

await using guard = await createGuard({
  workspace,
  trust: "trusted",
  // A question is plain data; a real host shows it to a person. This one refuses with a reason for the model.
  onAsk: async (request) => {
    console.log(`asked: ${request.title} ${request.subject}`);
    return { decision: "deny", by: "program", message: "nobody is here to answer" };
  },
});

console.log(guard.describe()); // belongs into the model's instructions

const proposed: readonly Action[] = [
  { kind: "write", path: "note.txt", content: "written inside\n" },
  { kind: "command", script: "cat note.txt" },
  { kind: "command", argv: ["touch", "/etc/paddock-example"] },
  { kind: "command", script: "make install", escalation: { kind: "outside", justification: "It installs." } },
];

for (const action of proposed) {
  const run = guard.run(action);
  for await (const event of run.events) if (event.kind === "output") process.stdout.write(event.text);
  const { outcome, text } = await run.result;
  console.log(`${outcome}: ${text.trim()}`); // the text goes back to the model
}
