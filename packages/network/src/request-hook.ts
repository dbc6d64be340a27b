import type { Origin } from "./decision.ts";
import { matchesGlob } from "./matches-glob.ts";

/** One value to compare with: the text itself, or with `*` for any run and `?` for one character. */
export type TextPattern =
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "glob"; readonly text: string };

/** A header that is added to a request, with a secret that the client never sees. */
export interface HeaderInjection {
  /** As sent. */
  readonly name: string;
  /** Before the secret, e.g. `Bearer `. */
  readonly prefix: string;
  /** Where the proxy's own process finds the secret. */
  readonly secret: { readonly kind: "variable" | "file"; readonly name: string };
}

/**
 * One hook of `[...network.mitm.hooks.NAME]`: which requests to a host pass inside of TLS, and what is changed in them. All that
 * it names has to fit. A host with hooks gets nothing that fits none of them.
 */
export interface RequestHook {
  /** For people. */
  readonly name: string;
  /** The one host it is for. */
  readonly host: string;
  /** Compared in upper case. */
  readonly methods: readonly string[];
  /** What the path has to begin with, after dot segments are resolved. */
  readonly paths: readonly TextPattern[];
  /** For each parameter of the query the values that it may have; it has to be there. */
  readonly query: Readonly<Record<string, readonly TextPattern[]>>;
  /** For each header, in lower case, the values that it may have; it has to be there. */
  readonly headers: Readonly<Record<string, readonly TextPattern[]>>;
  /** Headers, in lower case, that are taken out. */
  readonly strip: readonly string[];
  /** Headers that are added; one of the client's of the same name is taken out. */
  readonly inject: readonly HeaderInjection[];
  /** Where it was written. */
  readonly origin?: Origin;
}

/** Says whether a text is the pattern, or with `begin` whether it begins with it. */
export function fits({ kind, text: wanted }: TextPattern, text: string, begin = false): boolean {
  if (kind === "glob") return matchesGlob(begin ? `${wanted}*` : wanted, text);
  return begin ? text.startsWith(wanted) : text === wanted;
}
