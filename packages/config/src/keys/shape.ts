/** The form a value must have. One small language from which checks, schemas, types and reference pages are made. */
export type Shape =
  | { readonly kind: "text"; readonly nonempty?: true; readonly pattern?: string }
  /** A path: `~/` is the home, a relative one starts at the folder of the file that holds it. */
  | { readonly kind: "path" }
  | { readonly kind: "flag" }
  | { readonly kind: "count"; readonly min?: number; readonly max?: number }
  | { readonly kind: "number"; readonly min?: number }
  /** One of a few words; `aliases` are accepted and read as the word they stand for. */
  | {
      readonly kind: "words";
      readonly words: readonly string[];
      readonly aliases?: Readonly<Record<string, string>>;
    }
  | { readonly kind: "list"; readonly of: Shape; readonly nonempty?: true }
  /** Free names, each with a value of one shape. `names` says what a name stands for; `reserved` names are refused. */
  | { readonly kind: "map"; readonly of: Shape; readonly names: string; readonly paths?: true }
  | { readonly kind: "table"; readonly keys: Keys; readonly open?: true }
  | { readonly kind: "either"; readonly of: readonly Shape[] }
  | { readonly kind: "anything" };

/** How two values of a safety key compare; the first of an order is the strictest. */
export type Strictness =
  | { readonly by: "order"; readonly order: readonly (string | boolean)[] }
  | { readonly by: "approval" }
  /** A list that grants: fewer entries are stricter. */
  | { readonly by: "subset" }
  /** A list that refuses: more entries are stricter. */
  | { readonly by: "superset" }
  /** A number that grants: less is stricter. */
  | { readonly by: "lower" };

/** What a file of a trusted project may do with a key. */
export type ProjectRule = "set" | "tighten" | "never";

/** One key of a file: its shape, what it is for, and what it means for safety. */
export interface Key {
  /** Form of its values. */
  readonly shape: Shape;
  /** What it is for, in one sentence. */
  readonly summary: string;
  /** Value where nothing sets it. */
  readonly default?: unknown;
  /** Default text where the value depends on the surroundings. */
  readonly defaultText?: string;
  /** Inherited by the keys below; `never` where nothing says otherwise. */
  readonly project?: ProjectRule;
  /** How its values compare; present for safety keys. */
  readonly strict?: Strictness;
  /** The table that holds it is incomplete without it. */
  readonly required?: true;
  /** True for keys that Codex does not have. */
  readonly own?: true;
}

/** Keys of a table by name. */
export type Keys = Readonly<Record<string, Key>>;

/** Text, optionally not blank. */
export const TEXT: Shape = { kind: "text" };
/** Text that is not blank. */
export const NAME: Shape = { kind: "text", nonempty: true };
/** A path. */
export const PATH: Shape = { kind: "path" };
/** true or false. */
export const FLAG: Shape = { kind: "flag" };
/** A whole number from zero up. */
export const COUNT: Shape = { kind: "count", min: 0 };

/** One of some words. */
export function words(list: readonly string[], aliases?: Readonly<Record<string, string>>): Shape {
  return { kind: "words", words: list, ...(aliases ? { aliases } : {}) };
}

/** An array. */
export function list(of: Shape, nonempty?: true): Shape {
  return { kind: "list", of, ...(nonempty ? { nonempty } : {}) };
}

/** A table of free names. */
export function map(names: string, of: Shape): Shape {
  return { kind: "map", names, of };
}

/** A table of known names. */
export function table(keys: Keys): Shape {
  return { kind: "table", keys };
}

/** One of several shapes. */
export function either(...of: readonly Shape[]): Shape {
  return { kind: "either", of };
}
