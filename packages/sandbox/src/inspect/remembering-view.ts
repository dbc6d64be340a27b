import type { FileLook, FileView } from "./file-view.ts";

/**
 * The same view, which looks at each path only once. One inspection asks for the folders on the way to a hundred paths;
 * what it sees of them is then of one moment, and the backend finds out whether that still holds.
 */
export function rememberingView(view: FileView): FileView {
  const looks = new Map<string, FileLook | undefined>();
  return {
    lstat: (path) => {
      if (looks.has(path)) return looks.get(path);
      const look = view.lstat(path);
      looks.set(path, look);
      return look;
    },
    readlink: (path) => view.readlink(path),
    list: (path) => view.list(path),
    read: (path, cap) => view.read(path, cap),
  };
}
