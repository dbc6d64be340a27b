import type { Action } from "./action.ts";
import type { Decision, Reason } from "./decision.ts";
import { GuardError } from "./guard-error.ts";
import type { RunResult } from "./run.ts";

/** What a hook may add to a decision: a question or a refusal. It can allow nothing. */
export interface HookVerdict {
  /** `ask` turns a run into a question; `deny` refuses. */
  readonly decision: "ask" | "deny";
  /** One sentence for the person and the agent. */
  readonly reason: string;
}

/** Code of the host that looks at actions before and at results after. Hooks only tighten. */
export interface Hook {
  /** Stands in reasons and records. */
  readonly name: string;
  /** Looks at a decision that would run or ask; nothing returned leaves it as it is. */
  readonly before?: (
    proposed: { readonly action: Action; readonly decision: Decision },
    options: { readonly signal: AbortSignal },
  ) => Promise<HookVerdict | undefined> | HookVerdict | undefined;
  /** Looks at a result; a reason returned keeps its text from the agent. */
  readonly after?: (
    done: { readonly action: Action; readonly result: RunResult },
    options: { readonly signal: AbortSignal },
  ) => Promise<string | undefined> | string | undefined;
}

/** Time that one hook has, in milliseconds. */
const limit = 10_000;

async function within<T>(work: (signal: AbortSignal) => T | Promise<T>, outer: AbortSignal): Promise<T> {
  const signal = AbortSignal.any([outer, AbortSignal.timeout(limit)]);
  signal.throwIfAborted();
  let abort = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    abort = (): void => reject(signal.reason);
    signal.addEventListener("abort", abort, { once: true });
  });
  try {
    return await Promise.race([work(signal), stopped]);
  } finally {
    signal.removeEventListener("abort", abort);
  }
}

function failed(hook: Hook, error: unknown): string {
  return `the hook ${hook.name} failed: ${error instanceof Error ? error.message : String(error)}`;
}

/** Asks every hook about a decision. The strictest verdict counts; a hook that fails or is late refuses. */
export async function beforeHooks(
  hooks: readonly Hook[],
  proposed: { readonly action: Action; readonly decision: Decision },
  signal: AbortSignal,
): Promise<{ readonly decision: "ask" | "deny"; readonly reasons: readonly Reason[] } | undefined> {
  const verdicts = await Promise.all(
    hooks.map(async (hook): Promise<(HookVerdict & { readonly name: string }) | undefined> => {
      if (hook.before === undefined) return undefined;
      const { before } = hook;
      try {
        const verdict = await within((stop) => before(proposed, { signal: stop }), signal);
        if (verdict === undefined || verdict === null) return undefined;
        if (verdict.decision === "ask" || verdict.decision === "deny") return { ...verdict, name: hook.name };
        throw new GuardError("bad-hook", `its verdict is neither ask nor deny`);
      } catch (error) {
        return { decision: "deny", reason: failed(hook, error), name: hook.name };
      }
    }),
  );
  const spoken = verdicts.filter((verdict) => verdict !== undefined);
  if (spoken.length === 0) return undefined;
  return {
    decision: spoken.some((verdict) => verdict.decision === "deny") ? "deny" : "ask",
    reasons: spoken.map(({ decision, reason, name }) => ({
      code: `hook.${decision}`,
      text: `${name}: ${reason}`,
    })),
  };
}

/** Lets every hook look at a result. One that objects or fails keeps the text from the agent; the record has it. */
export async function afterHooks(
  hooks: readonly Hook[],
  done: { readonly action: Action; readonly result: RunResult },
  signal: AbortSignal,
): Promise<readonly Reason[]> {
  const reasons: Reason[] = [];
  for (const hook of hooks) {
    if (hook.after === undefined) continue;
    const { after } = hook;
    try {
      const reason = await within((stop) => after(done, { signal: stop }), signal);
      if (reason !== undefined && reason !== null) {
        reasons.push({ code: "hook.withheld", text: `${hook.name}: ${reason}` });
      }
    } catch (error) {
      reasons.push({ code: "hook.withheld", text: failed(hook, error) });
    }
  }
  return reasons;
}
