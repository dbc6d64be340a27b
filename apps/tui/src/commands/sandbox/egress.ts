import type { Server } from "node:net";
import type { NetworkPolicy } from "@paddock/network";
import type { InnerNames } from "@paddock/sandbox";

/** The way out of one command: a proxy that knows which hosts are listed. */
export interface CommandEgress extends AsyncDisposable {
  /** Port of the command's own loopback on which the proxy answers. */
  readonly port: number;
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
  onDenied: (destination: string, why: string) => void,
): Promise<CommandEgress> {
  // The proxy is larger than everything else here, and most runs have no use for it.
  const { proxyEnvironment, startEgress } = await import("@paddock/network/proxy");
  const egress = await startEgress({
    policy: { ...policy, unlisted: "deny" },
    onDecision: ({ decision, host, port, text }) => {
      if (decision === "deny") onDenied(`${host}:${port}`, text);
    },
    onRefusedLookup: ({ host, decision }) => onDenied(host, decision.text),
  });
  return {
    port: PORT,
    env: proxyEnvironment({ port: PORT }, policy),
    onListener: (_, server) => void egress.attach(server, COMMAND),
    names: egress.names(COMMAND),
    [Symbol.asyncDispose]: () => egress.close(),
  };
}
