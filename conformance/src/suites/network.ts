import { NetworkError } from "@paddock/network";
import { loadRules } from "@paddock/rules";
import { judgeRequest, type Verdict } from "../network/judge-request.ts";
import { judgeRunning } from "../network/judge-running.ts";
import { judged, type Outcome } from "../outcome.ts";
import type { RawCase, Suite } from "../suite.ts";

/** Cases that load a rules file are judged by the rules package, whose `network_rule` it is. */
function judgeRules(text: string): Verdict {
  const { problems } = loadRules([{ path: "case.rules", text, layer: "user" }], { compat: "codex" });
  return problems.length > 0
    ? { decision: "deny", reason: "config_error" }
    : { decision: "allow", reason: "loads" };
}

async function judge(item: RawCase): Promise<Verdict | undefined> {
  const source = item["policy"] as RawCase;
  if (typeof source["rules"] === "string") return judgeRules(source["rules"]);
  try {
    const request = item["request"] as RawCase;
    return judgeRequest(source, request) ?? (await judgeRunning(source, request));
  } catch (error) {
    if (!(error instanceof NetworkError)) throw error;
    return { decision: "deny", reason: "config_error" };
  }
}

async function check(item: RawCase): Promise<Outcome> {
  const id = String(item["id"]);
  const verdict = await judge(item);
  if (!verdict) {
    const protocol = (item["request"] as RawCase)["protocol"];
    return { kind: "skipped", id, reason: `needs a sandbox, or is no case this suite knows: ${protocol}` };
  }
  const complaints: string[] = [];
  if (verdict.decision !== item["expect"]) {
    complaints.push(`${verdict.decision} (${verdict.reason}), expected ${item["expect"]}: ${item["why"]}`);
  }
  const hasReason = /^(?:verified:codex-[\d.]+|read:source|own-intent)$/.test(String(item["source"]));
  if (hasReason && verdict.reason !== item["reason"]) {
    complaints.push(`reason ${verdict.reason}, expected ${item["reason"]}: ${item["why"]}`);
  }
  return judged(id, complaints);
}

/** Destinations against recorded decisions. */
export const networkSuite: Suite = {
  name: "network",
  cases: "network.jsonl",
  drivers: ["paddock"],
  async *run(cases) {
    for (const item of cases) yield await check(item);
  },
};
