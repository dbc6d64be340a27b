import { ApprovalsError } from "./errors.ts";
import type { GrantScope } from "./facts.ts";
import type { Cover, Grant } from "./grant.ts";

/** What a scope binds to, and must therefore name. */
export const BOUND: Readonly<Record<GrantScope, "session" | "turn" | "project" | undefined>> = {
  once: "session",
  turn: "turn",
  session: "session",
  project: "project",
  user: undefined,
};

type Fields = Readonly<Record<string, unknown>>;

function bad(text: string): never {
  throw new ApprovalsError("bad-grant", text);
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function mayBeText(value: unknown): boolean {
  return value === undefined || isText(value);
}

function isPlace(value: unknown): boolean {
  return value === "inside" || value === "outside";
}

function isPlainAbsolute(path: unknown): boolean {
  return (
    isText(path) && path.startsWith("/") && !path.split("/").some((part) => part === "." || part === "..")
  );
}

/** What is wrong with a cover of each kind; nothing when it is well-formed. */
const COVERS: { readonly [K in Cover["kind"]]: (cover: Fields) => string | undefined } = {
  exact: ({ digest, placement }) =>
    typeof digest === "string" && /^[0-9a-f]{64}$/.test(digest) && isPlace(placement)
      ? undefined
      : "A digest is 64 hexadecimal digits, for a place inside or outside.",
  write: ({ path }) =>
    isPlainAbsolute(path) ? undefined : `A granted path must be absolute and plain: ${path}`,
  read: ({ path }) =>
    isPlainAbsolute(path) ? undefined : `A granted path must be absolute and plain: ${path}`,
  host: ({ host, port, protocol }) =>
    isText(host) && (port === undefined || Number.isInteger(port)) && mayBeText(protocol)
      ? undefined
      : "A granted host needs a name; port and protocol narrow it.",
  prefix: ({ prefix, placement, cwd }) =>
    Array.isArray(prefix) &&
    prefix.length > 0 &&
    prefix.every((word) => typeof word === "string") &&
    isPlace(placement) &&
    mayBeText(cwd)
      ? undefined
      : "A granted command prefix must not be empty, and says inside or outside.",
  mcp: ({ server, tool }) =>
    isText(server) && isText(tool) ? undefined : "A granted MCP tool has a server and a name.",
  tool: ({ name }) => (isText(name) ? undefined : "A granted tool has a name."),
  credential: ({ name, host }) =>
    isText(name) && mayBeText(host) ? undefined : "A granted secret has a name.",
  standing: () => undefined,
};

function coverProblem(cover: unknown): string | undefined {
  const kind = isFields(cover) ? cover["kind"] : undefined;
  return isFields(cover) && typeof kind === "string" && Object.hasOwn(COVERS, kind)
    ? COVERS[kind as Cover["kind"]](cover)
    : `Nobody knows what a grant of the kind ${JSON.stringify(kind)} covers.`;
}

/** Throws `bad-grant` unless the covers are well-formed and the scope names what it binds to. */
export function checkGrant(grant: Pick<Grant, "scope" | "covers" | "turn" | "session" | "project">): void {
  if (!Object.hasOwn(BOUND, grant.scope)) bad(`There is no scope ${JSON.stringify(grant.scope)}.`);
  if (grant.covers.length === 0) bad("A grant must cover something.");
  const key = BOUND[grant.scope];
  if (key !== undefined && grant.scope !== "once" && grant[key] === undefined)
    bad(`A grant of scope ${grant.scope} must name its ${key}.`);
  const problem = grant.covers.map(coverProblem).find((one) => one !== undefined);
  if (problem !== undefined) bad(problem);
}

/**
 * Reads a grant that was stored as JSON. Every field is checked: a grant that is read wrongly could cover too much.
 *
 * @throws {ApprovalsError} `bad-grant` with what is wrong.
 */
export function readGrant(value: unknown): Grant {
  if (!isFields(value)) return bad("A grant is an object.");
  const { id, text, by, createdAt, expiresAt, covers } = value;
  for (const [name, field] of Object.entries({ id, text, createdAt, expiresAt }))
    if (!isText(field)) bad(`A grant needs ${name}.`);
  for (const name of ["turn", "session", "project", "request"])
    if (!mayBeText(value[name])) bad(`${name} of a grant must be text.`);
  if (!["user", "policy", "reviewer", "program"].includes(String(by))) bad("A grant says who gave it.");
  if (Number.isNaN(Date.parse(String(createdAt))) || Number.isNaN(Date.parse(String(expiresAt))))
    bad("createdAt and expiresAt of a grant are instants, as ISO 8601 writes them.");
  if (!Array.isArray(covers)) bad("A grant lists what it covers.");
  const grant = value as unknown as Grant;
  checkGrant(grant);
  return grant;
}
