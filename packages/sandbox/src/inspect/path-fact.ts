import { SandboxError } from "../error.ts";
import { joinPath, parentOf } from "../path/lexical.ts";
import type { PathFact } from "../surroundings.ts";
import type { FileLook, FileView } from "./file-view.ts";

/** Linux follows at most 40 links in one path (path_resolution(7)). */
const MAX_LINKS = 40;

/**
 * Looks at one absolute path, component by component: follows every link and remembers it, finds the first part that
 * does not exist.
 *
 * @throws {SandboxError} `scan-failed` when a component cannot be looked at; what cannot be seen cannot be promised.
 */
export function lookAt(view: FileView, path: string): PathFact {
  const links: string[] = [];
  let real = "/";
  let look: FileLook | undefined = { type: "directory", dev: "", ino: "", size: 0, mode: 0, uid: 0 };
  let firstMissing: string | undefined;
  let rest = path.split("/").filter((part) => part !== "");
  while (rest.length > 0) {
    const [part, ...others] = rest as [string, ...string[]];
    rest = others;
    if (part === ".") continue;
    if (part === "..") {
      real = parentOf(real);
      if (firstMissing === undefined) look = lstat(view, real);
      continue;
    }
    const next = real === "/" ? `/${part}` : `${real}/${part}`;
    if (firstMissing === undefined) {
      look = lstat(view, next);
      if (look === undefined) firstMissing = next;
      if (look?.type === "symlink") {
        links.push(next);
        if (links.length > MAX_LINKS)
          throw new SandboxError("scan-failed", `${path}: too many links on the way`);
        const target = view.readlink(next);
        rest = [...target.split("/").filter((piece) => piece !== ""), ...rest];
        if (target.startsWith("/")) real = "/";
        continue;
      }
    }
    real = next;
  }
  if (firstMissing !== undefined || look === undefined) {
    return { real: joinPath("/", real), type: "missing", links, firstMissing: firstMissing ?? real };
  }
  const root = real === "/" ? lstat(view, "/") : look;
  return {
    real,
    type: look.type === "file" || look.type === "directory" ? look.type : "other",
    links,
    ...(root ? { identity: { dev: root.dev, ino: root.ino } } : {}),
  };
}

function lstat(view: FileView, path: string): FileLook | undefined {
  try {
    return view.lstat(path);
  } catch (cause) {
    const code = (cause as { code?: string }).code ?? "error";
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw new SandboxError("scan-failed", `cannot look at ${path}: ${code}`, { cause });
  }
}
