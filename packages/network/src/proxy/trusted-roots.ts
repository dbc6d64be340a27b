import { readFileSync, statSync } from "node:fs";
import { rootCertificates } from "node:tls";

/** Where systems keep the certificates that they trust, in one file. */
const SYSTEM_FILES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
/** Largest file that is read. */
const LARGEST = 8 * 1024 * 1024;
/** Variables of this process that name more certificates, of a company's proxy for instance. */
const NAMED_BY = ["SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"];

function certificatesIn(path: string | undefined): readonly string[] {
  if (path === undefined || path === "") return [];
  try {
    const { size } = statSync(path);
    if (size > LARGEST) return [];
    return (
      readFileSync(path, "latin1").match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    );
  } catch {
    return [];
  }
}

/**
 * The certificates that this machine trusts, PEM, one after the other: those of its system, of `SSL_CERT_FILE` and of
 * `NODE_EXTRA_CA_CERTS`; without any the ones that the runtime brings.
 */
export function trustedRoots(env: Readonly<Record<string, string | undefined>>): readonly string[] {
  const system = SYSTEM_FILES.map(certificatesIn).find((found) => found.length > 0) ?? rootCertificates;
  return [...new Set([...system, ...NAMED_BY.flatMap((name) => certificatesIn(env[name]))])];
}
