import { createHash, randomUUID } from "node:crypto";
import { canonicalJson } from "../digest.ts";
import type { Reason } from "../facts.ts";
import type { Clock } from "../grants.ts";
import { abortion } from "./abortion.ts";
import { createBreaker } from "./breaker.ts";
import { writeEvidence } from "./evidence.ts";
import { type ExchangeCost, exchange } from "./exchange.ts";
import type { ReviewModel, ReviewTools } from "./model.ts";
import { settle } from "./outcome.ts";
import { createOverrides } from "./overrides.ts";
import { preclassify } from "./preclassify.ts";
import { REVIEWER_PROMPT_VERSION, reviewerInstructions } from "./prompt.ts";
import {
  denialAdvice,
  outageAdvice,
  type Review,
  type ReviewInput,
  type ReviewSource,
  type ReviewStatus,
} from "./review.ts";
import { fillSettings, type ReviewerSettings, reviewRequired } from "./settings.ts";
import { runtimeTimer, type Timer } from "./timer.ts";
import { createTrunks } from "./trunk.ts";

/** Options of {@link createReviewer}. */
export interface ReviewerOptions {
  /** The model behind the reviews. */
  readonly model: ReviewModel;
  /** Read-only tools; none by default. */
  readonly tools?: ReviewTools;
  /** Limits and policy; every field has a default. */
  readonly settings?: ReviewerSettings;
  /** Default: the system's clock. */
  readonly clock?: Clock;
  /** Default: the runtime's timers. */
  readonly timer?: Timer;
  /** Makes the marker number of each review; must be unguessable. Default: a random UUID. */
  readonly nonce?: () => string;
}

/** Answers questions in a person's place. One per session; it shares nothing with others. */
export interface AutomaticReviewer {
  /** Reviews one action. Never rejects: a failure is a review that does not allow. */
  review(input: ReviewInput, options?: { readonly signal?: AbortSignal }): Promise<Review>;
  /** Puts other settings in force from the next review on; denials and overrides stay. */
  update(settings: ReviewerSettings): void;
  /** Lets the action with this digest through once, on the user's word. */
  override(digest: string): void;
  /** True when an administrator wants every command of this model reviewed. */
  required(model: string | undefined): boolean;
  /** Forgets the turn's denials. */
  endTurn(turn: string): void;
  /** Forgets what was shown to the model in this session. */
  endSession(session: string): void;
}

const systemClock: Clock = { now: () => Date.now() };
const timedOut = Symbol("timed out");

/** Makes a reviewer around a model. The outcome table, the limits and the failures are decided here, not there. */
export function createReviewer(options: ReviewerOptions): AutomaticReviewer {
  const { model, tools, clock = systemClock, timer = runtimeTimer, nonce = randomUUID } = options;
  let settings = fillSettings(options.settings ?? {});
  let instructions = reviewerInstructions(settings.policy);
  const breaker = createBreaker(() => settings.breaker);
  const overrides = createOverrides(clock);
  const trunks = createTrunks();

  interface Finding {
    readonly source: ReviewSource;
    readonly status: ReviewStatus;
    readonly reasons: readonly Reason[];
    readonly more?: Partial<Review>;
    readonly record?: Partial<Review["record"]>;
  }

  function finish(input: ReviewInput, started: number, finding: Finding): Review {
    const { status } = finding;
    const outage = status === "failed" || status === "timed-out";
    const outcome =
      status === "approved"
        ? "allow"
        : status === "asked" ||
            (status === "denied" && finding.source !== "breaker" && settings.onDeny === "ask") ||
            (outage && settings.onOutage === "ask")
          ? "ask"
          : "deny";
    // Only verdicts count: an outage says nothing about the agent.
    const judged = finding.source === "model" || finding.source === "classifier";
    const verdict = status === "approved" ? "allow" : status === "denied" ? "deny" : "ask";
    const interrupt =
      judged && !outage && status !== "aborted"
        ? breaker.note(input.turn, verdict)
        : breaker.open(input.turn);
    const text = finding.reasons.at(-1)?.text ?? "";
    return {
      v: 1,
      digest: input.digest,
      source: finding.source,
      status,
      outcome,
      reasons: finding.reasons,
      interrupt,
      ...(outcome === "allow"
        ? {}
        : {
            advice: outage ? outageAdvice(text) : denialAdvice(finding.more?.assessment?.rationale ?? text),
          }),
      ...finding.more,
      record: {
        promptVersion: REVIEWER_PROMPT_VERSION,
        model: model.name,
        attempts: 0,
        toolCalls: 0,
        inputTokens: 0,
        outputTokens: 0,
        omittedEntries: 0,
        cutEntries: 0,
        ...finding.record,
        durationMs: Math.max(0, clock.now() - started),
      },
    };
  }

  /** The answers that need no model, in the order of their weight. */
  function without(input: ReviewInput): Finding | undefined {
    if (overrides.take(input.digest)) {
      const reasons = [{ code: "reviewer.override", text: "The user allowed exactly this action, once." }];
      return { source: "override", status: "approved", reasons };
    }
    if (breaker.open(input.turn)) {
      const text = "Too many actions of this turn were denied; nothing more is reviewed until the next turn.";
      return { source: "breaker", status: "denied", reasons: [{ code: "reviewer.breaker", text }] };
    }
    if (input.facts !== undefined) {
      const found = preclassify(input.facts, input.placement ?? "outside");
      if (found.kind !== "unsure") {
        const status = found.kind === "allow" ? "approved" : "denied";
        return { source: "classifier", status, reasons: [{ code: found.code, text: found.text }] };
      }
    }
    const limit = settings.budget?.action ?? 64_000;
    if (JSON.stringify(input.action).length > limit) {
      // An action that is judged in part is not judged.
      const text = `The action is longer than the ${limit} characters that a review reads in full.`;
      return { source: "host", status: "asked", reasons: [{ code: "reviewer.too-long", text }] };
    }
    return undefined;
  }

  async function withModel(input: ReviewInput, outer: AbortSignal | undefined): Promise<Finding> {
    const stop = new AbortController();
    const signal = outer === undefined ? stop.signal : AbortSignal.any([outer, stop.signal]);
    const marker = nonce();
    const trunk = trunks.open(input.session, instructions, input.transcript);
    const evidence = writeEvidence(input, marker, settings.budget, trunk.covered);
    const items = [...trunk.items, { kind: "evidence", text: evidence.text } as const];
    const cost: ExchangeCost = { attempts: 0, toolCalls: 0, inputTokens: 0, outputTokens: 0 };
    const evidenceDigest = createHash("sha256").update(instructions).update(evidence.text).digest("hex");
    const record = (): Partial<Review["record"]> => ({
      ...cost,
      evidenceDigest,
      trunk: trunk.use,
      omittedEntries: evidence.omitted,
      cutEntries: evidence.cut,
    });
    try {
      const late = timer.wait(settings.timeoutMs, signal).then((): typeof timedOut => timedOut);
      const work = exchange({
        model,
        ...(tools === undefined ? {} : { tools }),
        settings,
        timer,
        instructions,
        items,
        nonce: marker,
        cacheKey: `paddock-review:${input.session}`,
        signal,
        cost,
      });
      // Whichever loses the race is aborted below; its rejection is of no interest any more.
      late.catch(() => undefined);
      work.catch(() => undefined);
      const aborted = abortion(outer);
      const end = await Promise.race([work, late, aborted.promise]).finally(aborted.forget);
      if (end === timedOut) {
        const text = `no answer within ${settings.timeoutMs} ms`;
        return {
          source: "host",
          status: "timed-out",
          reasons: [{ code: "reviewer.timeout", text }],
          record: record(),
        };
      }
      if (end.kind === "failed") {
        // What was shown before may be what the model cannot take; the next review starts over.
        trunks.end(input.session);
        const reasons = [{ code: "reviewer.failed", text: end.problem }];
        return { source: "host", status: "failed", reasons, record: record() };
      }
      trunk.commit([...items, { kind: "answer", text: end.answer }]);
      const settled = settle(end.assessment);
      const statuses = { allow: "approved", deny: "denied", ask: "asked" } as const;
      return {
        source: "model",
        status: statuses[settled.outcome],
        reasons: settled.reasons,
        more: { assessment: end.assessment },
        record: record(),
      };
    } catch (error) {
      if (outer?.aborted === true) {
        const reasons = [{ code: "reviewer.aborted", text: "The turn was stopped during the review." }];
        return { source: "host", status: "aborted", reasons, record: record() };
      }
      const text = error instanceof Error ? error.message : String(error);
      return {
        source: "host",
        status: "failed",
        reasons: [{ code: "reviewer.failed", text }],
        record: record(),
      };
    } finally {
      trunk.release();
      stop.abort();
    }
  }

  function stopped(input: ReviewInput, started: number): Review {
    const reasons = [{ code: "reviewer.aborted", text: "The turn was stopped before the review." }];
    return finish(input, started, { source: "host", status: "aborted", reasons });
  }

  /** Reviews under way, by what they are about. */
  const running = new Map<string, Promise<Review>>();

  /** Asks the model, or waits for the answer to the very same question: a flood of one action costs one review. */
  async function asked(
    input: ReviewInput,
    started: number,
    signal: AbortSignal | undefined,
  ): Promise<Review> {
    const key = canonicalJson([input.session, input.turn, input.digest, input.placement, input.action]);
    const same = running.get(key);
    if (same !== undefined) {
      const aborted = abortion(signal);
      const review = await Promise.race([same, aborted.promise.catch(() => undefined)]).finally(
        aborted.forget,
      );
      if (review === undefined) return stopped(input, started);
      // One that was stopped with its own turn says nothing to another.
      return review.status === "aborted" ? await asked(input, started, signal) : review;
    }
    const own = withModel(input, signal).then((finding) => finish(input, started, finding));
    running.set(key, own);
    return await own.finally(() => running.delete(key));
  }

  return {
    async review(input, { signal } = {}): Promise<Review> {
      const started = clock.now();
      if (signal?.aborted === true) return stopped(input, started);
      const finding = without(input);
      return finding === undefined ? await asked(input, started, signal) : finish(input, started, finding);
    },
    update(changed): void {
      settings = fillSettings(changed);
      instructions = reviewerInstructions(settings.policy);
    },
    override: (digest): void => overrides.allow(digest),
    required: (name): boolean => reviewRequired(name, settings.requiredOnModels),
    endTurn: (turn): void => breaker.end(turn),
    endSession: (session): void => trunks.end(session),
  };
}
