import type { Server } from "node:net";
import { writeTrustFile } from "@paddock/guard";
import type { NetworkPolicy } from "@paddock/network";
import type { InnerNames, SandboxPlan } from "@paddock/sandbox";

/** The way out of one command: a proxy that knows which hosts are listed. */
export interface CommandEgress extends AsyncDisposable {
  /** The plan, with the port of the command's own loopback on which the proxy answers. */
  readonly plan: SandboxPlan;
  /** Variables that make programs use it. */
  readonly env: Readonly<Record<string, string>>;
  /** Takes the listener that the sandbox made inside. */
  readonly onListener: (port: number, server: Server) => void;
  /** Answers the command's lookups, and takes what they lead to. */
  readonly names: InnerNames;
}

const COMMAND = "sandbox";

/** Where squid and most proxies listen; it is free in a namespace of the command's own. */
const PORT = 3128;

/**
 * Starts the egress proxy of one command. Nobody can be asked, so a host that is not listed is refused.
 *
 * @param onDenied Called with each refused destination and the reason.
 */
export async function openEgress(
  policy: NetworkPolicy,
  plan: SandboxPlan,
  onDenied: (destination: string, why: string) => void,
): Promise<CommandEgress> {
  // The proxy is larger than everything else here, and most runs have no use for it.
  const { certificateEnvironment, opensTunnels, proxyEnvironment, startEgress } = await import(
    "@paddock/network/proxy"
  );
  const { tunnelText } = await import("@paddock/network");
  const egress = await startEgress({
    policy: { ...policy, unlisted: "deny" },
    onDecision: ({ decision, host, port, text }) => {
      if (decision === "deny") onDenied(`${host}:${port}`, text);
    },
    onConnection: (record) => {
      const failed = record.outcome === "tunnel-refused" || record.tunnelReason !== undefined;
      if (failed) onDenied(`${record.host}:${record.port}`, tunnelText(record));
    },
    onRefusedLookup: ({ host, decision }) => onDenied(host, decision.text),
  });
  const trust = opensTunnels(policy) ? await writeTrustFile(await egress.trust(), plan) : undefined;
  return {
    plan: { ...(trust?.plan ?? plan), network: { kind: "proxy", ports: [PORT] } },
    env: {
      ...proxyEnvironment({ port: PORT }, policy),
      ...(trust ? certificateEnvironment(trust.path) : {}),
    },
    onListener: (_, server) => void egress.attach(server, COMMAND),
    names: egress.names(COMMAND),
    async [Symbol.asyncDispose]() {
      await egress.close();
      await trust?.[Symbol.asyncDispose]();
    },
  };
}
