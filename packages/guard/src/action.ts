/** What an action asks for beyond the boundary. */
export type Escalation =
  | { readonly kind: "none" }
  | { readonly kind: "outside"; readonly justification?: string }
  | {
      readonly kind: "widen";
      readonly write?: readonly string[];
      readonly read?: readonly string[];
      readonly hosts?: readonly string[];
      readonly justification?: string;
    };

/** Fields every action may carry, for joining records. */
export interface ActionIds {
  /** The turn, for grants and the reviewer's tally. */
  readonly turn?: string;
  /** The tool call that proposed it. */
  readonly call?: string;
}

/** One thing an agent proposes to do. Paths may be relative to `cwd` (default: the first workspace root). JSON-safe. */
export type Action = { readonly ids?: ActionIds; readonly cwd?: string } & (
  | {
      readonly kind: "command";
      /** A script for the shell, or an argument vector. Exactly one. */
      readonly script?: string;
      readonly argv?: readonly string[];
      /** Additions to the filtered environment. */
      readonly env?: Readonly<Record<string, string>>;
      readonly escalation?: Escalation;
      readonly pty?: { readonly columns: number; readonly rows: number };
      /** Keeps the command's standard input open for `Run.write`, until `Run.end`. A pty has it anyway. */
      readonly input?: boolean;
      /** `inherit`: the host program's own standard streams, relayed; nothing of the output is kept. Not together with a pty. */
      readonly stdio?: "inherit";
      /** Milliseconds; the whole process group is ended after it. */
      readonly timeoutMs?: number;
    }
  | {
      readonly kind: "read";
      readonly path: string;
      /** First byte. Default 0. */
      readonly offset?: number;
      /** Most bytes. Default: all, as far as one answer holds them. */
      readonly limit?: number;
      /** The result also holds the bytes themselves, for programs: `RunResult.file.data`. */
      readonly bytes?: boolean;
    }
  | { readonly kind: "list"; readonly path: string }
  | { readonly kind: "search"; readonly pattern: string; readonly path?: string }
  | {
      readonly kind: "write";
      readonly path: string;
      readonly content: string;
      /** How `content` stands for bytes. Default `utf8`. */
      readonly encoding?: "utf8" | "base64";
      /** SHA-256 in hex that the file must have now; `null`: it must not exist. */
      readonly ifDigest?: string | null;
    }
  | { readonly kind: "patch"; readonly patch: string }
  | {
      readonly kind: "network";
      readonly host: string;
      readonly port: number;
      readonly protocol: "http" | "https" | "socks5_tcp" | "socks5_udp";
      readonly method?: string;
    }
  | {
      readonly kind: "tool";
      readonly name: string;
      readonly input: unknown;
      readonly effects: readonly ("read" | "write" | "network" | "execute")[];
    }
  | {
      readonly kind: "mcp";
      readonly server: string;
      readonly tool: string;
      readonly input: unknown;
      readonly readOnlyHint?: boolean;
      readonly destructiveHint?: boolean;
      readonly openWorldHint?: boolean;
    }
  | { readonly kind: "stdin"; readonly execution: string; readonly data: string }
  | {
      readonly kind: "permissions";
      readonly write?: readonly string[];
      readonly read?: readonly string[];
      readonly hosts?: readonly string[];
      readonly reason?: string;
    }
  | { readonly kind: "credential"; readonly name: string; readonly host?: string }
);
