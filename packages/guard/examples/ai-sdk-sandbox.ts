// Gives the tools of an AI SDK agent a guarded sandbox; here the model is a fixed one, so the example needs no key:
//   node --conditions=paddock-source packages/guard/examples/ai-sdk-sandbox.ts [FOLDER]
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGuard } from "@paddock/guard";
import { guardedSandboxSession } from "@paddock/guard/ai-sdk";
import { generateText, isStepCount, jsonSchema, type LanguageModel, tool } from "ai";

/** A tool of the host that works in whatever sandbox the agent has. */
const shell = tool({
  description: "Runs a command line.",
  inputSchema: jsonSchema<{ command: string }>({
    type: "object",
    properties: { command: { type: "string" } },
    required: ["command"],
  }),
  execute: async ({ command }, { experimental_sandbox: sandbox, abortSignal }) =>
    sandbox?.run({ command, ...(abortSignal === undefined ? {} : { abortSignal }) }),
});

/** Lets a model work in a folder; everything its tools do there is decided, confined and recorded. */
export async function work(model: LanguageModel, prompt: string, workspace: string): Promise<string> {
  await using guard = await createGuard({
    workspace,
    trust: "trusted",
    onAsk: async () => ({ decision: "deny", by: "program", message: "nobody is here to answer" }),
  });
  const sandbox = guardedSandboxSession(guard);
  const result = await generateText({
    model,
    system: sandbox.description,
    prompt,
    tools: { shell },
    experimental_sandbox: sandbox,
    stopWhen: isStepCount(20),
  });
  for (const step of result.steps)
    for (const { output } of step.toolResults) console.log(JSON.stringify(output));
  return result.text;
}

if (import.meta.main) {
  const { MockLanguageModelV4 } = await import("ai/test");
  const commands = ["echo confined > note.txt && cat note.txt", "touch /etc/paddock-example"];
  const model = new MockLanguageModelV4({
    doGenerate: async () => {
      const command = commands.shift();
      const input = JSON.stringify({ command });
      return {
        content: command
          ? [{ type: "tool-call", toolCallId: "c", toolName: "shell", input }]
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
