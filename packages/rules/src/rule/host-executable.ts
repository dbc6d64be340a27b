import { Failure, typeName, type Value } from "../starlark/mod.ts";
import { normalizePath } from "./path.ts";

/** Where the program of a bare name may live; the last declaration of a name wins. */
export type HostExecutables = ReadonlyMap<string, ReadonlySet<string>>;

/** Checks the arguments of `host_executable` and returns the normalised paths. */
export function readHostExecutable(name: string, paths: readonly Value[]): ReadonlySet<string> {
  if (name === "") throw new Failure("host", "invalid rule: host_executable name cannot be empty");
  if (name === "." || name === ".." || name.includes("/")) {
    throw new Failure(
      "host",
      `invalid rule: host_executable name must be a bare executable name (got ${name})`,
    );
  }
  const accepted = new Set<string>();
  for (const path of paths) {
    if (typeof path !== "string")
      throw new Failure(
        "host",
        `invalid rule: host_executable paths must be strings (got ${typeName(path)})`,
      );
    if (!path.startsWith("/"))
      throw new Failure("host", `invalid rule: host_executable paths must be absolute (got ${path})`);
    const normal = normalizePath(path);
    if (normal.slice(normal.lastIndexOf("/") + 1) !== name) {
      throw new Failure(
        "host",
        `invalid rule: host_executable path \`${path}\` must have basename \`${name}\``,
      );
    }
    accepted.add(normal);
  }
  return accepted;
}
