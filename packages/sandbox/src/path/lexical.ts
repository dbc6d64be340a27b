import { SandboxError } from "../error.ts";

/** Whether `path` is `folder` or lies below it, by spelling; both absolute and normal. */
export function isWithin(path: string, folder: string): boolean {
  if (folder === "/") return true;
  return path === folder || (path.startsWith(folder) && path.charCodeAt(folder.length) === 47);
}

/** Parts of an absolute path; the root has none. */
export function depthOf(path: string): number {
  if (path === "/") return 0;
  let depth = 0;
  for (let i = 0; i < path.length; i++) if (path.charCodeAt(i) === 47) depth++;
  return depth;
}

/** The folder that holds `path`; the root holds itself. */
export function parentOf(path: string): string {
  const at = path.lastIndexOf("/");
  return at <= 0 ? "/" : path.slice(0, at);
}

/** Joins and normalises by spelling: `.`, `..`, doubled and trailing slashes go. An absolute `path` stands alone. */
export function joinPath(folder: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith("/") ? path : `${folder}/${path}`).split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Normalises an absolute path by spelling and refuses what no file system can name. */
export function absolutePath(path: string, what: string): string {
  if (!path.startsWith("/") || path.includes("\0")) {
    throw new SandboxError("path-invalid", `${what} is not an absolute path: ${JSON.stringify(path)}`);
  }
  return joinPath("/", path);
}

/** Shallow before deep, then by spelling. */
export function byDepth(a: { readonly path: string }, b: { readonly path: string }): number {
  return depthOf(a.path) - depthOf(b.path) || (a.path < b.path ? -1 : a.path > b.path ? 1 : 0);
}
