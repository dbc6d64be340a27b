import { readFileSync, realpathSync } from "node:fs";
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

/** The files by which programs that know no proxy find the way out of a run all the same. */
export function givenFiles(connector: string, proxyPort: number): readonly GivenFile[] {
  const texts: readonly (readonly [path: string, text: (path: string) => string | undefined])[] = [
    ["/etc/resolv.conf", () => RESOLVER],
    ["/etc/nsswitch.conf", nameSources],
    ["/etc/ssh/ssh_config", (path) => sshConfig(path, connector, proxyPort)],
  ];
  return texts.flatMap(([name, textOf]) => {
    const path = canonical(name);
    const text = path === undefined ? undefined : textOf(path);
    return path === undefined || text === undefined ? [] : [{ path, text }];
  });
}
