import { ownFiles, readTrust, rememberTrust, trustedDigests } from "./trust-store.ts";

/** A project's own files as seen from one folder. */
interface View {
  readonly digest: string | undefined;
  /** Digest of all of them but the one that is edited. */
  readonly others: string;
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
  const trusted = trustedDigests(readTrust(home), root);
  if (trusted === undefined) return await edit();
  const look = async (): Promise<readonly View[]> => {
    const projects = await Promise.all([...new Set([root, cwd])].map((from) => ownFiles(root, from, home)));
    return projects.flat().map(({ facts, digestWithout }) => ({
      digest: facts?.digest,
      others: digestWithout(file),
    }));
  };
  const before = await look();
  const result = await edit();
  for (const [at, { digest, others }] of (await look()).entries()) {
    const was = before[at];
    const held = was !== undefined && (was.digest === undefined || trusted.includes(was.digest));
    if (digest === undefined || digest === was?.digest || !held || was.others !== others) continue;
    await rememberTrust({ root, level: "trusted", home, digest });
  }
  return result;
}
