// An engine that plays a script, for tests of everything above it.
import type { AgentEvent } from "@paddock/agent";
import type { LoadedConfig } from "@paddock/config";
import type { Answer, ApprovalRequest } from "@paddock/guard";
import type { Engine } from "../interactive/conversation.ts";
import type { Session, SessionFacts } from "../session/session.ts";
import { fullReport, facts as sampleFacts } from "./samples.ts";

/** What the script of one request may do. */
export interface Play {
  readonly signal: AbortSignal | undefined;
  /** Yields the question and resolves once it is answered. */
  ask(request: ApprovalRequest): { readonly event: AgentEvent; readonly answer: Promise<Answer> };
}

/** A fake engine and what it was told. */
export interface FakeEngine {
  readonly engine: Engine;
  readonly answers: { readonly request: string; readonly answer: Answer }[];
  readonly sent: string[];
  readonly trusted: string[];
  readonly overridden: string[];
  closed: boolean;
}

/** Makes an engine whose every request runs `script`. */
export function fakeEngine(
  script: (text: string, play: Play) => AsyncIterable<AgentEvent>,
  options: { readonly trust?: LoadedConfig["trust"]; readonly facts?: SessionFacts } = {},
): FakeEngine {
  const waiting = new Map<string, (answer: Answer) => void>();
  const fake: FakeEngine = {
    engine: { readConfig, openSession, rememberAnswer, offers: async () => [] },
    answers: [],
    sent: [],
    trusted: [],
    overridden: [],
    closed: false,
  };
  async function readConfig({ trust }: { readonly trust?: "trusted" | "untrusted" }): Promise<LoadedConfig> {
    const config: Partial<LoadedConfig> = {
      trust: trust ?? options.trust ?? "trusted",
      projectRoot: "/home/u/shop",
      project: {
        root: "/home/u/shop",
        digest: "d",
        activates: [{ file: "/home/u/shop/.paddock/config.toml", keys: ["sandbox_mode"] }],
      },
    };
    return config as LoadedConfig;
  }
  async function rememberAnswer(_config: LoadedConfig, level: string): Promise<void> {
    fake.trusted.push(level);
  }
  async function openSession(): Promise<Session> {
    return {
      id: "s1",
      facts: options.facts ?? sampleFacts,
      async *send(text, sending) {
        fake.sent.push(text);
        yield* script(text, {
          signal: sending?.signal,
          ask(request) {
            const answer = new Promise<Answer>((resolve) => waiting.set(request.id, resolve));
            return { event: { kind: "ask", call: "c1", request }, answer };
          },
        });
      },
      async answer(request, answer) {
        fake.answers.push({ request, answer });
        waiting.get(request)?.(answer);
        return undefined;
      },
      evaluate: () => ({
        v: 1,
        decision: "allow",
        placement: "inside",
        reasons: [{ code: "ok", text: "nothing is against it" }],
      }),
      explain: (key) =>
        key === "sandbox_mode"
          ? {
              key,
              value: "read-only",
              winner: { layer: "user", file: "/h/config.toml", line: 3 },
              overridden: [{ value: "workspace-write", origin: { layer: "default" } }],
              clampedFrom: { value: "danger-full-access", origin: { layer: "session" } },
              clampedBy: { layer: "requirements", file: "/etc/paddock/requirements.toml", line: 1 },
            }
          : undefined,
      override: async (digest) => void fake.overridden.push(digest),
      grants: () => [],
      revoke: () => false,
      onRecord: () => () => {},
      enforcement: fullReport,
      verify: async () => ({ ok: true, segments: 1, records: 3, problems: [], unanchored: 0, notes: [] }),
      async close() {
        fake.closed = true;
      },
    };
  }
  return fake;
}
