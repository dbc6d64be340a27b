/** Normalises an absolute path by its letters alone: no `.`, no `..`, no empty parts. */
export function normalizePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part === "..") parts.pop();
    else parts.push(part);
  }
  return `/${parts.join("/")}`;
}

/** Makes a path absolute by its letters: `~/` against home, relative ones against the working directory. */
export function absolutePath(path: string, cwd: string, home: string | undefined): string {
  if (path.startsWith("/")) return normalizePath(path);
  if (home !== undefined && (path === "~" || path.startsWith("~/")))
    return normalizePath(`${home}/${path.slice(2)}`);
  return normalizePath(`${cwd}/${path}`);
}

/** The last part of a path. */
export function baseName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** Says whether a normal path is a folder or lies in it. */
export function isInside(path: string, folder: string): boolean {
  const root = normalizePath(folder);
  return path === root || path.startsWith(root === "/" ? "/" : `${root}/`);
}
