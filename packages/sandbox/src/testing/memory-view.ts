import type { FileLook, FileView } from "../inspect/file-view.ts";

/** A tree as data: text is a file, `null` a folder, `{ link }` a symbolic link. Parents come into being. */
export type MemoryTree = Readonly<
  Record<string, string | null | { readonly link: string } | { readonly bytes: Uint8Array }>
>;

/**
 * A file system in memory, for tests of inspection and plans. Paths are absolute. Links are not followed by any method,
 * as in a real view; inspection follows them itself, part by part.
 *
 * @param tree Objects by path.
 * @param uid Owner of everything; default 1000.
 */
export function memoryView(tree: MemoryTree, uid = 1000): FileView {
  const objects = new Map<string, MemoryTree[string]>([["/", null]]);
  for (const [path, object] of Object.entries(tree)) {
    const parts = path.split("/").slice(1);
    for (let i = 1; i < parts.length; i++) {
      const parent = `/${parts.slice(0, i).join("/")}`;
      if (!objects.has(parent)) objects.set(parent, null);
    }
    objects.set(path, object);
  }
  const inodes = new Map([...objects.keys()].map((path, index) => [path, String(index + 2)]));
  const bytesOf = (object: MemoryTree[string]): Uint8Array | undefined => {
    if (typeof object === "string") return new TextEncoder().encode(object);
    return object !== null && "bytes" in object ? object.bytes : undefined;
  };
  const typeOf = (object: MemoryTree[string]): FileLook["type"] => {
    if (object === null) return "directory";
    return typeof object === "object" && "link" in object ? "symlink" : "file";
  };
  const fail = (code: string, path: string): never => {
    throw Object.assign(new Error(`${code}: ${path}`), { code });
  };
  return {
    lstat(path) {
      const object = objects.get(path);
      if (object === undefined) return undefined;
      const type = typeOf(object);
      const mode = type === "directory" ? 0o755 : 0o644;
      return { type, dev: "1", ino: inodes.get(path)!, size: bytesOf(object)?.length ?? 0, mode, uid };
    },
    readlink(path) {
      const object = objects.get(path);
      if (object === null || typeof object !== "object" || !("link" in object)) return fail("EINVAL", path);
      return object.link;
    },
    list(path) {
      if (objects.get(path) !== null) fail(objects.has(path) ? "ENOTDIR" : "ENOENT", path);
      const base = path === "/" ? "/" : `${path}/`;
      return [...objects.keys()]
        .filter((name) => name !== path && name.startsWith(base) && !name.slice(base.length).includes("/"))
        .map((name) => ({ name: name.slice(base.length), type: typeOf(objects.get(name)!) }));
    },
    read(path, cap) {
      const object = objects.get(path);
      const bytes = object === undefined ? undefined : bytesOf(object);
      return bytes === undefined || bytes.length > cap ? undefined : bytes;
    },
  };
}
