import type { SandboxPlan, SpawnOptions } from "@paddock/sandbox";
import type { Arrivals } from "./border.ts";
import { namesPort, serveDatagrams, serveNames } from "./inner-names.ts";

/** What crosses the border of a run's network namespace. */
export interface Crossing {
  readonly arrivals: Arrivals;
  /** Port of the egress proxy as the command sees it. */
  readonly proxy?: number;
  /** Port where connections to names arrive; absent when no names are served. */
  readonly names?: number;
}

/** Says what crosses the border of a run; undefined when nothing does. */
export function crossing(plan: SandboxPlan, options: SpawnOptions): Crossing | undefined {
  const { onListener, names } = options;
  const proxied = plan.network.kind === "proxy" && onListener !== undefined;
  if (!proxied && (plan.ports ?? []).length === 0) return undefined;
  const led = proxied && names ? namesPort(plan) : undefined;
  const proxy = proxied && plan.network.kind === "proxy" ? plan.network.ports[0] : undefined;
  return {
    arrivals: {
      onListener(port, server) {
        if (names && led !== undefined && serveNames(port, server, led, names)) return;
        onListener?.(port, server);
      },
      onDatagrams(_port, socket) {
        if (names) serveDatagrams(socket, names);
        else socket.close();
      },
    },
    ...(proxy === undefined ? {} : { proxy }),
    ...(led === undefined ? {} : { names: led }),
  };
}
