// Gives a model of the AI SDK the tools of a guard; here the model is a fixed one, so the example needs no key:
//   node packages/guard/examples/ai-sdk.ts [FOLDER]
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGuard } from "@paddock/guard";
import { guardedTools } from "@paddock/guard/ai-sdk";
import { generateText, isStepCount, type LanguageModel, type ToolSet } from "ai";

/** Asks a model to work with guarded tools. Pass any model of the SDK. */
export async function work(model: LanguageModel, prompt: string, workspace: string): Promise<string> {
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    onAsk: async (request) => {
      console.log(`asked: ${request.title} ${request.subject}`);
      return { decision: "deny", by: "program", message: "nobody is here to answer" };
    },
  });
  const result = await generateText({
    model,
    system: guard.describe(),
    prompt,
    tools: guardedTools(guard) as ToolSet,
    stopWhen: isStepCount(20),
  });
  for (const step of result.steps)
    for (const { output } of step.toolResults) console.log(String(output).trim());
  return result.text;
}

if (import.meta.main) {
  const { MockLanguageModelV4 } = await import("ai/test");
  const calls = ["echo confined > note.txt && cat note.txt", "touch /etc/paddock-example"];
  const model = new MockLanguageModelV4({
    doGenerate: async () => {
      const command = calls.shift();
      return {
        content: command
          ? [
              {
                type: "tool-call",
                toolCallId: "c",
                toolName: "run_command",
                input: JSON.stringify({ command }),
              },
            ]
          : [{ type: "text", text: "That is all." }],
        finishReason: { unified: command ? "tool-calls" : "stop", raw: undefined },
        usage: {
          inputTokens: { total: 0, noCache: 0, cacheRead: 0, cacheWrite: 0 },
          outputTokens: { total: 0, text: 0, reasoning: 0 },
        },
        warnings: [],
      };
    },
  });
  const workspace = process.argv[2] ?? mkdtempSync(join(tmpdir(), "paddock-example-"));
  console.log(await work(model, "Show what you can do.", workspace));
}
