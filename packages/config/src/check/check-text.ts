import { ConfigError } from "../config-error.ts";
import type { Finding } from "../finding.ts";
import { formatKeyPath, parseKeyPath } from "../key-path.ts";
import { leaves } from "../merge.ts";
import { parseLayer } from "../parse-layer.ts";
import { locateIn } from "../positions.ts";
import { filterProject } from "../project-filter.ts";
import { applyRequirements } from "../requirements/clamp.ts";
import { combineRequirements } from "../requirements/combine.ts";
import { managedProfiles } from "../requirements/managed-profiles.ts";
import { parseRequirements } from "../requirements/parse.ts";
import { defaultLayer, finishMerge, mergeLayers } from "../resolve.ts";
import { isTable, own, type Table } from "../table.ts";
import { parseToml } from "../toml.ts";
import type { Problem } from "./problem.ts";

/** What a file is meant to be. */
export type FileKind = "config" | "project" | "requirements";

/** Settings of {@link checkText}. */
export interface CheckOptions {
  /** What the file is meant to be. */
  readonly kind: FileKind;
  /** Name that problems show. */
  readonly file: string;
  /** Set where Codex is imitated. */
  readonly compat?: "codex";
  /** Version that `required_minimum_version` is compared with. */
  readonly version?: string;
}

/** Guesses from its path what a file is meant to be. */
export function kindOfFile(file: string): FileKind {
  const name = file.replaceAll("\\", "/");
  if (/requirements[^/]*\.toml$/.test(name)) return "requirements";
  return /\/\.(paddock|codex)\/[^/]+$/.test(name) &&
    !/^(\/root|\/home\/[^/]+|\/Users\/[^/]+)\/\.(paddock|codex)\//.test(name)
    ? "project"
    : "config";
}

type Found = Finding | ConfigError;

function collect(found: Found[], run: () => readonly Finding[]): void {
  try {
    found.push(...run());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    found.push(error);
  }
}

const resolvePath = (path: string): string => path;

function checkConfig(table: Table, options: CheckOptions): readonly Found[] {
  const found: Found[] = [];
  const base = {
    kind: options.kind === "project" ? "project" : "user",
    id: options.kind,
    file: options.file,
    base: "/",
  } as const;
  const compat = options.compat ? { compat: options.compat } : {};
  for (const [name, value] of Object.entries(table)) {
    collect(
      found,
      () => parseLayer({ ...base, values: { [name]: value } }, { resolvePath, ...compat }).findings,
    );
  }
  if (found.some((one) => one instanceof ConfigError)) return found;
  collect(found, () => {
    const { layer } = parseLayer({ ...base, values: table }, { resolvePath, ...compat });
    const defaults = defaultLayer({ trust: "trusted", ...compat });
    if (options.kind === "project") return filterProject(layer, [defaults]).findings;
    finishMerge(mergeLayers([defaults, layer]), { profiles: {}, clamps: [] });
    return [];
  });
  return found;
}

/** Contradictions that each key alone does not show. */
function contradictions(values: Table, options: CheckOptions): readonly Finding[] {
  const layer = { id: "requirements", file: options.file };
  const found: Finding[] = [];
  const warn = (path: readonly string[], text: string): void =>
    void found.push({ severity: "warn", code: "weak_requirement", text, layer, path });
  const servers = own(values, "mcp_servers");
  for (const [name, one] of isTable(servers) ? Object.entries(servers) : []) {
    const identity = isTable(one) ? own(one, "identity") : undefined;
    if (isTable(identity) && typeof own(identity, "command") === "string") {
      warn(
        ["mcp_servers", name, "identity"],
        `mcp_servers.${name} allows the program ${JSON.stringify(own(identity, "command"))} with any arguments; use { executable, args } to fix them`,
      );
    }
    if (
      isTable(identity) &&
      typeof own(identity, "command") === "string" &&
      !String(own(identity, "command")).startsWith("/")
    ) {
      warn(
        ["mcp_servers", name, "identity"],
        `mcp_servers.${name} names a program without a folder, so PATH decides which one runs`,
      );
    }
  }
  const network = own(values, "experimental_network");
  if (
    isTable(network) &&
    own(network, "managed_allowed_domains_only") === true &&
    !isTable(own(network, "domains"))
  ) {
    warn(
      ["experimental_network", "managed_allowed_domains_only"],
      "no host is allowed, and users cannot allow any",
    );
  }
  return found;
}

function checkRequirements(table: Table, text: string, options: CheckOptions): readonly Found[] {
  const found: Found[] = [];
  const source = { kind: "system", id: "requirements", file: options.file, base: "/", text } as const;
  const limits = { resolvePath, hostname: "" };
  const lenient = own(table, "allow_unknown_keys") === true;
  collect(found, () => {
    const parsed = parseRequirements(source, limits);
    const requirements = combineRequirements([parsed.source]);
    const merged = mergeLayers([
      defaultLayer({ trust: "trusted", defaults: { approvals_reviewer: "auto_review" } }),
    ]);
    const complete = finishMerge(
      merged,
      managedProfiles(merged, requirements),
      requirements.values["model_providers"] as Table | undefined,
    );
    applyRequirements(complete, requirements, { version: options.version ?? "999.0.0", workspace: "/" });
    return [...parsed.findings, ...contradictions(parsed.source.values, options)];
  });
  if (!found.some((one) => one instanceof ConfigError && one.code === "unknown_key")) return found;
  // The first unknown key hides the rest: read it again leniently to list all of them.
  if (!lenient) {
    collect(found, () =>
      parseRequirements({ ...source, text: `allow_unknown_keys = true\n${text}` }, limits)
        .findings.filter(
          (finding) =>
            finding.code === "unknown_requirement" &&
            !found.some((one) => one instanceof ConfigError && one.key === formatKeyPath(finding.path ?? [])),
        )
        .map((finding) => ({ ...finding, severity: "error" as const, code: "unknown_key" })),
    );
  }
  return found;
}

/**
 * Checks one text as a file of its kind and lists everything that is wrong with it, each with its place.
 * Reads nothing but the text.
 */
export async function checkText(text: string, options: CheckOptions): Promise<readonly Problem[]> {
  const origin = { layer: options.kind, file: options.file };
  let found: readonly Found[];
  try {
    const table = parseToml(text, origin);
    found =
      options.kind === "requirements" ? checkRequirements(table, text, options) : checkConfig(table, options);
    if (leaves(table).length === 0 && options.kind === "requirements") {
      found = [
        ...found,
        {
          severity: "info",
          code: "empty",
          text: "demands nothing",
          layer: { id: options.kind, file: options.file },
          path: [],
        },
      ];
    }
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    found = [error];
  }
  // A text that does not parse has its place already, and may be made to exhaust the parser that knows positions.
  const locate = found.some((one) => one.code === "syntax")
    ? (): undefined => undefined
    : await locateIn(text);
  return found
    .map((one): Problem => {
      const isError = one instanceof ConfigError;
      const path = isError ? (one.key === undefined ? [] : parseKeyPath(one.key)) : (one.path ?? []);
      const place =
        isError && one.origin?.line !== undefined
          ? { line: one.origin.line, column: one.origin.column ?? 1 }
          : (locate(path) ?? { line: 1, column: 1 });
      return {
        severity: isError ? "error" : one.severity,
        code: one.code,
        message: isError ? one.detail : one.text,
        file: options.file,
        ...place,
        ...(path.length > 0 ? { key: formatKeyPath(path) } : {}),
      };
    })
    .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
}
