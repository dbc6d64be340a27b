import type { Server } from "node:net";
import { type HostAnswer, tunnelText } from "@paddock/network";
import type {
  ConnectionRecord,
  DecisionRecord,
  Egress,
  HostQuestion,
  RefusedLookup,
  Unasked,
} from "@paddock/network/proxy";
import type { Denial, InnerNames, SandboxPlan } from "@paddock/sandbox";
import { type Flight, note } from "./flight.ts";
import { settleInner } from "./inner-action.ts";
import { closedEvent, decidedEvent, lookupEvent } from "./network-events.ts";
import { networkPolicyOf } from "./network-policy.ts";
import { hookEnvironment, serveRuleHook } from "./rule-hook.ts";
import type { Session } from "./session.ts";
import { writeTrustFile } from "./trust-file.ts";

/** Every command has a loopback of its own, so that one number serves all of them. */
const PORT = 3128;
/** Where an agent's hooks ask about its commands. */
const HOOK_PORT = 3130;

/** The egress proxy of one command. */
export interface CommandEgress {
  /** The plan with the port that the command sees. */
  readonly plan: SandboxPlan;
  readonly env: Readonly<Record<string, string>>;
  /** Takes the listener that was made in the command's namespace. */
  readonly onListener: (port: number, server: Server) => void;
  /** Answers the command's lookups, and takes what they lead to. */
  readonly names: InnerNames;
  /** What the command has to trust, PEM, where its tunnels are opened. */
  readonly authorities?: string;
  /** Ends the command's connections; what was refused to them. */
  close(): Promise<readonly Denial[]>;
}

/** The egress proxy of one guard: started by the first command that needs it, closed with the session. */
export class GuardEgress {
  readonly #session: Session;
  readonly #flights = new Map<string, Flight>();
  readonly #denials = new Map<string, Denial[]>();
  /** Commands that were given the proxy's certificate. */
  readonly #told = new Set<string>();
  #egress: Promise<Egress> | undefined;

  constructor(session: Session) {
    this.#session = session;
  }

  /** Gives one command its own listener, and so its own name in every question and record. */
  async open(flight: Flight, plan: SandboxPlan): Promise<CommandEgress> {
    const { certificateEnvironment, opensTunnels, proxyEnvironment } = await import("@paddock/network/proxy");
    this.#egress ??= this.#start();
    const egress = await this.#egress;
    egress.update(networkPolicyOf(this.#session.boundary, this.#session.rules));
    const id = flight.id;
    this.#flights.set(id, flight);
    this.#denials.set(id, []);
    // Without a network namespace the listener has to be one of the host's.
    const own = this.#session.report.facts["namespaces"] !== false;
    const attached = own ? [] : [await egress.listen(id)];
    const port = attached[0]?.port ?? PORT;
    const names = egress.names(id);
    const hooks = own && this.#session.commandHooks === true;
    const authorities = opensTunnels(egress.policy) ? await egress.trust() : undefined;
    const trust = authorities === undefined ? undefined : await writeTrustFile(authorities, plan);
    if (trust !== undefined) this.#told.add(id);
    return {
      plan: {
        ...(trust?.plan ?? plan),
        network: { kind: "proxy", ports: [port, ...(hooks ? [HOOK_PORT] : [])] },
      },
      env: {
        ...proxyEnvironment({ port }, egress.policy),
        ...(trust ? certificateEnvironment(trust.path) : {}),
        ...(hooks ? hookEnvironment(HOOK_PORT) : {}),
      },
      onListener: (inner, server) => {
        if (hooks && inner === HOOK_PORT) serveRuleHook(server, flight);
        else attached.push(egress.attach(server, id));
      },
      names,
      ...(authorities === undefined ? {} : { authorities }),
      close: async () => {
        await Promise.all([...attached, names].map((each) => each.close()));
        await trust?.[Symbol.asyncDispose]();
        const denials = this.#denials.get(id) ?? [];
        this.#denials.delete(id);
        this.#flights.delete(id);
        this.#told.delete(id);
        return denials;
      },
    };
  }

  /** Ends every connection. */
  async close(): Promise<void> {
    await (await this.#egress)?.close();
  }

  async #start(): Promise<Egress> {
    const { startEgress, upstreamFromEnvironment } = await import("@paddock/network/proxy");
    const { env, boundary, egressOptions } = this.#session;
    const upstream = boundary.upstreamProxy === false ? undefined : upstreamFromEnvironment(env);
    const egress = await startEgress({
      ...(upstream ? { upstream } : {}),
      ...egressOptions,
      policy: networkPolicyOf(this.#session.boundary, this.#session.rules),
      openTunnels: (command) => command !== undefined && this.#told.has(command),
      onAsk: (question, signal) => this.#ask(question, signal),
      onDecision: (record) => this.#decided(record),
      onRefusedLookup: (lookup) => this.#refusedLookup(lookup),
      onConnection: (record) => this.#ended(record),
    });
    this.#session.onRules.add(() =>
      egress.update(networkPolicyOf(this.#session.boundary, this.#session.rules)),
    );
    return egress;
  }

  #flightOf(command: string | undefined): Flight {
    const flight = command === undefined ? undefined : this.#flights.get(command);
    if (!flight) throw new Error("the connection belongs to no running command");
    return flight;
  }

  /** A destination is an action like any other: the same table, the same questions, grants and records. */
  async #ask(question: HostQuestion, signal: AbortSignal): Promise<HostAnswer | Unasked> {
    const flight = this.#flightOf(question.command);
    const { host, port, protocol, method } = question;
    const settling = settleInner(
      flight,
      {
        kind: "network",
        host,
        port,
        protocol,
        cwd: flight.action.cwd,
        ...(method === undefined ? {} : { method }),
      },
      { code: "network.command", signal },
    );
    const settled = await settling.catch((error: unknown) => {
      // The proxy takes a failure for a no; why it failed is for the person.
      this.#deny(flight.id, `${host}:${port}`, error instanceof Error ? error.message : String(error));
      throw error;
    });
    if (settled.go) return "allow-once";
    const { answer, refusal } = settled.result;
    if (answer?.by === "user" || answer?.by === "reviewer") return "deny-once";
    // What the list says is known to who asks; why it came to no answer is not.
    const why = answer?.message ?? refusal?.reasons.find(({ code }) => !code.startsWith("network."))?.text;
    return { unasked: why?.replace(/\.$/, "") ?? "nobody could be asked" };
  }

  async #decided(record: DecisionRecord): Promise<void> {
    const flight = this.#flightOf(record.command);
    await note(flight, decidedEvent(flight.id, record));
    const { decision, host, port, text } = record;
    if (decision === "deny") this.#deny(flight.id, `${host}:${port}`, text);
  }

  #deny(id: string, object: string, why: string): void {
    this.#denials.get(id)?.push({ layer: "proxy", operation: "connect", object, why });
  }

  #refusedLookup(lookup: RefusedLookup): void {
    const flight = this.#flights.get(lookup.command);
    if (!flight) return;
    this.#deny(flight.id, lookup.host, lookup.decision.text);
    note(flight, lookupEvent(flight.id, lookup)).catch(() => undefined);
  }

  #ended(record: ConnectionRecord): void {
    const flight = record.command === undefined ? undefined : this.#flights.get(record.command);
    if (!flight || record.decision === "deny") return;
    if (record.outcome === "tunnel-refused")
      this.#deny(flight.id, `${record.host}:${record.port}`, tunnelText(record));
    const event = closedEvent(flight.id, record);
    // The decision is on record; a trail that breaks now stops the next action.
    note(flight, event).catch(() => undefined);
  }
}
