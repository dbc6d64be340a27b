import { realpathSync } from "node:fs";
import { sshConfig } from "./ssh-config.ts";

/** A small file that stands in the place of the host's. */
export interface GivenFile {
  /** Canonical, of an existing file. */
  readonly path: string;
  readonly text: string;
}

// A resolver asks by datagrams; where the runtime cannot take such a socket over, by connections (resolv.conf(5)).
const datagrams = !("Deno" in globalThis);
const RESOLVER = `nameserver 127.0.0.1\noptions timeout:2 attempts:1${datagrams ? "" : " use-vc"}\n`;

function canonical(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

/** The files by which programs that know no proxy find the way out of a run all the same. */
export function givenFiles(connector: string, proxyPort: number): readonly GivenFile[] {
  const resolver = canonical("/etc/resolv.conf");
  const ssh = canonical("/etc/ssh/ssh_config");
  const config = ssh === undefined ? undefined : sshConfig(ssh, connector, proxyPort);
  return [
    ...(resolver === undefined ? [] : [{ path: resolver, text: RESOLVER }]),
    ...(ssh === undefined || config === undefined ? [] : [{ path: ssh, text: config }]),
  ];
}
