import { type ActionFacts, canonicalJson, type Grant } from "@paddock/approvals";
import type { RawCase } from "../suite.ts";
import { object, strings } from "./fields.ts";

/** What an earlier answer left, and the digest of the action at hand. */
export interface Remembered {
  readonly grants: readonly Grant[];
  readonly digest: string;
}

function grant(covers: Grant["covers"]): Grant {
  return {
    id: "g1",
    scope: "session",
    covers,
    by: "user",
    createdAt: "2026-01-01T00:00:00.000Z",
    expiresAt: "2026-01-02T00:00:00.000Z",
    session: "s1",
    text: "answered before",
  };
}

/** What makes two commands the same to a session answer. */
function key(source: RawCase): string {
  const { cmd, cwd, login, tty } = source;
  return canonicalJson({ cmd, cwd, login, tty });
}

/** Paths that a grant of permissions opened, wherever the case writes them. */
function writePaths(granted: RawCase): readonly string[] {
  const files = object(granted["file_system"] ?? object(granted["permissions"])["file_system"]);
  return strings(files["write"] ?? granted["write"]);
}

function coversOf(action: RawCase, facts: ActionFacts, earlier: unknown): Grant["covers"] {
  const before: RawCase = { ...action, ...object(earlier), ...object(action["remembered_for"]) };
  switch (facts.kind) {
    case "patch":
      return strings(earlier).map((path) => ({ kind: "write", path }));
    case "mcp":
      return [{ kind: "mcp", server: String(before["server"]), tool: String(before["tool"]) }];
    case "network": {
      const { host, port, protocol } = before;
      return [{ kind: "host", host: String(host), port: Number(port), protocol: String(protocol) }];
    }
    default:
      return action["granted"] === undefined
        ? [{ kind: "exact", digest: key(object(earlier)), placement: "outside" }]
        : writePaths(object(earlier)).map((path) => ({ kind: "write", path }));
  }
}

/** True when the earlier answer counts no more: for once, for another thread, or for a turn that has ended. */
function lapsed(action: RawCase, earlier: unknown): boolean {
  const { scope, turn } = object(earlier);
  return earlier === "once" || action["thread"] === "other" || (scope === "turn" && turn === "next");
}

/** The grants that the earlier answer of a case left. */
export function caseGrants(action: RawCase, facts: ActionFacts): Remembered {
  const digest = key(action);
  const earlier = action["remembered"] ?? action["granted"];
  if (earlier === undefined || lapsed(action, earlier)) return { grants: [], digest };
  const covers = coversOf(action, facts, earlier);
  return { grants: covers.length === 0 ? [] : [grant(covers)], digest };
}
