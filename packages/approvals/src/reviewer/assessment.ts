/** How bad it would be if the action went wrong. */
export type RiskLevel = "low" | "medium" | "high" | "critical";

/** How clearly the user asked for this: `high` is a request for this very action, `unknown` is no sign at all. */
export type UserAuthorization = "unknown" | "low" | "medium" | "high";

/** What the model proposes; the outcome table decides. */
export type ProposedOutcome = "allow" | "deny" | "ask_user";

/** A reviewer's judgement in its parsed form. */
export interface Assessment {
  /** What the model proposes. */
  readonly outcome: ProposedOutcome;
  /** Absent only in Codex's reading. */
  readonly riskLevel?: RiskLevel;
  /** Absent only in Codex's reading. */
  readonly userAuthorization?: UserAuthorization;
  /** The model's words for the user; untrusted, at most 2 000 characters. */
  readonly rationale: string;
}

/** The assessment, or what is wrong with the text. */
export type ParsedAssessment =
  | { readonly ok: true; readonly assessment: Assessment }
  | { readonly ok: false; readonly problem: string };

const risks: readonly string[] = ["low", "medium", "high", "critical"] satisfies RiskLevel[];
const authorizations: readonly string[] = ["unknown", "low", "medium", "high"] satisfies UserAuthorization[];
const outcomes: readonly string[] = ["allow", "deny", "ask_user"] satisfies ProposedOutcome[];

/** The JSON schema that the model is asked to fill, for providers that can enforce one. */
export const ASSESSMENT_SCHEMA: Readonly<Record<string, unknown>> = {
  type: "object",
  additionalProperties: false,
  required: ["risk_level", "user_authorization", "outcome", "rationale"],
  properties: {
    risk_level: { type: "string", enum: risks },
    user_authorization: { type: "string", enum: authorizations },
    outcome: { type: "string", enum: outcomes },
    rationale: { type: "string" },
  },
};

/** Longest rationale that is kept, in UTF-16 units; the rest is cut. */
const longestRationale = 2000;

function bad(problem: string): ParsedAssessment {
  return { ok: false, problem };
}

/** The first balanced JSON object in prose or in a code fence; braces inside strings do not count. */
function embedded(text: string): string | undefined {
  const start = text.indexOf("{");
  if (start < 0) return undefined;
  let depth = 0;
  let quoted = false;
  for (let at = start; at < text.length; at++) {
    const c = text[at];
    if (quoted) {
      if (c === "\\") at++;
      else if (c === '"') quoted = false;
    } else if (c === '"') quoted = true;
    else if (c === "{") depth++;
    else if (c === "}" && --depth === 0) return text.slice(start, at + 1);
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Reads a reviewer's answer. Strict by default: the whole text is one JSON object with the four keys of
 * {@link ASSESSMENT_SCHEMA}, nothing more and nothing repeated. `codex` reads as Codex does: the object may stand in
 * prose, further keys are ignored, and only `outcome` is required.
 */
export function parseAssessment(text: string, reading: "strict" | "codex" = "strict"): ParsedAssessment {
  if (text.trim() === "") return bad("the answer is empty");
  const source = reading === "strict" ? text.trim() : (embedded(text) ?? text);
  const value = parseJson(source);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    return bad("the answer is not one JSON object");
  }
  const record = value as Readonly<Record<string, unknown>>;
  const keys = Object.keys(record);
  const known = Object.keys(ASSESSMENT_SCHEMA["properties"] as object);
  if (reading === "strict") {
    const extra = keys.find((key) => !known.includes(key));
    if (extra !== undefined) return bad(`the key ${JSON.stringify(extra)} is unknown`);
    const missing = known.find((key) => !keys.includes(key));
    if (missing !== undefined) return bad(`the key ${missing} is missing`);
    for (const key of known) {
      // JSON.parse keeps the last of repeated keys, so a repeated one could say two things.
      if (source.split(JSON.stringify(key)).length > 2 && repeated(source, key))
        return bad(`${key} is repeated`);
    }
  }
  const { outcome, risk_level: risk, user_authorization: authorization, rationale } = record;
  if (typeof outcome !== "string" || !outcomes.includes(outcome)) return bad("outcome is missing or unknown");
  if (risk !== undefined && risk !== null && !(typeof risk === "string" && risks.includes(risk))) {
    return bad("risk_level is unknown");
  }
  const authorized = typeof authorization === "string" && authorizations.includes(authorization);
  if (authorization !== undefined && authorization !== null && !authorized) {
    return bad("user_authorization is unknown");
  }
  if (reading === "strict" && (typeof risk !== "string" || typeof authorization !== "string")) {
    return bad("risk_level and user_authorization must be strings");
  }
  if (reading === "strict" && typeof rationale !== "string") return bad("rationale must be a string");
  return {
    ok: true,
    assessment: {
      outcome: outcome as ProposedOutcome,
      ...(typeof risk === "string" ? { riskLevel: risk as RiskLevel } : {}),
      ...(authorized ? { userAuthorization: authorization as UserAuthorization } : {}),
      rationale: typeof rationale === "string" ? rationale.slice(0, longestRationale) : "",
    },
  };
}

/** True when the key occurs twice at the top level of the object text. */
function repeated(source: string, key: string): boolean {
  let depth = 0;
  let count = 0;
  for (let at = 0; at < source.length; at++) {
    const c = source[at];
    if (c === '"') {
      const start = at;
      for (at++; at < source.length && source[at] !== '"'; at++) if (source[at] === "\\") at++;
      const word = parseJson(source.slice(start, at + 1));
      if (depth === 1 && word === key && /^\s*:/.test(source.slice(at + 1))) count++;
    } else if (c === "{" || c === "[") depth++;
    else if (c === "}" || c === "]") depth--;
  }
  return count > 1;
}
