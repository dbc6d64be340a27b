/** What decides whether colours are written. */
export interface ColorFacts {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** `--color`: auto, always or never. */
  readonly when?: string;
  readonly isTerminal: boolean;
}

/**
 * The colour level of one stream: 0 none, 1 sixteen colours, 2 256, 3 true colour. Order: a non-empty NO_COLOR, then
 * `--color`, then FORCE_COLOR, then whether the stream is a terminal that can.
 */
export function colorLevel({ env, when = "auto", isTerminal }: ColorFacts): 0 | 1 | 2 | 3 {
  if (env["NO_COLOR"]) return 0;
  if (when === "never") return 0;
  const capable = env["COLORTERM"] === "truecolor" ? 3 : env["TERM"]?.includes("256") ? 2 : 1;
  if (when === "always") return capable;
  const forced = env["FORCE_COLOR"];
  if (forced !== undefined) {
    if (forced === "0" || forced === "false") return 0;
    return forced === "2" ? 2 : forced === "3" ? 3 : 1;
  }
  return isTerminal && env["TERM"] !== "dumb" ? capable : 0;
}

const codes = {
  bold: [1, 22],
  dim: [2, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
} as const;

/** The names `styler` understands. */
export type StyleName = keyof typeof codes;

/** A function that wraps text in a style, or returns it unchanged where colours are off. */
export function styler(on: boolean): (name: StyleName, text: string) => string {
  if (!on) return (_name, text) => text;
  return (name, text) => `\u001b[${codes[name][0]}m${text}\u001b[${codes[name][1]}m`;
}
