import { joinPath } from "../path/lexical.ts";
import type { FoundPath } from "../surroundings.ts";
import { HOME_SECRETS, type SecretPath, SYSTEM_SECRETS } from "../tables/secret-paths.ts";
import type { FileView } from "./file-view.ts";
import { lookAt } from "./path-fact.ts";

/** Larger files are hidden without a look: no settings file is that long. */
const MAX_SETTINGS_BYTES = 1 << 20;

/** Finds the secrets that exist: those below each home and those of the machine. Links are followed to the object. */
export function findSecrets(view: FileView, homes: readonly string[]): readonly FoundPath[] {
  const found = new Map<string, FoundPath>();
  const add = (path: string, what: string): void => {
    const fact = lookAt(view, path);
    if (fact.type !== "missing" && fact.real !== "/dev/null")
      found.set(fact.real, { path: fact.real, why: what });
  };
  const places = [
    ...homes.flatMap((home) => {
      const mayHold = namesIn(view, home);
      return HOME_SECRETS.filter((secret) => mayHold(secret.path)).map((secret) => ({
        ...secret,
        path: joinPath(home, secret.path),
      }));
    }),
    ...SYSTEM_SECRETS,
  ];
  for (const place of places) {
    const look = tolerant(() => view.lstat(place.path));
    if (look === undefined) continue;
    if (place.kind === "tree") {
      if (place.content === undefined || holdsSecret(view, place)) add(place.path, place.what);
      continue;
    }
    for (const { name, type } of tolerant(() => view.list(place.path)) ?? []) {
      if (type === "directory" || place.except?.test(name) || (place.only && !place.only.test(name)))
        continue;
      add(`${place.path}/${name}`, place.what);
    }
  }
  return [...found.values()];
}

/** The folder of a home in which most programs keep their settings (XDG Base Directory Specification). */
const SETTINGS = ".config";

/**
 * Whether a home can hold a path at all, by the names at its top and in its folder of settings: two lists in place of some
 * fifty looks. Names that differ in case only may be one and the same there. What cannot be listed may hold anything.
 */
function namesIn(view: FileView, home: string): (path: string) => boolean {
  const listed = (folder: string): ReadonlySet<string> | undefined => {
    const names = tolerant(() => view.list(folder));
    return names && new Set(names.map(({ name }) => name.toLowerCase()));
  };
  const top = listed(home);
  if (top === undefined) return () => true;
  const settings = top.has(SETTINGS) ? listed(joinPath(home, SETTINGS)) : undefined;
  return (path) => {
    const [first, second] = path.toLowerCase().split("/") as [string, string?];
    if (!top.has(first)) return false;
    return first !== SETTINGS || second === undefined || settings === undefined || settings.has(second);
  };
}

/** A folder that we may not list hides its secrets from the command as well, which runs as the same user. */
function tolerant<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}

function holdsSecret(view: FileView, place: SecretPath): boolean {
  const path = lookAt(view, place.path).real;
  const bytes = view.read(path, MAX_SETTINGS_BYTES);
  return bytes === undefined || place.content!.test(new TextDecoder("latin1").decode(bytes));
}
