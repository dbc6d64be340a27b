import { type ConfigCase, judgeConfigCase } from "@paddock/config/testing";
import { judged, type Outcome } from "../outcome.ts";
import type { Suite } from "../suite.ts";

/** Layers, requirements and trust: files in, effective values, notices and errors out. */
export const configSuite: Suite = {
  name: "config",
  cases: "config.jsonl",
  drivers: ["paddock"],
  async *run(cases): AsyncGenerator<Outcome> {
    for (const item of cases) {
      const started = performance.now();
      const complaints = await judgeConfigCase(item as unknown as ConfigCase);
      yield judged(String(item["id"]), complaints, performance.now() - started);
    }
  },
};
