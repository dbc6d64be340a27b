import { decode, encode, type OptAnswer, type Packet, type PacketOpt, type StringAnswer } from "dns-packet";

/** What becomes of a name that is looked up. */
export type NameVerdict =
  /** It has this one address, or none that can be given. */
  | { readonly kind: "known"; readonly ipv4?: string; readonly ipv6?: string }
  /** It may not be reached; the sentence says why. */
  | { readonly kind: "refused"; readonly text: string }
  /** There is no room for a further name. */
  | { readonly kind: "full" };

/** What lookups are answered from. Nothing is ever asked of another server. */
export interface NameSource {
  /** Judges a name, given as it was asked for and without the final dot. */
  judge(name: string): NameVerdict;
  /** The name of an address that was given out. */
  nameOf(ipv4: string): string | undefined;
}

// RFC 1035, 4.1.1, and RFC 8914 for the code of a name that is blocked by policy.
const FORMAT_ERROR = 1;
const SERVER_FAILURE = 2;
const NAME_ERROR = 3;
const NOT_IMPLEMENTED = 4;
const REFUSED = 5;
const RECURSION_DESIRED = 1 << 8;
const RECURSION_AVAILABLE = 1 << 7;
const EXTENDED_ERROR = 15;
const BLOCKED = 15;
/** Longest name of a lookup, as text. */
const LONGEST = 253;

interface Reply {
  readonly code: number;
  readonly answers?: readonly StringAnswer[];
  readonly text?: string;
}

/**
 * Answers one lookup by policy: an address of our own for a name that may be reached, "no such name" at once for one that may not,
 * and nothing for every other type of record, so that no question and no answer carries anything out or in. Undefined for
 * what is no question at all.
 */
export function answerLookup(message: Uint8Array, source: NameSource): Uint8Array | undefined {
  let query: Packet & { readonly opcode?: string };
  try {
    query = decode(Buffer.from(message));
  } catch {
    return undefined;
  }
  if (query.type !== "query") return undefined;
  const reply = replyTo(query, source);
  const asksExtended = query.additionals?.some(({ type }) => type === "OPT") === true;
  try {
    return encode({
      type: "response",
      id: query.id ?? 0,
      flags: ((query.flags ?? 0) & RECURSION_DESIRED) | RECURSION_AVAILABLE | reply.code,
      questions: query.questions?.slice(0, 1) ?? [],
      answers: [...(reply.answers ?? [])],
      ...(asksExtended ? { additionals: [extended(reply.text)] } : {}),
    });
  } catch {
    return undefined; // a name that was read and cannot be written
  }
}

function replyTo(query: Packet & { readonly opcode?: string }, source: NameSource): Reply {
  const [question, ...more] = query.questions ?? [];
  if (query.opcode !== "QUERY") return { code: NOT_IMPLEMENTED };
  if (question === undefined || more.length > 0) return { code: FORMAT_ERROR };
  if (question.class !== undefined && question.class !== "IN") return { code: REFUSED };
  const { name, type } = question;
  if (type === "PTR") return reverse(name, source);
  if (name === "" || name.length > LONGEST) return { code: NAME_ERROR };
  const verdict = source.judge(name.toLowerCase());
  if (verdict.kind === "refused") return { code: NAME_ERROR, text: verdict.text };
  if (verdict.kind === "full")
    return { code: SERVER_FAILURE, text: "this command has looked up too many names" };
  const data = type === "A" ? verdict.ipv4 : type === "AAAA" ? verdict.ipv6 : undefined;
  const answers: StringAnswer[] =
    data === undefined ? [] : [{ type: type as "A" | "AAAA", name, ttl: 0, class: "IN", data }];
  return { code: 0, answers };
}

function reverse(name: string, source: NameSource): Reply {
  const numbers = /^(\d+)\.(\d+)\.(\d+)\.(\d+)\.in-addr\.arpa$/i.exec(name)?.slice(1);
  const known = numbers && source.nameOf(numbers.reverse().join("."));
  if (known === undefined) return { code: NAME_ERROR };
  return { code: 0, answers: [{ type: "PTR", name, ttl: 0, class: "IN", data: known }] };
}

function extended(text: string | undefined): OptAnswer {
  const data = Buffer.concat([Buffer.of(0, BLOCKED), Buffer.from(text ?? "", "utf8").subarray(0, 400)]);
  // The types know fewer codes than the encoder, which writes any.
  const options = (text === undefined ? [] : [{ code: EXTENDED_ERROR, data }]) as unknown as PacketOpt[];
  return {
    type: "OPT",
    name: ".",
    udpPayloadSize: 1232,
    flags: 0,
    extendedRcode: 0,
    ednsVersion: 0,
    flag_do: false,
    options,
  };
}
