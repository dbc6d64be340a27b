import { ConfigError } from "../config-error.ts";
import type { Notice } from "../effective.ts";
import { effectiveOf } from "../effective-config.ts";
import { formatKeyPath, valueAt } from "../key-path.ts";
import { differences } from "../merge.ts";
import { type ParseOptions, parseLayer } from "../parse-layer.ts";
import { locateIn } from "../positions.ts";
import { defaultLayer, finishMerge, mergeLayers } from "../resolve.ts";
import type { Table } from "../table.ts";
import type { Trust } from "../trust.ts";
import { applyRequirements } from "./clamp.ts";
import { combineRequirements } from "./combine.ts";
import { managedProfiles } from "./managed-profiles.ts";
import type { RequirementSource } from "./source.ts";

/** A user as an admin imagines one. */
export interface SampleUser {
  /** Who it is, to complete "A user ...". */
  readonly name: string;
  /** Text of the user's config.toml. */
  readonly text: string;
  /** Name of the file in messages. */
  readonly file?: string;
  /** Trust of the project that the user works in. Default trusted. */
  readonly trust?: Trust;
}

/** What a user would get. */
export type Preview = { readonly user: string } & (
  | { readonly kind: "refused"; readonly error: ConfigError }
  | {
      readonly kind: "starts";
      /** Values that are not what the user has now. */
      readonly changes: readonly {
        readonly key: string;
        readonly before: unknown;
        readonly after: unknown;
      }[];
      readonly notices: readonly Notice[];
      readonly values: Table;
    }
);

/** Users that every admin has: one without a file, one who opens everything, one who reads only. */
export const SAMPLE_USERS: readonly SampleUser[] = [
  { name: "without a config.toml", text: "", trust: "trusted" },
  {
    name: "who opens everything",
    text: 'sandbox_mode = "danger-full-access"\napproval_policy = "on-request"\napprovals_reviewer = "auto_review"\nweb_search = "live"\n[sandbox_workspace_write]\nnetwork_access = true\n',
    trust: "trusted",
  },
  {
    name: "who asks nobody",
    text: 'sandbox_mode = "workspace-write"\napproval_policy = "never"\n',
    trust: "trusted",
  },
  { name: "who only reads", text: 'sandbox_mode = "read-only"\n', trust: "unknown" },
];

/** Says what each user would get under some requirements. Reads nothing. */
export async function previewRequirements(
  sources: readonly RequirementSource[],
  users: readonly SampleUser[],
  options: Pick<ParseOptions, "resolvePath" | "compat"> & {
    readonly version: string;
    readonly workspace: string;
  },
): Promise<readonly Preview[]> {
  const previews: Preview[] = [];
  for (const user of users) {
    try {
      const source = {
        kind: "user",
        id: "user",
        base: options.workspace,
        text: user.text,
        ...(user.file === undefined ? {} : { file: user.file }),
      } as const;
      const parsed = parseLayer(source, options);
      const compat = options.compat ? { compat: options.compat } : {};
      const merged = mergeLayers([defaultLayer({ trust: user.trust ?? "trusted", ...compat }), parsed.layer]);
      const requirements = combineRequirements(sources);
      const complete = finishMerge(
        merged,
        managedProfiles(merged, requirements),
        requirements.values["model_providers"] as Table | undefined,
      );
      const clamped = applyRequirements(complete, requirements, options);
      const locators = new Map<string, Awaited<ReturnType<typeof locateIn>>>();
      for (const one of [...sources, source])
        if (one.file !== undefined && one.text) locators.set(one.file, await locateIn(one.text));
      const view = effectiveOf(
        {
          layers: complete.layers,
          disabled: [],
          values: clamped.values,
          clamps: clamped.clamps,
          findings: [...parsed.findings, ...clamped.findings],
          trust: user.trust ?? "trusted",
          projectRoot: options.workspace,
          ruleFolders: [],
          managedRules: [],
          requirements: { values: {}, sources: [] },
          digest: "",
        },
        locators,
      );
      const changes = differences(merged.values, clamped.values).map((path) => ({
        key: formatKeyPath(path),
        before: valueAt(merged.values, path),
        after: valueAt(clamped.values, path),
      }));
      previews.push({
        user: user.name,
        kind: "starts",
        changes,
        notices: view.notices,
        values: clamped.values,
      });
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      previews.push({ user: user.name, kind: "refused", error });
    }
  }
  return previews;
}
