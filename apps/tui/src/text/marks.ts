/** What a line of the transcript is about. */
export type Mark =
  | "user"
  | "assistant"
  | "tool"
  | "ok"
  | "failed"
  | "denied"
  | "question"
  | "notice"
  | "continued";

/** Glyphs of the left gutter. Meaning never rests on colour alone. */
export type Marks = Readonly<Record<Mark, string>>;

/** For terminals that can show them. */
export const unicodeMarks: Marks = {
  user: ">",
  assistant: "•",
  tool: "▸",
  ok: "✓",
  failed: "✗",
  denied: "⊘",
  question: "?",
  notice: "!",
  continued: "│",
};

/** For terminals and locales that cannot. */
export const asciiMarks: Marks = {
  user: ">",
  assistant: "*",
  tool: "+",
  ok: "ok",
  failed: "x",
  denied: "deny",
  question: "?",
  notice: "!",
  continued: "|",
};

/** Unicode unless the terminal or the locale says otherwise. */
export function marksFor(env: Readonly<Record<string, string | undefined>>): Marks {
  if (env["TERM"] === "dumb" || env["TERM"] === "linux") return asciiMarks;
  const locale = env["LC_ALL"] || env["LC_CTYPE"] || env["LANG"];
  // An unset locale is what containers and CI have; their terminals show UTF-8 all the same.
  return locale === undefined || /utf-?8/i.test(locale)
    ? unicodeMarks
    : locale === "C" || locale === "POSIX"
      ? asciiMarks
      : unicodeMarks;
}
