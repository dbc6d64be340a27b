import type { NetworkPolicy } from "./decision.ts";

/**
 * Says whether the proxy has to look into TLS: in limited mode, where methods count, and for hosts with hooks. Without a host: into
 * any TLS at all, so that commands have to be given its certificate authority.
 */
export function opensTunnels(policy: NetworkPolicy, host?: string): boolean {
  if (policy.mode === "limited") return true;
  const hooks = policy.hooks ?? [];
  return host === undefined ? hooks.length > 0 : hooks.some((hook) => hook.host === host);
}
