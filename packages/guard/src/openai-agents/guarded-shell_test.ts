import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import type { Model, ModelResponse } from "@openai/agents";
import { inYard } from "../../test/yard.ts";
import { guardedEditor } from "./guarded-editor.ts";
import { guardedShell, shellNeedsApproval } from "./guarded-shell.ts";

const { Agent, applyPatchTool, Runner, setTracingDisabled, shellTool, Usage } = await import(
  "@openai/agents"
);

setTracingDisabled(true);

/** A model that makes one call and then says `done`; keeps what it was sent. */
function calling(call: ModelResponse["output"][number]): Model & { readonly inputs: unknown[] } {
  const inputs: unknown[] = [];
  return {
    inputs,
    getResponse: async (request) => {
      inputs.push(request.input);
      const message: ModelResponse["output"][number] = {
        type: "message",
        role: "assistant",
        status: "completed",
        content: [{ type: "output_text", text: "done" }],
      };
      return { usage: new Usage(), output: [inputs.length === 1 ? call : message] };
    },
    // biome-ignore lint/correctness/useYield: nothing here streams.
    getStreamedResponse: async function* () {
      throw new Error("not used");
    },
  };
}

const shellCall = (commands: string[]): ModelResponse["output"][number] => ({
  type: "shell_call",
  callId: "c1",
  status: "completed",
  action: { commands },
});

test("the real runner's shell tool runs through the guard and gets streams and status", async () => {
  await inYard(
    async ({ guard: make, backend }) => {
      await using guard = await make();
      const model = calling(shellCall(["echo one", "echo two"]));
      const agent = new Agent({ name: "a", model, tools: [shellTool({ shell: guardedShell(guard) })] });
      const result = await new Runner().run(agent, "go");
      assert.equal(result.finalOutput, "done");
      assert.equal(backend.runs.length, 2);
      const sent = JSON.stringify(model.inputs[1]);
      assert.match(sent, /"stdout":"out\\n","stderr":"err\\n"/);
      assert.match(sent, /"exitCode":3/);
    },
    { script: () => ({ stdout: "out\n", stderr: "err\n", status: { kind: "exit", code: 3 } }) },
  );
});

test("a refused command is status 126 with its reason, and what follows does not run", async () => {
  await inYard(async ({ guard: make, backend }) => {
    await using guard = await make({ set: ['approval_policy="never"'] });
    const { output } = await guardedShell(guard).run({ commands: ["rm -rf x", "echo after"] });
    assert.equal(output.length, 1);
    assert.deepEqual(output[0]?.outcome, { type: "exit", exitCode: 126 });
    assert.match(output[0]?.stderr ?? "", /never/);
    assert.equal(backend.runs.length, 0);
  });
});

test("needsApproval of the real tool interrupts what the guard would ask about", async () => {
  await inYard(async ({ guard: make, backend }) => {
    await using guard = await make({ set: ['approval_policy="untrusted"'] });
    const tool = shellTool({ shell: guardedShell(guard), needsApproval: shellNeedsApproval(guard) });
    const agent = new Agent({ name: "a", model: calling(shellCall(["ls"])), tools: [tool] });
    const result = await new Runner().run(agent, "go");
    assert.equal(result.interruptions.length, 1);
    assert.equal(backend.runs.length, 0);
  });
});

test("the real apply_patch tool edits inside the sandbox, and cannot smuggle a second change", async () => {
  await inYard(async ({ guard: make, backend, workspace }) => {
    await using guard = await make();
    const editor = guardedEditor(guard);
    const model = calling({
      type: "apply_patch_call",
      callId: "c1",
      status: "completed",
      operation: { type: "create_file", path: "a.txt", diff: "+hello\n" },
    });
    const agent = new Agent({ name: "a", model, tools: [applyPatchTool({ editor })] });
    await new Runner().run(agent, "go");
    const read = (): string => new TextDecoder().decode(backend.disk.get(join(workspace, "a.txt")));
    assert.equal(read(), "hello\n");
    const changed = await editor.updateFile({ path: "a.txt", diff: "-hello\n+hi\n" });
    assert.equal(changed.status, "completed");
    assert.equal(read(), "hi\n");
    for (const change of [
      { path: "a.txt\n*** Delete File: b", diff: "-hi\n+x" },
      { path: "a.txt", diff: "-hi\n+x\n*** Delete File: a.txt" },
    ]) {
      assert.equal((await editor.updateFile(change)).status, "failed");
    }
    assert.equal(read(), "hi\n");
    assert.equal((await editor.deleteFile({ path: "a.txt" })).status, "completed");
    assert.equal(backend.disk.has(join(workspace, "a.txt")), false);
  });
});
