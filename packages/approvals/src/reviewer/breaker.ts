/** When refusals by the reviewer end the turn. */
export interface BreakerLimits {
  /** Denials one after the other. Default 3. */
  readonly inARow?: number;
  /** Denials among the last reviews of the turn. Default 10. */
  readonly inTurn?: number;
  /** How many of the last reviews count. Default 50. */
  readonly window?: number;
}

/** Counts what the reviewer said in each turn; one per session, never shared. */
export interface Breaker {
  /** Notes a verdict; failures and timeouts are no verdict and must not be noted. True when the turn must stop. */
  note(turn: string, outcome: "allow" | "deny" | "ask"): boolean;
  /** True once the turn was stopped. */
  open(turn: string): boolean;
  /** Forgets a turn that ended. */
  end(turn: string): void;
}

/** Makes a breaker. The limits are asked for with each verdict, because settings may change while a turn runs. */
export function createBreaker(limits: () => BreakerLimits | undefined): Breaker {
  const turns = new Map<string, { readonly verdicts: boolean[]; row: number; open: boolean }>();
  return {
    note(turn, outcome): boolean {
      const { inARow = 3, inTurn = 10, window = 50 } = limits() ?? {};
      const state = turns.get(turn) ?? { verdicts: [], row: 0, open: false };
      turns.set(turn, state);
      const denied = outcome === "deny";
      state.verdicts.push(denied);
      if (state.verdicts.length > window) state.verdicts.shift();
      state.row = denied ? state.row + 1 : 0;
      state.open ||= state.row >= inARow || state.verdicts.filter((verdict) => verdict).length >= inTurn;
      return state.open;
    },
    open: (turn): boolean => turns.get(turn)?.open ?? false,
    end: (turn): void => {
      turns.delete(turn);
    },
  };
}
