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
  readonly kind: RequirementSourceKind;
  /** Shown as the layer of origins, for example `requirements:system`. */
  readonly id: string;
  /** File, or a name of the fragment, that messages show. */
  readonly file?: string;
  readonly text: string;
  /** Folder that relative paths start from. */
  readonly base: string;
}

/** One source, checked and in canonical spelling. */
export interface RequirementSource {
  readonly kind: RequirementSourceKind;
  readonly id: string;
  readonly file?: string;
  readonly text?: string;
  readonly values: Table;
}
