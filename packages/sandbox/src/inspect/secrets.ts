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
    ...homes.flatMap((home) =>
      HOME_SECRETS.map((secret) => ({ ...secret, path: joinPath(home, secret.path) })),
    ),
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
