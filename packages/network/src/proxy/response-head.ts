/** The head of an origin's response, as far as the proxy must understand it. */
export interface ResponseHead {
  readonly status: number;
  /** The head to send on, hop-by-hop fields taken out, without the final empty line. */
  readonly lines: readonly string[];
  readonly body:
    | { readonly kind: "none" }
    | { readonly kind: "length"; readonly bytes: number }
    | { readonly kind: "chunked" }
    | { readonly kind: "until-close" };
  /** The origin's connection may serve another request. */
  readonly reusable: boolean;
}

const HOP_BY_HOP = new Set([
  "connection",
  "keep-alive",
  "proxy-connection",
  "te",
  "upgrade",
  "proxy-authenticate",
]);

/** Names that a Connection header makes hop-by-hop, in lower case. */
export function connectionNames(values: readonly string[]): ReadonlySet<string> {
  return new Set(
    values.flatMap((value) =>
      value
        .toLowerCase()
        .split(",")
        .map((name) => name.trim()),
    ),
  );
}

/**
 * Reads a response head given as Latin-1 text without its final empty line. Undefined when it is none, or when its framing
 * can be read in two ways.
 */
export function readResponseHead(text: string, method: string): ResponseHead | undefined {
  const [first = "", ...fields] = text.split("\r\n");
  const start = /^HTTP\/1\.([01]) ([1-5]\d\d)(?: .*)?$/.exec(first);
  if (!start || /[\r\n\0]/.test(text.replaceAll("\r\n", ""))) return undefined;
  const status = Number(start[2]);
  const kept: string[] = [];
  const lengths: string[] = [];
  const codings: string[] = [];
  const connection: string[] = [];
  for (const line of fields) {
    const colon = line.indexOf(":");
    if (colon < 1 || line[0] === " " || line[0] === "\t") return undefined;
    const name = line.slice(0, colon).toLowerCase();
    const value = line.slice(colon + 1).trim();
    if (name === "content-length") lengths.push(value);
    else if (name === "transfer-encoding") codings.push(value.toLowerCase());
    else if (name === "connection") connection.push(value);
    if (!HOP_BY_HOP.has(name) || (name === "upgrade" && status === 101)) kept.push(line);
  }
  const named = connectionNames(connection);
  const lines = [first.replace(/^HTTP\/1\.0/, "HTTP/1.1"), ...kept.filter((line) => !isNamed(line, named))];
  const body = bodyOf(method, status, lengths, codings);
  if (body === undefined) return undefined;
  const stays = start[1] === "1" ? !named.has("close") : named.has("keep-alive");
  return { status, lines, body, reusable: stays && body.kind !== "until-close" };
}

function isNamed(line: string, named: ReadonlySet<string>): boolean {
  if (named.size === 0) return false;
  const name = line.slice(0, line.indexOf(":")).toLowerCase();
  return name !== "content-length" && name !== "transfer-encoding" && name !== "upgrade" && named.has(name);
}

function bodyOf(
  method: string,
  status: number,
  lengths: readonly string[],
  codings: readonly string[],
): ResponseHead["body"] | undefined {
  if (codings.length > 0 && lengths.length > 0) return undefined;
  if (method === "HEAD" || status < 200 || status === 204 || status === 304) return { kind: "none" };
  if (codings.length > 0) return codings.join(",") === "chunked" ? { kind: "chunked" } : undefined;
  if (lengths.length === 0) return { kind: "until-close" };
  if (new Set(lengths).size > 1 || !/^\d{1,15}$/.test(lengths[0] as string)) return undefined;
  const bytes = Number(lengths[0]);
  return bytes === 0 ? { kind: "none" } : { kind: "length", bytes };
}
