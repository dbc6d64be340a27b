import { statSync } from "node:fs";
import type { LoadedConfig } from "./effective.ts";
import { loadWithReads } from "./load.ts";
import type { LoadOptions } from "./load-options.ts";

/** A configuration that follows its files. */
export interface LiveConfig {
  /** The configuration as of the last refresh. */
  readonly current: LoadedConfig;
  /**
   * Looks whether any file has changed and returns the configuration in force now: the same object where nothing has.
   * Call it before each action, also before one that was queued earlier: then a tightened value is never ignored. Costs
   * one stat for each file; the policy server is asked at most once in `cloudSeconds`.
   *
   * @throws {ConfigError} where the files no longer load: the action must not run.
   */
  refresh(): Promise<LoadedConfig>;
}

interface Stamps {
  /** Changes whenever a file is written, replaced, removed or made. */
  readonly text: string;
  /** When the youngest of the files was changed. Milliseconds since 1970. */
  readonly youngest: number;
}

function stampsOf(paths: ReadonlySet<string>): Stamps {
  let youngest = 0;
  const lines = [...paths].map((path) => {
    try {
      const info = statSync(path, { bigint: true, throwIfNoEntry: false });
      if (!info) return "";
      youngest = Math.max(youngest, Number(info.mtimeMs), Number(info.ctimeMs));
      return `${info.ino}:${info.size}:${info.mtimeNs}:${info.ctimeNs}`;
    } catch {
      return "unreadable";
    }
  });
  return { text: lines.join("\n"), youngest };
}

/** File systems keep times no finer than this. Milliseconds. */
const GRAIN = 20;

/** Settings of {@link openConfig}. */
export interface LiveOptions {
  /** Seconds after which the policy server's cache is looked at again, where there is a server. Default 60. */
  readonly cloudSeconds?: number;
  /** Milliseconds since 1970. Default: the clock. */
  readonly now?: () => number;
}

/**
 * Loads the configuration, with positions, and keeps it up to date, one refresh at a time.
 *
 * @throws {ConfigError} as {@link loadConfig} does.
 */
export async function openConfig(options: LoadOptions, live: LiveOptions = {}): Promise<LiveConfig> {
  const now = live.now ?? Date.now;
  const load = async () => {
    const [at, started] = [now(), Date.now()];
    const { config, paths } = await loadWithReads({ positions: true, ...options });
    const stamps = stampsOf(paths);
    // A file that changed while it was read may be half old in the result: it is read again next time.
    return { config, paths, at, marks: stamps.youngest + GRAIN >= started ? undefined : stamps.text };
  };
  let state = await load();
  const check = async (): Promise<LoadedConfig> => {
    const hasServer = state.config.requirements.values["config_server"] !== undefined;
    const due = hasServer && now() - state.at >= (live.cloudSeconds ?? 60) * 1000;
    if (!due && state.marks !== undefined && stampsOf(state.paths).text === state.marks) return state.config;
    // Where this load fails, the next refresh must load again even if no file changes until then.
    state = { ...state, marks: undefined };
    const next = await load();
    const same = next.config.digest === state.config.digest;
    state = same ? { ...next, config: state.config } : next;
    return state.config;
  };
  let last: Promise<unknown> = Promise.resolve();
  return {
    get current() {
      return state.config;
    },
    refresh() {
      // Each call looks after the one before it: a change made before a call is never missed by that call.
      const turn = last.then(check, check);
      last = turn.catch(() => undefined);
      return turn;
    },
  };
}
