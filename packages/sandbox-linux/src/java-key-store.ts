import { createHash } from "node:crypto";

const MAGIC = 0xfeedfeed;
const VERSION = 2;
/** Kind of an entry that is a certificate somebody trusts. */
const TRUSTED = 2;
/** Everybody's: Java asks for none where it reads its own authorities, and its tools for this one. */
const PASSWORD = "changeit";

function numbers(...values: readonly number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  for (const [at, value] of values.entries()) bytes.writeUInt32BE(value, 4 * at);
  return bytes;
}

/** A short ASCII text with its length, as `DataOutput.writeUTF` writes it. */
function utf(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 255]), bytes]);
}

/**
 * Writes certificates as Java keeps those that it trusts: a key store of the kind JKS, which every Java reads by its first bytes.
 *
 * @param pem Certificates, one after the other; never a key.
 */
export function javaKeyStore(pem: string): Uint8Array {
  const found = pem.match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? [];
  const entries = found.map((text, at) => {
    const der = Buffer.from(text.replace(/-----[^-]+-----/g, ""), "base64");
    return Buffer.concat([
      numbers(TRUSTED),
      utf(`authority-${at}`),
      numbers(0, 0), // when it came in: never
      utf("X.509"),
      numbers(der.length),
      der,
    ]);
  });
  const store = Buffer.concat([numbers(MAGIC, VERSION, entries.length), ...entries]);
  const digest = createHash("sha1")
    .update(Buffer.from(PASSWORD, "utf16le").swap16())
    .update("Mighty Aphrodite")
    .update(store)
    .digest();
  return Buffer.concat([store, digest]);
}
