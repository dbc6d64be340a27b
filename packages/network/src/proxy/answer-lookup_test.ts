import assert from "node:assert/strict";
import { test } from "node:test";
import { decode, encode, type Packet, type RecordType } from "dns-packet";
import fc from "fast-check";
import { answerLookup, type NameSource } from "./answer-lookup.ts";

const source: NameSource = {
  judge(name) {
    if (name === "full.test") return { kind: "full" };
    if (name === "localhost") return { kind: "known", ipv4: "127.0.0.1", ipv6: "::1" };
    if (name.endsWith("good.test")) return { kind: "known", ipv4: "198.18.0.1" };
    return { kind: "refused", text: `${name} is not listed` };
  },
  nameOf: (address) => (address === "198.18.0.1" ? "good.test" : undefined),
};

/** The flags of a query that wants recursion. */
const RD = 256;

function ask(name: string, type: string, more: Partial<Packet> = {}): Packet & { rcode?: string } {
  const question = { name, type: type as RecordType };
  const query = encode({ type: "query", id: 7, flags: RD, questions: [question], ...more });
  const answer = answerLookup(query, source);
  assert.ok(answer, "something is said");
  return decode(Buffer.from(answer));
}

const cases: readonly [name: string, type: string, rcode: string, data: readonly unknown[]][] = [
  ["good.test", "A", "NOERROR", ["198.18.0.1"]],
  ["GoOd.TeSt", "A", "NOERROR", ["198.18.0.1"]],
  ["a.b.good.test", "A", "NOERROR", ["198.18.0.1"]],
  ["localhost", "A", "NOERROR", ["127.0.0.1"]],
  ["localhost", "AAAA", "NOERROR", ["::1"]],
  ["good.test", "AAAA", "NOERROR", []],
  ["good.test", "HTTPS", "NOERROR", []],
  ["good.test", "TXT", "NOERROR", []],
  ["good.test", "MX", "NOERROR", []],
  ["good.test", "ANY", "NOERROR", []],
  ["good.test", "SRV", "NOERROR", []],
  ["evil.test", "A", "NXDOMAIN", []],
  ["c2VjcmV0.evil.test", "TXT", "NXDOMAIN", []],
  ["c2VjcmV0.evil.test", "NULL", "NXDOMAIN", []],
  [".", "NS", "NXDOMAIN", []],
  ["full.test", "A", "SERVFAIL", []],
  ["1.0.18.198.in-addr.arpa", "PTR", "NOERROR", ["good.test"]],
  ["8.8.8.8.in-addr.arpa", "PTR", "NXDOMAIN", []],
];
for (const [name, type, rcode, data] of cases) {
  test(`${type} of ${name} is ${rcode} with ${JSON.stringify(data)}`, () => {
    // dns-packet knows type 65 by its number only.
    const answer = ask(name, type === "HTTPS" ? "UNKNOWN_65" : type);
    assert.equal(answer.rcode, rcode);
    assert.equal(answer.id, 7);
    assert.deepEqual(
      answer.answers?.map((each) => ("data" in each ? each.data : undefined)),
      data,
    );
  });
}

test("whoever asks for it is told why a name is blocked", () => {
  const opt = { type: "OPT", name: ".", udpPayloadSize: 4096, flags: 0, options: [] } as never;
  const [additional] = ask("evil.test", "A", { additionals: [opt] }).additionals ?? [];
  assert.equal(additional?.type, "OPT");
  const [option] = (additional as unknown as { options: { code: number; data: Buffer }[] }).options;
  assert.equal(option?.code, 15);
  assert.equal(option.data.readUInt16BE(0), 15);
  assert.equal(option.data.subarray(2).toString(), "evil.test is not listed");
  assert.deepEqual(ask("evil.test", "A").additionals, []);
});

const odd: readonly [what: string, query: Partial<Packet>, rcode: string][] = [
  ["two questions", { questions: ["a", "b"].map((name) => ({ name, type: "A" as const })) }, "FORMERR"],
  ["no question", { questions: [] }, "FORMERR"],
  ["class CHAOS", { questions: [{ name: "version.bind", type: "TXT", class: "CH" }] }, "REFUSED"],
  ["an update", { flags: 5 << 11 }, "NOTIMP"],
];
for (const [what, query, rcode] of odd) {
  test(`${what} is ${rcode}`, () => assert.equal(ask("good.test", "A", query).rcode, rcode));
}

test("a response, and what is no message, is not answered", () => {
  const response = encode({ type: "response", id: 1, questions: [{ name: "good.test", type: "A" }] });
  assert.equal(answerLookup(response, source), undefined);
  assert.equal(answerLookup(new Uint8Array(0), source), undefined);
  assert.equal(answerLookup(new Uint8Array(11), source), undefined);
});

test("no bytes break it, and every answer is a response with the number of its question", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), (bytes) => {
      const answer = answerLookup(bytes, source);
      if (answer === undefined) return;
      const read = decode(Buffer.from(answer));
      assert.equal(read.type, "response");
      assert.equal(read.id, Buffer.from(bytes).readUInt16BE(0));
    }),
    { numRuns: 2000 },
  );
});

test("no change of a good question breaks it", () => {
  const good = encode({ type: "query", id: 7, flags: RD, questions: [{ name: "a.good.test", type: "A" }] });
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { maxLength: 6 }), (changes) => {
      const bytes = Buffer.from(good);
      for (const [at, value] of changes) bytes[at] = value;
      answerLookup(bytes, source);
    }),
    { numRuns: 2000 },
  );
});
