// What the origins serve and the clients use: a certificate, a repository, a package for npm and one for pip, ssh keys.
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where hosts of a test live: public addresses of a namespace that leads nowhere else. */
export const ADDRESSES = { good: "93.184.216.34", bad: "93.184.216.35", unlisted: "93.184.216.36" } as const;

/** The address of a name, as the world's resolver would say. */
export function addressOf(name: string): string {
  if (name.endsWith(".good.test")) return ADDRESSES.good;
  return name === "bad.test" ? ADDRESSES.bad : ADDRESSES.unlisted;
}

/** Files of one run, below a folder that goes with it. */
export interface Files {
  readonly workspace: string;
  /** What the origins serve over https. */
  readonly site: string;
  readonly certificate: string;
  readonly certificateKey: string;
  readonly sshKey: string;
  readonly sshHostKey: string;
  readonly knownHosts: string;
  readonly repository: string;
}

const git = (...args: readonly string[]): void =>
  void execFileSync(
    "git",
    ["-c", "user.name=t", "-c", "user.email=t@t", "-c", "init.defaultBranch=main", ...args],
    {
      stdio: "ignore",
    },
  );

const WHEEL = `import zipfile
with zipfile.ZipFile("tinypkg-1.0-py3-none-any.whl", "w") as wheel:
    wheel.writestr("tinypkg.py", "answer = 42\\n")
    wheel.writestr("tinypkg-1.0.dist-info/METADATA", "Metadata-Version: 2.1\\nName: tinypkg\\nVersion: 1.0\\n")
    wheel.writestr("tinypkg-1.0.dist-info/WHEEL", "Wheel-Version: 1.0\\nGenerator: t\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
    wheel.writestr("tinypkg-1.0.dist-info/RECORD", "")
`;

/** Makes all of it. */
export function makeFiles(base: string): Files {
  const at = (...parts: readonly string[]): string => join(base, ...parts);
  const folders = ["ws", "site/simple/tinypkg", "site/tiny/-", "npm/package"];
  for (const folder of folders) mkdirSync(at(folder), { recursive: true });
  const certificate = at("ws", "ca.pem");
  const certificateKey = at("ca.key");
  const names = "subjectAltName=DNS:*.good.test,DNS:bad.test,DNS:new.example";
  const openssl = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=t -addext ${names} -keyout ${certificateKey} -out ${certificate}`;
  execFileSync("openssl", openssl.split(" "), { stdio: "ignore" });
  writeFileSync(at("site", "hello"), "from the origin\n");

  git("init", "-q", at("work"));
  writeFileSync(at("work", "file.txt"), "from the repository\n");
  git("-C", at("work"), "add", ".");
  git("-C", at("work"), "commit", "-qm", "one");
  git("clone", "-q", "--bare", at("work"), at("site", "repo.git"));
  git("-C", at("site", "repo.git"), "update-server-info");

  writeFileSync(at("npm/package", "package.json"), JSON.stringify({ name: "tiny", version: "1.0.0" }));
  execFileSync("tar", ["-C", at("npm"), "-czf", at("site/tiny/-", "tiny-1.0.0.tgz"), "package"]);
  execFileSync("python3", ["-c", WHEEL], { cwd: at("site/simple/tinypkg") });
  const link = '<a href="tinypkg-1.0-py3-none-any.whl">tinypkg-1.0-py3-none-any.whl</a>';
  writeFileSync(at("site/simple/tinypkg", "index.html"), `<!DOCTYPE html><html><body>${link}</body></html>`);

  for (const key of ["ws/id", "host"])
    execFileSync("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", at(key)], { stdio: "ignore" });
  const hostKey = execFileSync("cut", ["-d", " ", "-f1,2", at("host.pub")], { encoding: "utf8" }).trim();
  writeFileSync(at("ws", "known_hosts"), `ssh.good.test ${hostKey}\nbad.test ${hostKey}\n`);
  return {
    workspace: at("ws"),
    site: at("site"),
    certificate,
    certificateKey,
    sshKey: at("ws", "id"),
    sshHostKey: at("host"),
    knownHosts: at("ws", "known_hosts"),
    repository: at("site", "repo.git"),
  };
}
