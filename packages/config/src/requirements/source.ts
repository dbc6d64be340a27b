import type { Table } from "../table.ts";

/** Where requirements come from, in the order in which they are listed. The order decides nothing else. */
export type RequirementSourceKind =
  | "preferences"
  | "legacy-preferences"
  | "legacy"
  | "cloud"
  | "registry"
  | "system"
  | "embedded";

/** One text of requirements, as the edge read it. */
export interface RequirementText {
  /** Where it comes from. */
  readonly kind: RequirementSourceKind;
  /** Shown as the layer of origins, for example `requirements:system`. */
  readonly id: string;
  /** File, or a name of the fragment, that messages show. */
  readonly file?: string;
  /** TOML text. */
  readonly text: string;
  /** Folder that relative paths start from. */
  readonly base: string;
}

/** One source, checked and in canonical spelling. */
export interface RequirementSource {
  /** Where it comes from. */
  readonly kind: RequirementSourceKind;
  /** Shown as the layer of origins. */
  readonly id: string;
  /** File, or a name of the fragment. */
  readonly file?: string;
  /** TOML text. */
  readonly text?: string;
  /** Canonical values. */
  readonly values: Table;
}
