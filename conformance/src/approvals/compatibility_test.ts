import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readCases } from "../read-cases.ts";
import { checkCase } from "../suites/approvals.ts";
import { judgeCall } from "../suites/decisions.ts";
import { behaviourOf } from "./judge-case.ts";

const root = join(import.meta.dirname, "..", "..", "..");
const page = readFileSync(join(root, "packages", "approvals", "COMPATIBILITY.md"), "utf8");

function cases(name: string): ReturnType<typeof readCases> {
  return readCases(join(root, "conformance", "cases", `${name}.jsonl`));
}

/** Ids in back-ticks; after a prefix that ends in a dash stand the rest of further ones: `d-un-`d03, d04. */
function listed(text: string): ReadonlySet<string> {
  const ids = new Set<string>();
  for (const [, head = "", rest = ""] of text.matchAll(/`([a-z0-9-]+)`((?: ?[a-z]\d+,?)*)/g)) {
    if (!head.endsWith("-")) ids.add(head);
    for (const [tail] of rest.matchAll(/[a-z]\d+/g)) ids.add(`${head}${tail}`);
  }
  return ids;
}

/** Recorded cases whose outcome the page must list: those that end otherwise by default. */
function compare(differing: readonly string[], known: ReadonlySet<string>, text: string): void {
  const named = [...listed(text)].filter((id) => known.has(id));
  assert.deepEqual(named.toSorted(), differing.toSorted());
}

const [ofApprovals = "", ofDecisions = ""] = page.split("In the suite `decisions`:");

test("COMPATIBILITY.md lists exactly the recorded cases of `approvals` that differ by default", () => {
  const recorded = cases("approvals").filter(
    (item) => behaviourOf(item) === "codex" && item["source"] !== "table",
  );
  const differing = recorded.filter((item) => checkCase(item, undefined).kind === "failed");
  compare(
    differing.map(({ id }) => String(id)),
    new Set(recorded.map(({ id }) => String(id))),
    ofApprovals,
  );
});

test("COMPATIBILITY.md lists exactly the recorded cases of `decisions` that differ by default", () => {
  const recorded = cases("decisions");
  const differing = recorded.filter((item) => {
    const expect = item["expect"] as { readonly verdict: string; readonly sandbox?: string };
    const { verdict, sandbox } = judgeCall(item, undefined);
    return verdict !== expect.verdict || (expect.sandbox !== undefined && sandbox !== expect.sandbox);
  });
  compare(
    differing.map(({ id }) => String(id)),
    new Set(recorded.map(({ id }) => String(id))),
    ofDecisions,
  );
});
