import { evaluateInner } from "../inner-request.ts";
import { opensTunnels } from "../opens-tunnels.ts";
import type { HeaderField, RequestHead } from "../request-head.ts";
import type { RequestHook } from "../request-hook.ts";
import type { EgressState } from "./egress-state.ts";
import { endToEnd } from "./end-to-end.ts";
import { injectedValue, type SecretSource } from "./secret-source.ts";
import type { Prepared } from "./serve-requests.ts";

/** The head as a hook changes it; undefined when a secret of it is missing. */
function changed(head: RequestHead, hook: RequestHook, secrets: SecretSource): RequestHead | undefined {
  const added: HeaderField[] = [];
  for (const injection of hook.inject) {
    const value = injectedValue(injection, secrets);
    if (value === undefined) return undefined;
    added.push([injection.name, value]);
  }
  const gone = new Set([...hook.strip, ...added.map(([name]) => name.toLowerCase())]);
  return { ...head, headers: [...head.headers.filter(([name]) => !gone.has(name.toLowerCase())), ...added] };
}

/** Judges a request inside of a tunnel by mode and hooks, and says what is sent for it. */
export function prepareInner(state: EgressState, head: RequestHead): Prepared {
  const { policy } = state;
  const limited = policy.mode === "limited";
  const bodyBytes = head.body.kind === "none" ? 0 : 1;
  const { method, path, upgrade } = head;
  const inner = evaluateInner(
    head.host,
    { method, path, headers: endToEnd(head.headers), upgrade, bodyBytes },
    { limited, hooks: policy.hooks ?? [] },
  );
  if (inner.decision === "deny") {
    const source = inner.reason === "mitm_hook_denied" ? "baseline_policy" : "mode_guard";
    return { head, refusal: { reason: inner.reason, text: inner.text, source } };
  }
  const sent = { ...head, path: inner.path };
  if (!inner.hook) return { head: sent };
  const hooked = changed(sent, inner.hook, state.secrets);
  if (hooked) return { head: hooked };
  const text = `a secret that hook ${inner.hook.name} adds is missing`;
  return { head, refusal: { reason: "mitm_hook_denied", text, source: "baseline_policy" } };
}

/**
 * Judges a request in the clear: by the hooks of its host as well, which would be no fence if leaving TLS out went around them.
 * Secrets are never put into one. Limited mode is the engine's own matter there.
 */
export function preparePlain(state: EgressState, head: RequestHead): Prepared {
  const hooks = state.policy.hooks ?? [];
  if (hooks.length === 0 || !opensTunnels({ ...state.policy, mode: "full" }, head.host)) return { head };
  const { method, path, upgrade, host } = head;
  const headers = endToEnd(head.headers);
  const inner = evaluateInner(host, { method, path, headers, upgrade }, { limited: false, hooks });
  const refused = { reason: "mitm_hook_denied", source: "baseline_policy" } as const;
  if (inner.decision === "deny") return { head, refusal: { ...refused, text: inner.text } };
  if (!inner.hook) return { head };
  if (inner.hook.inject.length > 0)
    return { head, refusal: { ...refused, text: "a secret is not sent in the clear; use https" } };
  return { head: changed({ ...head, path: inner.path }, inner.hook, state.secrets) ?? head };
}
