import { ConfigError } from "../config-error.ts";

const ED25519 = { name: "Ed25519" } as const;
/** PKCS #8 head of an Ed25519 private key; the 32 bytes of the key follow (RFC 8410 section 7). */
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");

/** Header that carries the signature of a bundle. */
export const SIGNATURE_HEADER = "paddock-signature";

function bytesOf(base64: string, length: number, what: string): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.from(base64.trim(), "base64");
  if (bytes.length !== length) throw new ConfigError("usage", `${what} must be ${length} bytes in base64`);
  return new Uint8Array(bytes);
}

/** True when `signature` (base64) is the Ed25519 signature (RFC 8032) of exactly these bytes by `publicKey` (base64). */
export async function verifySignature(
  body: Uint8Array,
  signature: string,
  publicKey: string,
): Promise<boolean> {
  let raw: Uint8Array<ArrayBuffer>;
  try {
    raw = bytesOf(signature, 64, "a signature");
  } catch {
    return false;
  }
  const key = await crypto.subtle.importKey("raw", bytesOf(publicKey, 32, "a public key"), ED25519, false, [
    "verify",
  ]);
  return crypto.subtle.verify(ED25519, key, raw, new Uint8Array(body));
}

/** Signs bytes with a private key (32 bytes in base64); returns the signature in base64. */
export async function sign(body: Uint8Array, privateKey: string): Promise<string> {
  const der = new Uint8Array(Buffer.concat([PKCS8, bytesOf(privateKey, 32, "a private key")]));
  const key = await crypto.subtle.importKey("pkcs8", der, ED25519, false, ["sign"]);
  return Buffer.from(await crypto.subtle.sign(ED25519, key, new Uint8Array(body))).toString("base64");
}

/** A new key pair, both halves as 32 bytes in base64. */
export async function generateKeys(): Promise<{ readonly publicKey: string; readonly privateKey: string }> {
  const pair = await crypto.subtle.generateKey(ED25519, true, ["sign", "verify"]);
  if (!("publicKey" in pair)) throw new ConfigError("usage", "this runtime makes no Ed25519 key pairs");
  const raw = Buffer.from(await crypto.subtle.exportKey("raw", pair.publicKey));
  const pkcs8 = Buffer.from(await crypto.subtle.exportKey("pkcs8", pair.privateKey));
  return {
    publicKey: raw.toString("base64"),
    privateKey: pkcs8.subarray(pkcs8.length - 32).toString("base64"),
  };
}
