/** One selection: every field must hold one of its values. A field may end in `|contains`, `|startswith` or `|endswith`. */
export type SigmaSelection = Readonly<
  Record<string, string | number | boolean | readonly (string | number)[]>
>;

/** A detection rule as data; `generateSigma` writes it as Sigma. Fields are those of `toEcs`. */
export interface SigmaRule {
  /** Name of its file, and stable. */
  readonly name: string;
  /** UUID, as Sigma wants one. */
  readonly id: string;
  /** One line for an analyst. */
  readonly title: string;
  /** What fired and why it matters. */
  readonly description: string;
  /** How urgent a match is. */
  readonly level: "low" | "medium" | "high" | "critical";
  /** What matches. */
  readonly selection: SigmaSelection;
  /** What takes a match back. */
  readonly filter?: SigmaSelection;
  /** What may match without harm. */
  readonly falsePositives: readonly string[];
  /** Tags such as ATT&CK tactics. */
  readonly tags?: readonly string[];
}

/** The detection rules that come with Paddock. */
export const SIGMA_RULES: readonly SigmaRule[] = [
  {
    name: "outside-without-question",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e01",
    title: "Command outside the sandbox that nobody was asked about",
    description:
      "A command was allowed outside the sandbox by something other than a person, a reviewer or a grant of theirs.",
    level: "high",
    selection: {
      "event.action": "decision.made",
      "paddock.decision": "allow",
      "paddock.placement": "outside",
      // Tools of the program and of MCP servers always run outside: there is nothing to confine them in.
      "paddock.kind": "command",
    },
    filter: { "paddock.by": ["user", "reviewer", "grant"] },
    falsePositives: ["Sessions in danger-full-access, which a rule of its own reports"],
    tags: ["attack.privilege-escalation"],
  },
  {
    name: "no-sandbox",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e02",
    title: "Session without a sandbox",
    description: "A session runs in danger-full-access.",
    level: "high",
    selection: { "event.action": "session.started", "paddock.mode": "danger-full-access" },
    falsePositives: ["Throw-away containers that are the boundary themselves"],
    tags: ["attack.defense-evasion"],
  },
  {
    name: "weak-enforcement",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e03",
    title: "Enforcement is not full",
    description:
      "The sandbox of a session, or of a run that was to be inside it, could not give every guarantee.",
    level: "medium",
    selection: {
      "event.action": ["session.started", "execution.ended"],
      "paddock.enforcement": ["none", "partial"],
    },
    filter: { "paddock.placement": "outside" },
    falsePositives: ["Machines whose admin accepted the loss"],
  },
  {
    name: "policy-file-write",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e04",
    title: "Attempt to write policy, rules or trail",
    description: "A sandboxed program tried to write where policy, rules or the trail are kept.",
    level: "high",
    selection: {
      "event.action": "sandbox.denied",
      "file.path|contains": ["/.paddock/", "/.codex/", "/etc/paddock/", "requirements.toml", "/trail/"],
    },
    falsePositives: ["Tools that walk a whole tree"],
    tags: ["attack.defense-evasion"],
  },
  {
    name: "credential-file-denied",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e05",
    title: "Attempt to reach a credential file",
    description: "A sandboxed program was kept from a private key or a stored login.",
    level: "medium",
    selection: {
      "event.action": "sandbox.denied",
      "file.path|contains": [
        "/.ssh/",
        "/.gnupg/",
        "/.aws/",
        "/.kube/",
        "/.netrc",
        "/.npmrc",
        "/.docker/config",
        "/.config/gh/",
      ],
    },
    falsePositives: ["Package managers that look for a login before they need one"],
    tags: ["attack.credential-access"],
  },
  {
    name: "metadata-address",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e06",
    title: "Attempt to reach a cloud metadata service",
    description: "A connection to a metadata address was asked for.",
    level: "high",
    selection: {
      "event.action": "network.decided",
      "destination.domain": [
        "169.254.169.254",
        "fd00:ec2::254",
        "metadata.google.internal",
        "100.100.100.200",
      ],
    },
    falsePositives: ["Cloud libraries that probe where they run"],
    tags: ["attack.credential-access"],
  },
  {
    name: "mcp-tools-changed",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e07",
    title: "MCP server changed its tools during a session",
    description: "Names, schemas or descriptions of a server's tools are others than when the session began.",
    level: "high",
    selection: { "event.action": "mcp.connected", "paddock.phase": "changed" },
    falsePositives: ["Servers whose tools depend on a login made meanwhile"],
    tags: ["attack.supply-chain-compromise"],
  },
  {
    name: "reviewer-critical",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e08",
    title: "The automatic reviewer saw critical risk",
    description: "A proposed action was assessed as critical; it is never allowed.",
    level: "critical",
    selection: { "event.action": "reviewer.assessed", "paddock.risk": "critical" },
    falsePositives: ["Security work that was announced"],
  },
  {
    name: "trail-torn",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e09",
    title: "The trail was interrupted",
    description: "A session ended without closing its trail, or the disk was full.",
    level: "low",
    selection: { "event.action": "trail.recovered" },
    falsePositives: ["Power loss, killed terminals"],
    tags: ["attack.defense-evasion"],
  },
  {
    name: "user-wide-rule",
    id: "3f6c8a52-6f0e-4a38-9d1d-5a1f0c9b7e10",
    title: "A rule was added for all projects",
    description: "An answer or command added a rule to the user's own rules.",
    level: "low",
    selection: { "event.action": "rule.added", "paddock.scope": "user" },
    falsePositives: ["People who tidy up their rules"],
    tags: ["attack.persistence"],
  },
];
