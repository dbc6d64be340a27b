import type { FileView } from "../inspect/file-view.ts";
import { joinPath } from "../path/lexical.ts";

const MAX_POINTER_BYTES = 1 << 16;

/**
 * The git directory that `FOLDER/.git` is or leads to (gitrepository-layout(5)); undefined where there is none. Spelled as
 * it is written: links on the way are not resolved.
 */
export function gitDirOf(view: FileView, folder: string): string | undefined {
  const path = `${folder}/.git`;
  let type: string | undefined;
  try {
    type = view.lstat(path)?.type;
  } catch {
    return path; // what cannot be looked at may be anything
  }
  if (type !== "file") return type === undefined ? undefined : path;
  const bytes = view.read(path, MAX_POINTER_BYTES);
  const match = /^gitdir:\s*(.+?)\s*$/s.exec(bytes === undefined ? "" : new TextDecoder().decode(bytes));
  return match === null ? undefined : joinPath(folder, match[1]!);
}
