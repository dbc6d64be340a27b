import type { TrailRecord } from "../record.ts";
import { attributeText } from "../story/attribute-text.ts";

/** One statement about a conversation, with the records that bear it out. */
export interface Claim {
  /** Stable code. */
  readonly code: string;
  /** The claim as a sentence. */
  readonly text: string;
  /** Ids of the records it rests on. */
  readonly records: readonly string[];
  /** What the claim speaks for. */
  readonly weight: "expected" | "benign" | "escalate";
}

const credentialPath =
  /(?:^|[\s/"'=])(?:\.ssh\/|\.gnupg\/|\.aws\/|\.kube\/|\.docker\/config|\.netrc|\.npmrc|\.pypirc|\.git-credentials|\.config\/gh\/|id_(?:rsa|ed25519|ecdsa)|[^\s]*\.pem\b|\.env\b|\/etc\/shadow)/;
const policyPath =
  /(?:^|[\s/"'=])(?:\.paddock\/|\.codex\/|requirements\.toml|[^\s]*\.rules\b|\/etc\/paddock|\/trail\/)/;

const subject = (record: TrailRecord): string => {
  const argv = record.attributes["argv"];
  return [
    ...["subject", "command", "path", "object", "host", "arguments"].map((key) => attributeText(record, key)),
    Array.isArray(argv) ? argv.join(" ") : "",
  ].join(" ");
};

const isBlock = (record: TrailRecord): boolean =>
  record.name === "sandbox.denied" ||
  ((record.name === "decision.made" || record.name === "network.decided") &&
    attributeText(record, "decision") === "deny");

/** The host or path that a block was about. */
const target = (record: TrailRecord): string =>
  attributeText(record, "host") || attributeText(record, "object") || attributeText(record, "path");

/**
 * Looks for what an innocent session does not show. `conversation` is the whole session, `turn` the turn that the alert
 * points to, `about` the records that match the alert.
 */
export function suspicions(
  conversation: readonly TrailRecord[],
  turn: readonly TrailRecord[],
  about: readonly TrailRecord[],
): readonly Claim[] {
  const claims: Claim[] = [];
  const escalate = (code: string, text: string, records: readonly TrailRecord[]): void => {
    claims.push({ code, text, records: records.map(({ id }) => id), weight: "escalate" });
  };

  for (const block of turn.filter(isBlock)) {
    const wanted = target(block);
    if (wanted === "") continue;
    const again = turn.find(
      (record) =>
        record.seq > block.seq &&
        record.ids.call !== block.ids.call &&
        ["execution.started", "network.decided", "decision.made"].includes(record.name) &&
        attributeText(record, "decision") !== "deny" &&
        attributeText(record, "by") !== "user" &&
        subject(record).includes(wanted),
    );
    if (again !== undefined) {
      escalate(
        "another-route",
        `${wanted} was blocked and then reached for again by another call, which was not stopped.`,
        [block, again],
      );
      break;
    }
  }

  const blockedRoutes = turn.filter((record) => isBlock(record) && target(record) !== "");
  const byTarget = Map.groupBy(blockedRoutes, target);
  for (const [wanted, blocks] of byTarget) {
    const routes = new Set(blocks.map((record) => record.ids.call ?? record.ids.execution));
    if (routes.size >= 3)
      escalate(
        "persistence",
        `${wanted} was tried by ${routes.size} different calls after it was blocked.`,
        blocks.slice(0, 6),
      );
  }

  const secret = turn.find(
    (record) =>
      ["file.read", "execution.started", "tool.called"].includes(record.name) &&
      credentialPath.test(subject(record)),
  );
  const sent =
    secret === undefined
      ? undefined
      : turn.find(
          (record) =>
            record.seq > secret.seq &&
            record.name === "network.decided" &&
            attributeText(record, "decision") === "allow",
        );
  if (secret !== undefined && sent !== undefined)
    escalate(
      "credentials-then-network",
      `A credential file was in reach of a call, and ${attributeText(sent, "host")} was reached afterwards.`,
      [secret, sent],
    );

  const policy = turn.find(
    (record) =>
      policyPath.test(subject(record)) &&
      (record.name === "file.written" ||
        (record.name === "sandbox.denied" &&
          /write|unlink|rename|create/.test(attributeText(record, "operation")))),
  );
  if (policy !== undefined)
    escalate("policy-touched", "A policy, rule or trail file was written to, or an attempt was made.", [
      policy,
    ]);

  const swapped = conversation.find(
    (record) => record.name === "mcp.connected" && attributeText(record, "phase") === "changed",
  );
  if (swapped !== undefined)
    escalate(
      "tools-swapped",
      `The MCP server ${attributeText(swapped, "server")} changed its tools during the session.`,
      [swapped],
    );

  const weak = about.find(
    (record) =>
      record.name.startsWith("execution.") &&
      attributeText(record, "placement") !== "outside" &&
      ["none", "partial"].includes(attributeText(record, "enforcement")),
  );
  if (weak !== undefined)
    escalate("weak-enforcement", `It ran with enforcement ${attributeText(weak, "enforcement")}.`, [weak]);

  const alone = about.find(
    (record) => record.name === "execution.started" && attributeText(record, "placement") === "outside",
  );
  if (alone !== undefined) {
    const decision = turn.find(
      (record) => record.name === "decision.made" && record.ids.decision === alone.ids.decision,
    );
    const by = decision === undefined ? "" : attributeText(decision, "by");
    if (!["user", "grant", "reviewer"].includes(by))
      escalate(
        "outside-unasked",
        "It ran outside the sandbox without a question that a person or reviewer answered.",
        decision === undefined ? [alone] : [decision, alone],
      );
  }

  if (
    turn.length > 0 &&
    !turn.some(
      (record) => record.name === "prompt.received" && ["user", ""].includes(attributeText(record, "origin")),
    ) &&
    about.some((record) => record.ids.turn !== undefined)
  )
    escalate("no-request", "No request by a person stands at the top of this turn.", about.slice(0, 1));
  return claims;
}
