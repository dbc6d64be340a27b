import type { TrailRecord } from "@paddock/telemetry";

/** How often something was decided, and by whom. */
export interface Decided {
  /** Let through, by the list or by an answer. */
  readonly allowed: number;
  /** Refused, by the policy or by an answer. */
  readonly denied: number;
  /** How many of both waited for an answer or were decided by one: of a person, a reviewer or a program. */
  readonly asked: number;
}

/** What one command did with one destination. */
export interface Asker extends Decided {
  /** The command line, as it was started. */
  readonly command: string;
}

/** What happened with one destination. */
export interface Destination extends Decided {
  readonly host: string;
  /** Absent for a name that was looked up and refused. */
  readonly port?: number;
  /** Bytes from the commands. */
  readonly sent: number;
  /** Bytes from the host. */
  readonly received: number;
  /** Addresses that were dialled. */
  readonly addresses: readonly string[];
  /** Why it was refused and where that is written, each sentence once. */
  readonly reasons: readonly string[];
  readonly commands: readonly Asker[];
}

interface Count {
  allowed: number;
  denied: number;
  asked: number;
}

interface Line extends Count {
  readonly host: string;
  readonly port: number | undefined;
  sent: number;
  received: number;
  readonly addresses: Set<string>;
  readonly reasons: Set<string>;
  readonly commands: Map<string, Count>;
}

const none = (): Count => ({ allowed: 0, denied: 0, asked: 0 });

/** Where the entry that decided was written, to follow the sentence; nothing where no file decided. */
function placeOf(attributes: TrailRecord["attributes"]): string {
  const { origin_file: file, origin_line: line } = attributes;
  if (typeof file !== "string") return "";
  return ` (${file}${typeof line === "number" ? `:${line}` : ""})`;
}

/** Sums up records of a trail: which command asked for which destination, what was decided, and what went over the wire. */
export class NetworkReport {
  readonly #commands = new Map<string, string>();
  readonly #lines = new Map<string, Line>();

  /** Takes one record; all but those of the network and of started commands are passed over. */
  take({ name, attributes, ids }: Pick<TrailRecord, "name" | "attributes" | "ids">): void {
    const execution = ids.execution ?? "";
    if (name === "execution.started") {
      const argv = attributes["argv"];
      this.#commands.set(execution, Array.isArray(argv) ? argv.join(" ") : String(argv ?? ""));
    } else if (name === "network.decided") this.#decided(attributes, execution);
    else if (name === "network.closed") {
      const line = this.#line(attributes);
      line.sent += Number(attributes["sent"] ?? 0);
      line.received += Number(attributes["received"] ?? 0);
      if (typeof attributes["address"] === "string") line.addresses.add(attributes["address"]);
      // A tunnel can end because of what came through it.
      if (attributes["outcome"] === "blocked") line.reasons.add(String(attributes["error"]));
    }
  }

  /** By host and port. */
  get destinations(): readonly Destination[] {
    const lines = [...this.#lines.values()].map(
      ({ port, addresses, reasons, commands, ...line }): Destination => ({
        ...line,
        ...(port === undefined ? {} : { port }),
        addresses: [...addresses],
        reasons: [...reasons],
        commands: [...commands].map(([command, count]) => ({ command, ...count })),
      }),
    );
    return lines.sort((a, b) => a.host.localeCompare(b.host) || (a.port ?? 0) - (b.port ?? 0));
  }

  #decided(attributes: TrailRecord["attributes"], execution: string): void {
    const line = this.#line(attributes);
    const command = this.#commands.get(execution) ?? execution;
    const own = line.commands.get(command) ?? none();
    line.commands.set(command, own);
    for (const count of [line, own]) {
      if (attributes["decision"] === "allow") count.allowed += 1;
      else count.denied += 1;
      if (attributes["asked"] === true || attributes["source"] === "decider") count.asked += 1;
    }
    if (attributes["decision"] !== "allow" && attributes["text"] !== undefined)
      line.reasons.add(`${String(attributes["text"])}${placeOf(attributes)}`);
  }

  #line(attributes: TrailRecord["attributes"]): Line {
    const host = String(attributes["host"]);
    const port = attributes["port"] === undefined ? undefined : Number(attributes["port"]);
    const key = `${host} ${port}`;
    let line = this.#lines.get(key);
    if (line === undefined) {
      line = {
        host,
        port,
        ...none(),
        sent: 0,
        received: 0,
        addresses: new Set(),
        reasons: new Set(),
        commands: new Map(),
      };
      this.#lines.set(key, line);
    }
    return line;
  }
}
