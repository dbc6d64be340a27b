import type { Suite } from "../suite.ts";

/** Verdicts of the macOS profile compiler. The package that writes the profile is not part of this tree yet. */
export const seatbeltSuite: Suite = {
  name: "seatbelt",
  cases: "seatbelt.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    for (const item of cases) {
      yield { kind: "skipped", id: String(item["id"]), reason: "there is no backend for macOS yet" };
    }
  },
};
