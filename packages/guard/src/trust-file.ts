import { randomUUID } from "node:crypto";
import { realpath, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { PlanEntry, SandboxPlan } from "@paddock/sandbox";

/** A file of certificates that one command reads. */
export interface TrustFile extends AsyncDisposable {
  /** Where the command finds it. */
  readonly path: string;
  /** The plan, under which it is readable. */
  readonly plan: SandboxPlan;
}

/**
 * Writes what a command has to trust, so that its proxy may look into TLS: into the private tmp of its session where it has one,
 * and else into that of the machine. The name is new and nothing is followed or replaced, since commands write there too.
 *
 * @param certificates PEM; never a key.
 */
export async function writeTrustFile(certificates: string, plan: SandboxPlan): Promise<TrustFile> {
  const name = `paddock-trust-${randomUUID()}.pem`;
  const mounted =
    plan.privateTmp === undefined ? undefined : plan.entries.find(({ reason }) => reason === "tmp");
  const file = join(mounted ? (plan.privateTmp as string) : await realpath(tmpdir()), name);
  await writeFile(file, certificates, { flag: "wx", mode: 0o444 });
  const listed: PlanEntry = { path: file, access: "read", reason: "install" };
  return {
    path: mounted ? join(mounted.path, name) : file,
    plan: mounted || plan.reads === "full" ? plan : { ...plan, entries: [...plan.entries, listed] },
    [Symbol.asyncDispose]: () => rm(file, { force: true }),
  };
}
