import type { NetworkDecision, NetworkRequest } from "@paddock/network";
import type { DomainWarning } from "@paddock/network/lint";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { readDestination } from "./destination.ts";

const COLORS = { allow: "green", ask: "yellow", deny: "red" } as const;
const STATUS = { allow: exitCode.ok, ask: exitCode.neededApproval, deny: exitCode.failed } as const;

/** What to do where no entry decided, because nothing is let out at all. */
const OFF =
  'to open it by a list: sandbox_mode = "workspace-write", sandbox_workspace_write.network_access = true and ' +
  "features.network_proxy.enabled = true; `paddock run` opens it so by itself and asks about unlisted hosts";

/** `paddock net check URL`: decides about one destination offline; nothing is resolved and nothing is dialled. */
export const netCheckCommand: Command = {
  name: "check",
  summary: "Say whether a destination may be reached, and which entry says so",
  usage: ["net check [-P NAME] [--method METHOD] [--json] URL", "net check HOST:PORT"],
  flags: {
    permissions: { type: "string", short: "P", value: "NAME", help: "use a permission profile" },
    method: { type: "string", value: "METHOD", help: "HTTP method, for limited mode and hooks" },
  },
  async run(context) {
    const { values, positionals } = readArguments(netCheckCommand, context.args);
    const [url] = positionals;
    if (url === undefined || positionals.length > 1)
      throw new UsageError("net check needs one URL or HOST:PORT");
    const method = values["method"];
    const request: NetworkRequest = {
      ...readDestination(url),
      ...(typeof method === "string" ? { method } : {}),
    };
    const target = /^[A-Za-z][A-Za-z0-9+.-]*:\/\/[^/?#]*([^#]*)/.exec(url)?.[1] || "/";
    const checked = await check(context, request, target, values["permissions"] as string | undefined);
    if (context.globals.json)
      context.out(`${JSON.stringify({ v: 1, url, ...request, ...checked }, null, 2)}\n`);
    else print(context, request, checked);
    return STATUS[checked.decision];
  },
};

type Checked = NetworkDecision & {
  readonly network: "off" | "host" | "proxy";
  readonly warnings: readonly DomainWarning[];
};

async function check(
  context: CommandContext,
  request: NetworkRequest,
  target: string,
  permissions: string | undefined,
): Promise<Checked> {
  const { loadHere } = await import("../config/load.ts");
  const { explainNetwork, paddockHome } = await import("@paddock/guard");
  const { canonicalHost, evaluate, evaluateAddresses, evaluateInner, opensTunnels } = await import(
    "@paddock/network"
  );
  const { lintPolicy } = await import("@paddock/network/lint");
  const { env, globals } = context;
  const effective = await loadHere(context);
  const { policy, network } = explainNetwork(effective, {
    paddockHome: paddockHome(env),
    ...(permissions === undefined ? {} : { permissions }),
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
  });
  const warnings = lintPolicy(policy);
  const named = evaluate(policy, request);
  if (network === "host" && named.decision !== "deny")
    return {
      ...named,
      decision: "allow",
      warnings,
      network,
      text: "the network is open: no list of hosts is in force",
    };
  const canonical = canonicalHost(request.host);
  // A literal has its address on its face; a name is judged by its addresses when it is dialled.
  const literal = canonical.ok && canonical.kind !== "name" ? [canonical.host] : undefined;
  const judged =
    named.decision === "allow" && literal ? evaluateAddresses(policy, request.host, literal) : named;
  const decision = judged.decision === "allow" ? named : judged;
  const { method } = request;
  // What limited mode and hooks say about it is said inside of the tunnel.
  const inner =
    decision.decision === "allow" && method !== undefined && opensTunnels(policy, decision.host)
      ? evaluateInner(
          decision.host,
          { method, path: target.startsWith("/") ? target : `/${target}` },
          { limited: policy.mode === "limited", hooks: policy.hooks ?? [] },
        )
      : undefined;
  if (inner?.decision === "deny")
    return { ...decision, decision: "deny", reason: inner.reason, text: inner.text, warnings, network };
  return { ...decision, warnings, network };
}

function print(context: CommandContext, request: NetworkRequest, checked: Checked): void {
  const { out, style } = context;
  const { decision, host, text, reason, origin, remedy } = checked;
  const target = `${host.includes(":") ? `[${host}]` : host}:${request.port}`;
  out(`${style(COLORS[decision], decision)} ${target} over ${request.protocol}\n`);
  const place = origin?.file === undefined ? undefined : `${origin.file}:${origin.line ?? 1}`;
  const why = [reason, origin?.layer, place].filter((part) => part !== undefined).join(", ");
  out(`  ${text}${why === "" ? "" : ` ${style("dim", `(${why})`)}`}\n`);
  if (remedy !== undefined) out(`  to allow it: ${remedy}\n`);
  if (checked.network === "off") out(`  ${OFF}\n`);
  for (const warning of checked.warnings) {
    const { file, line = 1 } = warning.origin ?? {};
    context.err(
      `${style("yellow", "warning")} ${warning.text}${file === undefined ? "" : ` (${file}:${line})`}\n`,
    );
  }
}
