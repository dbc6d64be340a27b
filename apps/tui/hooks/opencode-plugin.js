// Asks Paddock's rules before opencode runs a command line. opencode has plugins in place of hooks: where one throws, the tool is
// not used and the model reads why.
import { spawn } from "node:child_process";

/**
 * @param {object} question
 * @returns {Promise<{ readonly decision?: string, readonly reason?: string }>}
 */
function answerTo(question) {
  return new Promise((resolve, reject) => {
    const hook = spawn("/bin/sh", ["-c", 'eval "$PADDOCK_HOOK"'], { stdio: "pipe" });
    let [out, err] = ["", ""];
    hook.stdout.on("data", (chunk) => (out += chunk));
    hook.stderr.on("data", (chunk) => (err += chunk));
    hook.on("error", reject);
    hook.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(out)) : reject(new Error(err || "the rules could not be asked")),
    );
    hook.stdin.on("error", reject);
    hook.stdin.end(JSON.stringify(question));
  });
}

/** @param {{ directory: string }} context */
export async function Paddock({ directory }) {
  return {
    /**
     * @param {{ tool: string }} use
     * @param {{ args: { command?: unknown, workdir?: unknown } }} output
     */
    async "tool.execute.before"({ tool }, { args }) {
      if (tool !== "bash") return;
      const cwd = typeof args.workdir === "string" ? args.workdir : directory;
      const question = { hook_event_name: "BeforeTool", tool_input: { command: args.command }, cwd };
      const { decision, reason } = await answerTo(question);
      if (decision === "deny") throw new Error(reason);
    },
  };
}
