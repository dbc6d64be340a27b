/** What a look at one path tells; links are not followed. */
export interface FileLook {
  /** Of the object itself; a link is a link. */
  readonly type: "file" | "directory" | "symlink" | "other";
  /** Device number, decimal. */
  readonly dev: string;
  /** Inode number, decimal. */
  readonly ino: string;
  /** Bytes. */
  readonly size: number;
  /** Permission bits. */
  readonly mode: number;
  /** Owner. */
  readonly uid: number;
}

/**
 * The read-only view of a file system that inspection needs. Paths are in the spelling of plans. Synchronous: a start
 * of the sandbox looks at some fifty paths, and a promise for each would cost more than the look.
 */
export interface FileView {
  /** Undefined when nothing is there; throws with an errno `code` when one cannot know. */
  lstat(path: string): FileLook | undefined;
  /** Target as written; throws with an errno `code`. */
  readlink(path: string): string;
  /** Names in a folder with their types; throws with an errno `code`. */
  list(path: string): readonly { readonly name: string; readonly type: FileLook["type"] }[];
  /** Content up to `cap` bytes of a regular file; undefined when it is missing, unreadable or larger. */
  read(path: string, cap: number): Uint8Array | undefined;
}
