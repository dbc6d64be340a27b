// Gives an agent of the OpenAI Agents SDK a guarded shell and a guarded editor:
//   OPENAI_API_KEY=... node packages/guard/examples/openai-agents.ts [FOLDER] [REQUEST]
import { Agent, applyPatchTool, type Model, Runner, shellTool } from "@openai/agents";
import { createGuard } from "@paddock/guard";
import { guardedEditor, guardedShell, watchConversation } from "@paddock/guard/openai-agents";

/** Lets an agent work in a folder. Without a model the SDK's default is used, which needs a key. */
export async function work(request: string, workspace: string, model?: Model): Promise<string> {
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    onAsk: async () => ({ decision: "deny", by: "program", message: "nobody is here to answer" }),
  });
  // What the user asked for, should an automatic reviewer be configured.
  const { filter, transcript } = watchConversation();
  const agent = new Agent({
    name: "worker",
    instructions: guard.describe(),
    tools: [
      shellTool({ shell: guardedShell(guard, { transcript }) }),
      applyPatchTool({ editor: guardedEditor(guard, { transcript }) }),
    ],
    ...(model === undefined ? {} : { model }),
  });
  const result = await new Runner({ callModelInputFilter: filter }).run(agent, request);
  return String(result.finalOutput);
}

if (import.meta.main) {
  console.log(await work(process.argv[3] ?? "List the files.", process.argv[2] ?? process.cwd()));
}
