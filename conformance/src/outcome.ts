/** How one case ended. A skip always says why; a case that could not be judged is never passed. */
export type Outcome =
  | { readonly kind: "passed"; readonly id: string; readonly ms?: number; readonly notes?: readonly string[] }
  | {
      readonly kind: "failed";
      readonly id: string;
      readonly detail: string;
      readonly ms?: number;
      readonly notes?: readonly string[];
    }
  | { readonly kind: "skipped"; readonly id: string; readonly reason: string };

/** Judges by a list of complaints: none means passed. */
export function judged(id: string, complaints: readonly string[], ms?: number): Outcome {
  const time = ms === undefined ? {} : { ms };
  return complaints.length === 0
    ? { kind: "passed", id, ...time }
    : { kind: "failed", id, detail: complaints.join("; "), ...time };
}
