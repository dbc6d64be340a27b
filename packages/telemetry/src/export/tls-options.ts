import { readFileSync } from "node:fs";
import { TrailError } from "../trail-error.ts";
import type { ExportTls } from "./export-settings.ts";

function readPem(path: string | undefined, key: string): Buffer | undefined {
  if (path === undefined) return undefined;
  try {
    return readFileSync(path);
  } catch (cause) {
    throw new TrailError(
      "bad-settings",
      `otel tls.${key}: ${path} cannot be read (${(cause as Error).message})`,
      { cause },
    );
  }
}

/** Reads the TLS files into what node's agent takes. Throws a {@link TrailError} that names the key and the file. */
export function tlsOptions(tls: ExportTls): {
  readonly ca?: Buffer;
  readonly cert?: Buffer;
  readonly key?: Buffer;
} {
  const [ca, cert, key] = [
    readPem(tls.caCertificate, "ca-certificate"),
    readPem(tls.clientCertificate, "client-certificate"),
    readPem(tls.clientPrivateKey, "client-private-key"),
  ];
  return { ...(ca ? { ca } : {}), ...(cert ? { cert } : {}), ...(key ? { key } : {}) };
}
