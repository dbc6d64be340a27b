import { readFileSync } from "node:fs";
import { findProject } from "./project-files.ts";
import { sha256 } from "./sha256.ts";
import { isTable, own } from "./table.ts";
import { readTrust, rememberTrust } from "./trust-store.ts";

/** A project's own files as seen from one folder. */
interface View {
  readonly digest: string | undefined;
  /** Digest of all of them but the one that is edited. */
  readonly others: string;
}

function viewsOf(root: string, from: readonly string[], home: string, file: string): readonly View[] {
  return from.flatMap((cwd) =>
    [".paddock", ".codex"].map((projectFolder): View => {
      const { facts } = findProject({ cwd, root, markers: [], projectFolder, skip: [home] });
      const others = (facts?.activates ?? []).filter((one) => one.file !== file);
      return {
        digest: facts?.digest,
        others: sha256(...others.flatMap((one) => [one.file, readFileSync(one.file, "utf8")])),
      };
    }),
  );
}

function trustedDigests(home: string, root: string): readonly unknown[] | undefined {
  const entry = own(readTrust(home), root);
  if (!isTable(entry) || own(entry, "trust_level") !== "trusted") return undefined;
  const digests = own(entry, "digests");
  return Array.isArray(digests) ? digests : undefined;
}

/**
 * Edits one of a project's own files on the user's word, and lets the remembered trust hold on: where the project's files
 * were the trusted ones before, they are afterwards, as seen from the root and from `cwd`. Security: nothing is carried
 * where any other file of the project changed meanwhile; that asks again, as any change does that Paddock did not make.
 */
export async function carryTrust<T>(
  options: {
    /** Absolute path of the project's root. */
    readonly root: string;
    /** The folder in the project that is worked in. */
    readonly cwd: string;
    /** Paddock's own folder. */
    readonly home: string;
    /** Absolute path of the file that is edited. */
    readonly file: string;
  },
  edit: () => Promise<T>,
): Promise<T> {
  const { root, cwd, home, file } = options;
  const from = [...new Set([root, cwd])];
  const trusted = trustedDigests(home, root);
  if (trusted === undefined) return await edit();
  const before = viewsOf(root, from, home, file);
  const result = await edit();
  for (const [at, { digest, others }] of viewsOf(root, from, home, file).entries()) {
    const was = before[at];
    const held = was !== undefined && (was.digest === undefined || trusted.includes(was.digest));
    if (digest === undefined || digest === was?.digest || !held || was.others !== others) continue;
    await rememberTrust({ root, level: "trusted", home, digest });
  }
  return result;
}
