/** What one path is, before any entry of a plan names it. */
export interface PathFact {
  /** With every link of the way followed; for a missing path the existing part is followed. */
  readonly real: string;
  /** Of the object behind every link. */
  readonly type: "file" | "directory" | "other" | "missing";
  /** Links crossed on the way, each as its own path (parents followed). The last may be the path itself. */
  readonly links: readonly string[];
  /** For a missing path: the first component of `real` that does not exist. */
  readonly firstMissing?: string;
  /** Decimal numbers; absent when nothing is there. */
  readonly identity?: { readonly dev: string; readonly ino: string };
}

/** One object to hide or to keep from changing, found by looking into files rather than at names. */
export interface FoundPath {
  /** Canonical. */
  readonly path: string;
  /** Plain words for a person. */
  readonly why: string;
  /** Nothing is there: the name must not come into being. */
  readonly missing?: boolean;
}

/** What a deny glob matched. */
export interface GlobFact {
  /** Absolute folder and pattern, joined by a slash, as the outline spells it. */
  readonly pattern: string;
  /** Canonical. */
  readonly matches: readonly FoundPath[];
  /** Set when the walk hit a limit or an error: the plan refuses. */
  readonly refusal?: string;
}

/** Everything about the machine that a plan depends on. JSON-safe, so a plan can be resolved again elsewhere. */
export interface Surroundings {
  /** Version of this shape. */
  readonly v: 1;
  /** Workspace roots as the session names them, absolute. */
  readonly roots: readonly string[];
  /** Homes of the user: HOME and the one in the user database. */
  readonly homes: readonly string[];
  /** As given; its fact is among `facts`. */
  readonly paddockHome: string;
  /** As given; its fact is among `facts`. */
  readonly codexHome?: string;
  /** Folders and files of Paddock's own install. */
  readonly install: readonly string[];
  /** Value of $TMPDIR when it is an absolute path other than /tmp. */
  readonly tmpdir?: string;
  /** A folder of the session that serves as /tmp; absent = the plan has no private tmp yet. */
  readonly privateTmp?: string;
  /** Facts by absolute path as the outline spells it. */
  readonly facts: Readonly<Record<string, PathFact>>;
  /** One for each deny glob of the profile. */
  readonly globs: readonly GlobFact[];
  /** What the host's git obeys inside the writable roots. */
  readonly git: readonly FoundPath[];
  /** The git directories of each writable root: itself, its gitdir and its common dir, canonical. */
  readonly gitDirs: readonly string[];
  /** Those git directories that point back to a root and may be written by git for it. */
  readonly gitLinked: readonly string[];
  /** What stays as it is in git directories while git itself may write there. */
  readonly gitKept: readonly FoundPath[];
  /** Git directories of nested and bare repositories below the writable roots, and files that point to some. */
  readonly gitNested: readonly string[];
  /** Names of the filters that git's configuration defines. */
  readonly gitFilters: readonly string[];
  /** Files and folders that hold secrets, found by name and content. */
  readonly secrets: readonly FoundPath[];
  /** Other paths under which a denied object shows up (bind mounts), by the denied path. */
  readonly aliases: Readonly<Record<string, readonly string[]>>;
  /** What inspection could not see, for people. */
  readonly notes: readonly string[];
  /** Set when PADDOCK_HOME cannot be trusted: somebody else's, or writable by others. */
  readonly homeUnsafe?: string;
}
