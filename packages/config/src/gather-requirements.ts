import { join } from "node:path";
import type { Finding } from "./finding.ts";
import type { LayerSource } from "./layer.ts";
import type { LoadOptions } from "./load-options.ts";
import type { Locations } from "./locations.ts";
import { combineRequirements } from "./requirements/combine.ts";
import { parseRequirements, type RequirementOptions } from "./requirements/parse.ts";
import type { RequirementSource, RequirementText } from "./requirements/source.ts";
import type { PolicyServer } from "./sources/cloud.ts";
import { machineSources } from "./sources/machine.ts";
import { isTable, own, type Table } from "./table.ts";

/** Every requirement that was found, parsed, and the configuration that came with it. */
export interface GatheredRequirements {
  readonly sources: readonly RequirementSource[];
  readonly managed: readonly LayerSource[];
  /** Fragments of the policy server, lowest precedence first. */
  readonly cloud: readonly LayerSource[];
  readonly findings: readonly Finding[];
}

function serverOf(table: Table): PolicyServer {
  const number = (name: string): number | undefined => own(table, name) as number | undefined;
  const [cache, grace, timeout] = [number("cache_seconds"), number("grace_seconds"), number("timeout_ms")];
  const publicKey = own(table, "public_key");
  return {
    baseUrl: String(own(table, "base_url")),
    ...(typeof publicKey === "string" ? { publicKey } : {}),
    ...(cache === undefined ? {} : { cacheSeconds: cache }),
    ...(grace === undefined ? {} : { graceSeconds: grace }),
    ...(timeout === undefined ? {} : { timeoutMs: timeout }),
  };
}

/**
 * Reads every source of requirements: the machine's, the embedder's, and the policy server that the machine's name.
 * `note` is told each text before it is parsed, so that errors can be placed.
 */
export async function gatherRequirements(
  options: LoadOptions,
  locations: Locations,
  parsing: RequirementOptions,
  note: (file: string, text: string) => void,
): Promise<GatheredRequirements> {
  const findings: Finding[] = [];
  const parse = (text: RequirementText): RequirementSource => {
    if (text.file !== undefined) note(text.file, text.text);
    const parsed = parseRequirements(text, parsing);
    findings.push(...parsed.findings);
    return parsed.source;
  };
  const machine = machineSources(locations);
  const texts = [
    ...machine.requirements,
    ...(options.sources ?? []).map((source): RequirementText => ({ ...source, kind: "embedded" })),
  ];
  const sources = texts.map(parse);
  const server = combineRequirements(sources).values["config_server"];
  if (!isTable(server)) return { sources, managed: machine.managed, cloud: [], findings };

  const { fetchBundle } = await import("./sources/cloud.ts");
  const surroundings = { cacheFolder: join(locations.paddockHome, "cache"), ...options.cloud };
  const { bundle, findings: fetched } = await fetchBundle(serverOf(server), surroundings);
  findings.push(...fetched);
  for (const fragment of bundle.requirements) {
    const file = `bundle fragment ${JSON.stringify(fragment.name)} (${fragment.id})`;
    sources.push(
      parse({
        kind: "cloud",
        id: `requirements:cloud:${fragment.id}`,
        file,
        text: fragment.contents,
        base: locations.home,
      }),
    );
  }
  const cloud = bundle.config.toReversed().map((fragment): LayerSource => {
    const file = `bundle configuration ${JSON.stringify(fragment.name)} (${fragment.id})`;
    return { kind: "cloud", id: `cloud:${fragment.id}`, file, text: fragment.contents, base: locations.home };
  });
  return { sources, managed: machine.managed, cloud, findings };
}
