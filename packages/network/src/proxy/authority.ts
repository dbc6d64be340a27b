import "reflect-metadata"; // before the library that needs it
import { isIP } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import * as x509 from "@peculiar/x509";

/** The certificate authority of one proxy. Its key lives in this process's memory only and cannot be taken out of it. */
export interface Authority {
  /** Its certificate, PEM. */
  readonly certificate: string;
  /** What a server needs to pass for a host: a certificate made for it, kept for a day. */
  contextFor(host: string): Promise<SecureContext>;
}

const ALGORITHM = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" } as const;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** Longer than any session; clocks of a machine and its containers may differ by an hour. */
const AUTHORITY_DAYS = 90;
const LEAF_DAYS = 7;
/** Most hosts whose certificate is kept. */
const KEPT = 1000;

interface Kept {
  readonly until: number;
  readonly context: Promise<SecureContext>;
}

function serialNumber(): string {
  // The first bit stays clear: the number is not negative (RFC 5280, 4.1.2.2).
  return `1${Buffer.from(crypto.getRandomValues(new Uint8Array(15))).toString("hex")}`.padStart(32, "0");
}

function validFor(days: number): { readonly notBefore: Date; readonly notAfter: Date } {
  return { notBefore: new Date(Date.now() - HOUR), notAfter: new Date(Date.now() + days * DAY) };
}

/** Makes an authority with a new key. */
export async function createAuthority(): Promise<Authority> {
  const signer = await crypto.subtle.generateKey(ALGORITHM, false, ["sign", "verify"]);
  const name = "CN=Paddock network proxy";
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    serialNumber: serialNumber(),
    name,
    ...validFor(AUTHORITY_DAYS),
    signingAlgorithm: ALGORITHM,
    keys: signer,
    extensions: [
      new x509.BasicConstraintsExtension(true, 0, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
      await x509.SubjectKeyIdentifierExtension.create(signer.publicKey),
    ],
  });
  // One key serves all hosts: it is worth nothing without a certificate, and making it is what takes time.
  const leaf = await crypto.subtle.generateKey(ALGORITHM, true, ["sign", "verify"]);
  const key = x509.PemConverter.encode(
    await crypto.subtle.exportKey("pkcs8", leaf.privateKey),
    "PRIVATE KEY",
  );
  const shared = [
    new x509.BasicConstraintsExtension(false, undefined, true),
    new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
    new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
    await x509.AuthorityKeyIdentifierExtension.create(signer.publicKey),
    await x509.SubjectKeyIdentifierExtension.create(leaf.publicKey),
  ];
  const certificate = authority.toString("pem");
  const mint = async (host: string): Promise<SecureContext> => {
    const type = isIP(host) === 0 ? ("dns" as const) : ("ip" as const);
    const made = await x509.X509CertificateGenerator.create({
      serialNumber: serialNumber(),
      // A common name has at most 64 characters (RFC 5280, A.1); who checks names looks at the other field.
      subject: [{ CN: [host.slice(0, 64)] }],
      issuer: authority.subject,
      ...validFor(LEAF_DAYS),
      signingAlgorithm: ALGORITHM,
      publicKey: leaf.publicKey,
      signingKey: signer.privateKey,
      extensions: [new x509.SubjectAlternativeNameExtension([{ type, value: host }]), ...shared],
    });
    return createSecureContext({ key, cert: made.toString("pem"), minVersion: "TLSv1.2" });
  };
  const kept = new Map<string, Kept>();
  return {
    certificate,
    async contextFor(host) {
      const known = kept.get(host);
      if (known && known.until > Date.now()) return await known.context;
      const context = mint(host);
      const [oldest] = kept.keys();
      if (kept.size >= KEPT && oldest !== undefined) kept.delete(oldest);
      kept.set(host, { until: Date.now() + DAY, context });
      return await context;
    },
  };
}
