import type { RawCase } from "../suite.ts";

/** One attack or one piece of legitimate work, as the corpus writes it. */
export interface EscapeCase {
  readonly id: string;
  readonly mode: string;
  readonly class: string;
  readonly setup: string;
  readonly command: string;
  readonly expect: "denied" | "allowed";
  /** Host shell; status 0 means that the effect happened. Empty: the command's own status says it. */
  readonly check: string;
  readonly control: boolean;
  /** Programs without which the case says nothing. */
  readonly needs: readonly string[];
  /** Further confined runs in the same workspace, after the first. */
  readonly runs: readonly EscapeRun[];
  /** Arguments between `sandbox` and `--`, beside those of the mode. */
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

/** One confined run of a case. */
export interface EscapeRun {
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly stdin?: string;
}

const text = (value: unknown): string => (typeof value === "string" ? value : "");
const texts = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];

function table(value: unknown): Readonly<Record<string, string>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return {};
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, String(item)]));
}

function runsOf(value: unknown, first: EscapeRun): readonly EscapeRun[] {
  if (typeof value === "number") return Array.from({ length: Math.max(0, value - 1) }, () => first);
  if (!Array.isArray(value)) return [];
  return value.map((item): EscapeRun => {
    if (typeof item === "string") return { ...first, command: item };
    const run = (item ?? {}) as RawCase;
    return {
      command: typeof run["command"] === "string" ? run["command"] : first.command,
      args: run["args"] === undefined ? first.args : texts(run["args"]),
      env: { ...first.env, ...table(run["env"]) },
      ...(typeof run["stdin"] === "string" ? { stdin: run["stdin"] } : {}),
    };
  });
}

/** Reads one line of the corpus. */
export function escapeCase(raw: RawCase): EscapeCase {
  const first: EscapeRun = {
    command: text(raw["command"]),
    args: texts(raw["args"]),
    env: table(raw["env"]),
    ...(typeof raw["stdin"] === "string" ? { stdin: raw["stdin"] } : {}),
  };
  return {
    ...first,
    id: text(raw["id"]),
    mode: text(raw["mode"]) || "workspace-write",
    class: text(raw["class"]),
    setup: text(raw["setup"]),
    expect: raw["expect"] === "allowed" ? "allowed" : "denied",
    check: text(raw["check_cmd"]),
    control: raw["control_without_sandbox"] === "allowed",
    needs: texts(raw["needs"]),
    runs: runsOf(raw["runs"], first),
  };
}
