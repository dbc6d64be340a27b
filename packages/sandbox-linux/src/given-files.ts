import { readFileSync, realpathSync } from "node:fs";
import { javaKeyStore } from "./java-key-store.ts";
import { sshConfig } from "./ssh-config.ts";

/** A small file that stands in the place of the host's. */
export interface GivenFile {
  /** Canonical, of an existing file. */
  readonly path: string;
  readonly content: string | Uint8Array;
}

// A resolver asks by datagrams; where the runtime cannot take such a socket over, by connections (resolv.conf(5)).
const datagrams = !("Deno" in globalThis);
const RESOLVER = `nameserver 127.0.0.1\noptions timeout:2 attempts:1${datagrams ? "" : " use-vc"}\n`;

/** The machine's ways of looking names up, without those that go through its own daemons, whose sockets are shut. */
function nameSources(path: string): string | undefined {
  try {
    return readFileSync(path, "utf8").replace(/^hosts:.*$/m, "hosts: files dns");
  } catch {
    return undefined;
  }
}

function canonical(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** Where systems keep the authorities that they trust: in one file for most programs, and in Java's own form. */
const AUTHORITIES = [
  "/etc/ssl/certs/ca-certificates.crt",
  "/etc/pki/tls/certs/ca-bundle.crt",
  "/etc/ssl/ca-bundle.pem",
  "/etc/ssl/cert.pem",
];
const JAVA_AUTHORITIES = ["/etc/ssl/certs/java/cacerts", "/etc/pki/java/cacerts"];

type Content = (path: string) => GivenFile["content"] | undefined;

/**
 * The files by which programs that know no proxy find the way out of a run all the same, and by which those that read no variable
 * trust `authorities` (PEM).
 */
export function givenFiles(
  connector: string,
  proxyPort: number,
  authorities: string | undefined,
): readonly GivenFile[] {
  const trusted = (names: readonly string[], content: Content): (readonly [string, Content])[] =>
    authorities === undefined ? [] : names.map((name) => [name, content]);
  const wanted: readonly (readonly [path: string, content: Content])[] = [
    ["/etc/resolv.conf", () => RESOLVER],
    ["/etc/nsswitch.conf", nameSources],
    ["/etc/ssh/ssh_config", (path) => sshConfig(path, connector, proxyPort)],
    ...trusted(AUTHORITIES, () => authorities),
    ...trusted(JAVA_AUTHORITIES, () => javaKeyStore(authorities ?? "")),
  ];
  // Two of the names may be one file.
  const given = new Map<string, GivenFile>();
  for (const [name, contentOf] of wanted) {
    const path = canonical(name);
    const content = path === undefined ? undefined : contentOf(path);
    if (path !== undefined && content !== undefined) given.set(path, { path, content });
  }
  return [...given.values()];
}
