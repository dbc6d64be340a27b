import { join } from "node:path";
import type { Finding } from "./finding.ts";
import type { LayerSource } from "./layer.ts";
import type { LoadOptions } from "./load-options.ts";
import type { Locations } from "./locations.ts";
import { findProject, type Project, trustPlaces } from "./project-files.ts";
import { isTable, own, type Table } from "./table.ts";
import { type Trust, type TrustEntry, trustEntry } from "./trust.ts";
import { readTrust } from "./trust-store.ts";

/** The project with its trust decided, folder by folder. */
export interface GatheredProject {
  readonly project: Project;
  readonly trust: Trust;
  /** What the built-in defaults depend on; under compat only the folder and its repository count. */
  readonly trustForDefaults: Trust;
  /** One source for each configuration folder, from the root down; those that do not count are disabled. */
  readonly layers: readonly LayerSource[];
  readonly findings: readonly Finding[];
  /** Paths that matter although they may not exist yet. */
  readonly watched: readonly string[];
}

/** A trusted entry with digests holds only for such content. */
function changed(entry: TrustEntry | undefined, project: Project): boolean {
  if (entry?.level !== "trusted" || entry.digests === undefined || project.facts === undefined) return false;
  return !entry.digests.includes(project.facts.digest);
}

/** Finds the project and decides which of its files count. `settled` are the merged layers that may decide trust. */
export function gatherProject(options: LoadOptions, locations: Locations, settled: Table): GatheredProject {
  const markers = own(settled, "project_root_markers");
  const project = findProject({
    cwd: options.cwd,
    markers: Array.isArray(markers) ? (markers as string[]) : [".git"],
    projectFolder: locations.projectFolder,
    skip: [locations.home, locations.paddockHome],
  });
  const projects = own(settled, "projects");
  const configured = isTable(projects) ? projects : {};
  const remembered = readTrust(locations.paddockHome);
  const ignoreCase = process.platform === "win32";
  const entryFor = (directory: string, among: Project): TrustEntry | undefined => {
    if (options.trust) return { level: options.trust };
    const places = trustPlaces(directory, among);
    return trustEntry(configured, places, { ignoreCase }) ?? trustEntry(remembered, places, { ignoreCase });
  };
  const findings: Finding[] = [];
  const levelOf = (entry: TrustEntry | undefined): Trust =>
    entry === undefined || changed(entry, project) ? "unknown" : entry.level;
  const here = entryFor(options.cwd, project);
  if (changed(here, project)) {
    findings.push({
      severity: "warn",
      code: "trust_changed",
      text: `the files of ${project.root} are not the ones that were trusted; they do not count until you trust them again`,
    });
  }
  const layers = project.folders.map((folder): LayerSource => {
    const level = levelOf(entryFor(folder.directory, project));
    const text = folder.text === undefined ? {} : { text: folder.text };
    const source = { kind: "project", id: "project", file: folder.file, base: folder.path, ...text } as const;
    if (level === "trusted") {
      if (folder.error) throw folder.error;
      return source;
    }
    const disabled = level === "untrusted" ? "the project is marked untrusted" : "the project is not trusted";
    if (folder.error || (folder.text !== undefined && folder.text.trim() !== "")) {
      findings.push({
        severity: "warn",
        code: "project_disabled",
        text: `this file does not count: ${disabled}`,
        layer: { id: "project", file: folder.file },
      });
    }
    return { ...source, disabled };
  });
  const git = { ...project, root: project.gitRoot ?? project.root };
  const forDefaults =
    options.compat === "codex"
      ? entryFor(options.cwd, { ...git, root: project.gitRoot ?? options.cwd })
      : here;
  const watched = [
    ...project.directories.map((directory) => join(directory, locations.projectFolder, "config.toml")),
    ...project.folders.map((folder) => join(folder.path, "rules")),
    ...(project.facts?.activates ?? []).map((one) => one.file),
  ];
  return { project, trust: levelOf(here), trustForDefaults: levelOf(forDefaults), layers, findings, watched };
}
