import { createHash } from "node:crypto";

const COMMAND = 'eval "$PADDOCK_HOOK"';
const MATCHER = "^Bash$";
/** Seconds: longer than the hook itself waits for an answer. */
const TIMEOUT = 2_000_000;
/** How Codex names the first hook that its command line brings. */
const KEY = "/<session-flags>/config.toml:pre_tool_use:0:0";

/** JSON with every object's keys in order. */
function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(canonical);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, canonical(inner)]));
}

/**
 * The overrides that give Codex the hook. It runs only hooks that were reviewed, by the digest of what they are; this says so of the
 * one hook, and of no other. A Codex that takes the digest otherwise leaves the hook out and names it as not reviewed
 * (Codex 0.171.0: `hooks/list` shows key and digest).
 */
export function codexHookFlags(): readonly string[] {
  const identity = {
    event_name: "pre_tool_use",
    matcher: MATCHER,
    hooks: [{ type: "command", command: COMMAND, timeout: TIMEOUT, async: false }],
  };
  const digest = createHash("sha256")
    .update(JSON.stringify(canonical(identity)))
    .digest("hex");
  const toml = JSON.stringify;
  const hook = `{type="command",command=${toml(COMMAND)},timeout=${TIMEOUT}}`;
  return [
    "-c",
    `hooks.PreToolUse=[{matcher=${toml(MATCHER)},hooks=[${hook}]}]`,
    "-c",
    `hooks.state={${toml(KEY)}={trusted_hash="sha256:${digest}"}}`,
  ];
}
