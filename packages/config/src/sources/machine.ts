import { win32 } from "node:path";
import type { LayerSource } from "../layer.ts";
import type { Locations } from "../locations.ts";
import { readBinaryFile, readText } from "../read-file.ts";
import type { RequirementText } from "../requirements/source.ts";
import { decodeManaged, MANAGED_KEYS } from "./managed-values.ts";
import { readPropertyList } from "./plist.ts";
import { readRegistryExport } from "./registry.ts";

/** What admins put on this machine. */
export interface MachineSources {
  readonly requirements: readonly RequirementText[];
  /** Legacy managed configuration, lowest first. */
  readonly managed: readonly LayerSource[];
}

function fromValues(
  values: ReadonlyMap<string, string | Uint8Array>,
  kind: "preferences" | "registry",
  file: string,
  base: string,
): MachineSources {
  const requirements = decodeManaged(
    values.get(MANAGED_KEYS.requirements),
    `requirements:${kind}`,
    file,
    MANAGED_KEYS.requirements,
  );
  const config = decodeManaged(values.get(MANAGED_KEYS.config), `managed-${kind}`, file, MANAGED_KEYS.config);
  return {
    requirements:
      requirements === undefined
        ? []
        : [
            {
              kind,
              id: `requirements:${kind}`,
              file: `${file}#${MANAGED_KEYS.requirements}`,
              text: requirements,
              base,
            },
          ],
    managed:
      config === undefined
        ? []
        : [
            {
              kind: "managed",
              id: `managed-${kind}`,
              file: `${file}#${MANAGED_KEYS.config}`,
              text: config,
              base,
            },
          ],
  };
}

/** The strings of a registry key as `reg query` prints them. */
export function parseRegistryQuery(text: string): ReadonlyMap<string, string> {
  const pairs = text
    .split(/\r?\n/)
    .map((line) => /^ {4}(\S+) {4}REG_(?:SZ|EXPAND_SZ|MULTI_SZ) {4}(.*)$/.exec(line));
  return new Map(
    pairs.filter((pair) => pair !== null).map((pair) => [(pair[1] ?? "").toLowerCase(), pair[2] ?? ""]),
  );
}

/** Reads a policy key with the system's own program, found by its absolute path; a key that does not exist is empty. */
function queryRegistry(key: string): ReadonlyMap<string, string> {
  try {
    const program = win32.join("C:\\Windows", "System32", "reg.exe");
    const { execFileSync } = process.getBuiltinModule("node:child_process");
    return parseRegistryQuery(
      execFileSync(program, ["query", key], {
        encoding: "utf8",
        stdio: ["ignore", "pipe", "ignore"],
        timeout: 5000,
      }),
    );
  } catch (error) {
    if ((error as { status?: number }).status === 1) return new Map();
    throw error;
  }
}

/**
 * Everything that admins have put on this machine: requirement files, managed preferences, policy of the registry, the
 * legacy managed file. A source that cannot be read is an error; one that is not there is not listed.
 */
export function machineSources(locations: Locations): MachineSources {
  const found: MachineSources[] = [];
  const codex = locations.requirements.length > 1;
  locations.requirements.forEach((file, i) => {
    const id = codex && i > 0 ? "requirements:system-codex" : "requirements:system";
    const text = readText(file, "system", id)?.text;
    if (text !== undefined)
      found.push({ requirements: [{ kind: "system", id, file, text, base: folderOf(file) }], managed: [] });
  });
  if (locations.registryExport !== undefined) {
    const bytes = readBinaryFile(locations.registryExport, "system", "registry");
    for (const key of bytes ? locations.registryKeys : []) {
      found.push(
        fromValues(
          readRegistryExport(bytes!, key, locations.registryExport),
          "registry",
          `${locations.registryExport}:${key}`,
          locations.home,
        ),
      );
    }
  } else
    for (const key of locations.registryKeys)
      found.push(fromValues(queryRegistry(key), "registry", key, locations.home));
  const legacy = readText(locations.managed, "system", "managed")?.text;
  if (legacy !== undefined) {
    found.push({
      requirements: [],
      managed: [
        {
          kind: "managed",
          id: "managed",
          file: locations.managed,
          text: legacy,
          base: folderOf(locations.managed),
        },
      ],
    });
  }
  for (const file of locations.preferences) {
    const bytes = readBinaryFile(file, "system", "preferences");
    if (bytes) found.push(fromValues(readPropertyList(bytes, file), "preferences", file, locations.home));
  }
  return {
    requirements: found.flatMap((one) => one.requirements),
    managed: found.flatMap((one) => one.managed),
  };
}

function folderOf(file: string): string {
  const at = Math.max(file.lastIndexOf("/"), file.lastIndexOf("\\"));
  return at <= 0 ? "/" : file.slice(0, at);
}
