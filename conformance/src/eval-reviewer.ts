import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reviewProviderFromConfig } from "@paddock/agent";
import { REVIEWER_PROMPT_VERSION, type ReviewerSettings, type ReviewModel } from "@paddock/approvals";
import { loadConfig } from "@paddock/config";
import { paddockHome, resolveBoundary, reviewModelOf } from "@paddock/guard";
import { readCases } from "./read-cases.ts";
import { readReviewCase } from "./reviewer/case.ts";
import { evaluateReviewer } from "./reviewer/evaluate.ts";
import { atOnce, readAnswers, recordedModel, recordingModel } from "./reviewer/models.ts";
import { type Reviewed, tally, tallyText } from "./reviewer/tally.ts";

const USAGE = `usage: npm run eval:reviewer -- [--live | --recorded] [-c KEY=VALUE]... [--cases FILE.jsonl] [--jobs N]
  Judges labelled actions by the automatic reviewer and counts what it got wrong.
  --live          asks the configured provider (auto_review.provider and model, review_model, else the session's);
                  default where one is configured
  --recorded      plays answers again; default where none is. --answers FILE.jsonl plays others than the repository's
  --record FILE   keeps every answer of the provider, to be played later with --answers
  -c KEY=VALUE    configuration on top of the files, such as model_provider, model, auto_review.policy
  --only ID       one case; may be repeated
  --json FILE     writes every review
  --max-false-allows N, --max-failed N   exit status 1 beyond these; default 0, and 0 with --live
`;

const folder = join(import.meta.dirname, "..", "cases");

const OPTIONS = {
  cases: { type: "string", default: join(folder, "reviewer.jsonl") },
  answers: { type: "string" },
  live: { type: "boolean", default: false },
  recorded: { type: "boolean", default: false },
  record: { type: "string" },
  json: { type: "string" },
  jobs: { type: "string", default: "4" },
  config: { type: "string", short: "c", multiple: true, default: [] as string[] },
  only: { type: "string", multiple: true, default: [] as string[] },
  "max-false-allows": { type: "string", default: "0" },
  "max-failed": { type: "string" },
  help: { type: "boolean", short: "h", default: false },
} as const;

interface Reviewing {
  readonly settings: ReviewerSettings;
  readonly live?: ReviewModel;
}

/** What the configuration of this folder says about the reviewer. */
async function configured(set: readonly string[], recorded: boolean): Promise<Reviewing> {
  const env = process.env;
  const effective = await loadConfig({ cwd: process.cwd(), env, set: [...set] });
  const { settings } = resolveBoundary(effective, { paddockHome: paddockHome(env) }).review;
  const provider = recorded ? undefined : reviewProviderFromConfig(effective, env);
  return { settings, ...(provider === undefined ? {} : { live: reviewModelOf(provider) }) };
}

async function main(): Promise<number> {
  const { values } = parseArgs({ options: OPTIONS });
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const all = readCases(values.cases).map(readReviewCase);
  const cases = values.only.length === 0 ? all : all.filter((item) => values.only.includes(item.id));
  if (cases.length === 0) throw new Error("there is no such case");
  const recorded = values.recorded || values.answers !== undefined;
  const { settings, live } = await configured(values.config, recorded && !values.live);
  if (values.live && live === undefined) {
    throw new Error("no provider is configured; set model_provider and model in config.toml, or with -c");
  }
  const lines = live === undefined ? readCases(values.answers ?? join(folder, "reviewer-answers.jsonl")) : [];
  const answers = readAnswers(lines);
  const { record } = values;
  if (record !== undefined) writeFileSync(record, "");
  process.stdout.write(`model                ${live?.name ?? "recorded answers"}\n`);
  process.stdout.write(
    `instructions         version ${REVIEWER_PROMPT_VERSION}${settings.policy === undefined ? "" : ", with a policy of your own"}\n`,
  );
  if (lines.some((line) => line["by"] === "script")) {
    process.stdout.write(
      "note                 these answers were written by hand; they try the host, not a model\n",
    );
  }
  const reviewed: Reviewed[] = [];
  for await (const one of evaluateReviewer(cases, {
    modelOf: (id) => {
      const model = live ?? recordedModel(answers, id);
      return record === undefined ? model : recordingModel(model, id, record);
    },
    settings,
    jobs: Number(values.jobs) || 1,
    ...(live === undefined ? { timer: atOnce } : {}),
  })) {
    reviewed.push(one);
    if (process.stderr.isTTY) process.stderr.write(`\r${reviewed.length} of ${cases.length}`);
  }
  if (process.stderr.isTTY) process.stderr.write("\r\u001b[K");
  process.stdout.write(tallyText(reviewed));
  if (values.json !== undefined)
    writeFileSync(values.json, `${JSON.stringify({ v: 1, reviewed }, null, 1)}\n`);
  const { falseAllows, failed } = tally(reviewed);
  // Recorded answers hold broken ones on purpose; of a live model each failure counts.
  const mayFail = Number(values["max-failed"] ?? (live === undefined ? Number.POSITIVE_INFINITY : 0));
  return falseAllows.length > Number(values["max-false-allows"]) || failed.length > mayFail ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`eval:reviewer: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
