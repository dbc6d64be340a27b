import {
  type ActionFacts,
  type AfterDenial,
  type ApprovalRequirements,
  admitElicitation,
  admitServer,
  admitTool,
  canonicalJson,
  type Evaluation,
  type EvaluationInput,
  evaluate,
  evaluateDenial,
  type Grant,
  parseAssessment,
  type ServerIdentity,
  settle,
  settleAsCodex,
} from "@paddock/approvals";
import { evaluate as evaluateNetwork, type NetworkPolicy } from "@paddock/network";
import type { RawCase } from "../suite.ts";
import { commandFacts } from "./command-facts.ts";
import { type Fate, fateOf, runs } from "./expectation.ts";
import { approvalPolicy } from "./policy.ts";

/** What Paddock makes of one case. */
export interface Judgement {
  readonly fate: Fate;
  readonly afterAccept?: Fate;
  readonly onDenial?: AfterDenial["kind"];
  readonly why: string;
}

const object = (value: unknown): RawCase =>
  typeof value === "object" && value !== null ? (value as RawCase) : {};
const strings = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
const refused = (why: string): Judgement => ({ fate: "refuse", why });

/** Judges one case: builds the facts that the engines would give, and asks the table. */
export function judgeCase(item: RawCase): Judgement {
  const action = object(item["action"]);
  switch (action["kind"]) {
    case "mcp_elicitation": {
      const admission = admitElicitation(approvalPolicy(item["approval_policy"]));
      return admission.admitted ? { fate: "ask", why: "the server may ask" } : refused(admission.code);
    }
    case "mcp_server_start":
      return serverStart(action, object(item["requirements"]));
    default: {
      const facts = factsOf(item, action);
      return typeof facts === "string" ? refused(facts) : evaluated(item, action, facts);
    }
  }
}

function serverStart(action: RawCase, requirements: RawCase): Judgement {
  const table = requirements["mcp_servers"];
  const entries = Object.entries(object(table)).map(([name, entry]): [string, ServerIdentity] => [
    name,
    object(object(entry)["identity"]) as ServerIdentity,
  ]);
  const admission = admitServer(table === undefined ? undefined : Object.fromEntries(entries), {
    name: String(action["server"]),
    ...(typeof action["command"] === "string" ? { command: action["command"] } : {}),
    ...(typeof action["url"] === "string" ? { url: action["url"] } : {}),
  });
  return admission.admitted ? { fate: "run-unsandboxed", why: "listed" } : refused(admission.code);
}

/** Facts of the action, or a sentence that says why it never gets to the table. */
function factsOf(item: RawCase, action: RawCase): ActionFacts | string {
  const kinds: Readonly<Record<string, () => ActionFacts | string>> = {
    exec: () => command(item, action, String(action["cmd"])),
    // A turn that only sets something is judged by the plainest command there is.
    settings: () => command(item, action, "true"),
    apply_patch: () => ({
      kind: "patch",
      files: [
        { path: String(action["path"]), within: standing(String(action["path"]), action["where"], item) },
      ],
    }),
    network: () => network(item, action),
    mcp_tool: () => tool(action),
    request_permissions: () => {
      const files = object(object(action["permissions"])["file_system"]);
      return { kind: "permissions", write: strings(files["write"]), read: strings(files["read"]) };
    },
    write_stdin: () => ({
      kind: "stdin",
      execution: "e1",
      outside: action["session"] === "unsandboxed",
      empty: action["chars"] === "",
    }),
  };
  const make = kinds[String(action["kind"])];
  if (make === undefined) throw new Error(`nobody knows the kind ${JSON.stringify(action["kind"])}`);
  return make();
}

function command(item: RawCase, action: RawCase, script: string): ActionFacts | string {
  const rules = object(object(item["requirements"])["rules"])["prefix_rules"];
  const facts = commandFacts({
    script,
    rules: strings(item["rules"]).join("\n"),
    managed: Array.isArray(rules) ? rules : [],
    escalation: action,
    widen: action["feature"] !== "exec_permission_approvals=false",
    ...(typeof action["cwd"] === "string" ? { cwd: action["cwd"] } : {}),
    ...(typeof action["login"] === "boolean" ? { login: action["login"] } : {}),
    ...compatOf(item),
  });
  return facts.kind === "refused" ? facts.text : facts.action;
}

function standing(path: string, where: unknown, item: RawCase): "writable" | "protected" | "outside" {
  if (where === "protected-metadata" || /(^|\/)\.(git|codex|agents)(\/|$)/.test(path)) return "protected";
  if (where === "outside" || (where === undefined && path.startsWith("/"))) return "outside";
  return item["sandbox_mode"] === "read-only" ? "outside" : "writable";
}

function network(item: RawCase, action: RawCase): ActionFacts {
  const managed = object(object(item["requirements"])["experimental_network"]);
  const policy: NetworkPolicy = {
    enabled: true,
    domains: [
      ...Object.entries(object(managed["domains"])).map(([pattern, decision]) => ({
        pattern,
        decision: decision === "allow" ? ("allow" as const) : ("deny" as const),
      })),
      ...networkRules(strings(item["rules"]), action["protocol"]),
    ],
    // Without a managed proxy nobody is asked about a host.
    unlisted: action["proxy"] === "user-config" ? "deny" : "ask",
  };
  const host = String(action["host"]);
  const port = Number(action["port"]);
  const protocol = action["protocol"] as "http";
  const decision = evaluateNetwork(policy, { host, port, protocol });
  const isPrivate = action["resolves_to"] === "private-or-loopback";
  return {
    kind: "network",
    host,
    port,
    protocol,
    decision: isPrivate ? "deny" : decision.decision,
    ...(isPrivate
      ? { reason: "not_allowed_local" }
      : decision.reason === undefined
        ? {}
        : { reason: decision.reason }),
  };
}

/** Hosts that an earlier answer put into the rule file, for this protocol. */
function networkRules(rules: readonly string[], protocol: unknown): NetworkPolicy["domains"] {
  return rules.flatMap((rule) => {
    const argument = (name: string): string | undefined =>
      new RegExp(`${name}\\s*=\\s*"([^"]*)"`).exec(rule)?.[1];
    const pattern = argument("host");
    if (!rule.startsWith("network_rule(") || pattern === undefined || argument("protocol") !== protocol)
      return [];
    return [{ pattern, decision: argument("decision") === "allow" ? "allow" : "deny" }];
  });
}

function tool(action: RawCase): ActionFacts | string {
  const lists = {
    ...(action["enabled_tools"] === undefined ? {} : { enabled: strings(action["enabled_tools"]) }),
    ...(action["disabled_tools"] === undefined ? {} : { disabled: strings(action["disabled_tools"]) }),
  };
  const admission = admitTool(String(action["tool"]), lists);
  if (!admission.admitted) return admission.code;
  const hints = Object.fromEntries(
    Object.entries(object(action["annotations"])).filter(([, value]) => typeof value === "boolean"),
  );
  return {
    kind: "mcp",
    server: String(action["server"]),
    tool: String(action["tool"]),
    mode: (action["approval_mode"] ?? "auto") as "auto",
    ...hints,
  };
}

function compatOf(item: RawCase): { readonly compat?: "codex" } {
  return item["source"] === "own-intent" ? {} : { compat: "codex" };
}

function evaluated(item: RawCase, action: RawCase, facts: ActionFacts): Judgement {
  const policy = approvalPolicy(item["approval_policy"]);
  const mode = item["sandbox_mode"] as EvaluationInput["mode"];
  const requirements = requirementsOf(object(item["requirements"]));
  const reviewed = action["strict_auto_review"] === true;
  const { grants, digest } = remembered(action, facts);
  const evaluation = evaluate({
    policy,
    reviewer: action["reviewer"] === "auto_review" ? "auto_review" : "user",
    mode,
    action: facts,
    grants,
    digest,
    ...compatOf(item),
    ...(requirements === undefined ? {} : { requirements }),
    ...(reviewed ? { review: "all" } : {}),
  });
  const why = evaluation.reasons.map((reason) => reason.code).join(", ");
  const answer = reviewAnswer(item, action, evaluation);
  if (answer !== undefined) return { fate: answer, why };
  const denial =
    action["sandbox_will_deny"] === true
      ? evaluateDenial({ policy, mode, ...compatOf(item) }).kind
      : undefined;
  return {
    fate: fateOf(evaluation),
    why,
    ...(evaluation.decision === "ask" ? { afterAccept: runs(evaluation.placement) } : {}),
    ...(denial === undefined ? {} : { onDenial: denial }),
  };
}

/** What a reviewer's answer makes of a question: our table by default, what Codex was seen to do for recorded cases. */
function reviewAnswer(item: RawCase, action: RawCase, evaluation: Evaluation): Fate | undefined {
  if (action["review"] === undefined) return undefined;
  if (evaluation.decision !== "ask" || evaluation.reviewer !== "auto_review") return undefined;
  const review = object(action["review"]);
  const raw = review["raw"];
  const codex = item["source"] !== "own-intent";
  const strict = !codex && typeof raw === "string";
  const text = typeof raw === "string" ? raw : JSON.stringify(review);
  const parsed = parseAssessment(text, strict ? "strict" : "codex");
  if (!parsed.ok) return "refuse";
  const { outcome } = codex ? settleAsCodex(parsed.assessment) : settle(parsed.assessment);
  if (outcome === "allow") return runs(evaluation.placement);
  return outcome === "ask" ? "ask" : "refuse";
}

function requirementsOf(requirements: RawCase): ApprovalRequirements | undefined {
  const list = <T>(key: string): readonly T[] | undefined =>
    Array.isArray(requirements[key]) ? (requirements[key] as readonly T[]) : undefined;
  const allowedModes = list<EvaluationInput["mode"]>("allowed_sandbox_modes");
  const allowedReviewers = list<"user">("allowed_approvals_reviewers");
  const words = list<unknown>("allowed_approval_policies");
  if (allowedModes === undefined && allowedReviewers === undefined && words === undefined) return undefined;
  return {
    ...(words === undefined ? {} : { allowedPolicies: words.map((word) => approvalPolicy(word).kind) }),
    ...(allowedModes === undefined ? {} : { allowedModes }),
    ...(allowedReviewers === undefined ? {} : { allowedReviewers }),
  };
}

/** The grants that an earlier answer left, and the digest of the action at hand. */
function remembered(
  action: RawCase,
  facts: ActionFacts,
): { readonly grants: readonly Grant[]; readonly digest: string } {
  const key = (source: RawCase): string =>
    canonicalJson({ cmd: source["cmd"], cwd: source["cwd"], login: source["login"], tty: source["tty"] });
  const digest = key(action);
  const earlier = action["remembered"] ?? action["granted"];
  if (earlier === undefined || action["thread"] === "other") return { grants: [], digest };
  return { grants: [grant(coversOf(action, facts, earlier, key))], digest };
}

function coversOf(
  action: RawCase,
  facts: ActionFacts,
  earlier: unknown,
  key: (source: RawCase) => string,
): Grant["covers"] {
  if (facts.kind === "patch") return strings(earlier).map((path) => ({ kind: "write", path }));
  if (facts.kind === "mcp") return [{ kind: "mcp", server: facts.server, tool: facts.tool }];
  if (facts.kind === "network") {
    const before = { ...action, ...object(action["remembered_for"]) };
    return [
      { kind: "host", host: facts.host, port: Number(before["port"]), protocol: String(before["protocol"]) },
    ];
  }
  if (action["granted"] !== undefined) {
    const files = object(
      object(earlier)["file_system"] ?? object(object(earlier)["permissions"])["file_system"],
    );
    return strings(files["write"]).map((path) => ({ kind: "write", path }));
  }
  return [{ kind: "exact", digest: key(object(earlier)), placement: "outside" }];
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
