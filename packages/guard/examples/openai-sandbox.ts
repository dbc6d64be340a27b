// Gives a sandbox agent of the OpenAI Agents SDK a guarded sandbox; here the model is a fixed one, so the example needs no
// key:
//   node --conditions=paddock-source packages/guard/examples/openai-sandbox.ts [FOLDER]
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Model, type ModelResponse, Runner, setTracingDisabled, Usage } from "@openai/agents";
import { Manifest, SandboxAgent } from "@openai/agents/sandbox";
import { createGuard } from "@paddock/guard";
import { guardedSandboxClient } from "@paddock/guard/openai-agents";

/** Lets an agent work in a folder; everything it runs, reads and edits there is decided, confined and recorded. */
export async function work(model: Model, request: string, workspace: string): Promise<string> {
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    onAsk: async () => ({ decision: "deny", by: "program", message: "nobody is here to answer" }),
  });
  const agent = new SandboxAgent({ name: "worker", model, instructions: guard.describe() });
  const client = guardedSandboxClient(guard, Manifest);
  const result = await new Runner().run(agent, request, { sandbox: { client } });
  for (const item of result.newItems)
    if (item.type === "tool_call_output_item") console.log(String(item.output));
  return String(result.finalOutput);
}

/** A model that runs these commands and then says that it is done. */
function fixedModel(commands: string[]): Model {
  const next = (): ModelResponse["output"][number] => {
    const cmd = commands.shift();
    return cmd === undefined
      ? {
          type: "message",
          role: "assistant",
          status: "completed",
          content: [{ type: "output_text", text: "That is all." }],
        }
      : {
          type: "function_call",
          callId: cmd,
          name: "exec_command",
          status: "completed",
          arguments: JSON.stringify({ cmd }),
        };
  };
  return {
    getResponse: async () => ({ usage: new Usage(), output: [next()] }),
    // biome-ignore lint/correctness/useYield: nothing here streams.
    getStreamedResponse: async function* () {
      throw new Error("this model does not stream");
    },
  };
}

if (import.meta.main) {
  setTracingDisabled(true);
  const model = fixedModel(["echo confined > note.txt && cat note.txt", "touch /etc/paddock-example"]);
  const workspace = process.argv[2] ?? mkdtempSync(join(tmpdir(), "paddock-example-"));
  console.log(await work(model, "Show what you can do.", workspace));
}
