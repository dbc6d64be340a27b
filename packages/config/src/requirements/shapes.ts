import { either, FLAG, list, NAME, type Shape, TEXT, table, words } from "../keys/shape.ts";

const MATCHER: Shape = either(
  table({
    match: { shape: words(["exact", "prefix"]), required: true, summary: "How the value is compared." },
    value: { shape: TEXT, required: true, summary: "What it must be, or start with." },
  }),
  table({
    match: { shape: words(["regex"]), required: true, summary: "How the value is compared." },
    expression: {
      shape: TEXT,
      required: true,
      summary: "Regular expression that must match the whole value.",
    },
  }),
);

const IDENTITY: Shape = either(
  table({
    command: {
      required: true,
      summary: "The program, with any arguments; or the program and a matcher for each argument.",
      shape: either(
        NAME,
        table({
          executable: { shape: NAME, required: true, summary: "The program." },
          args: {
            shape: list(MATCHER),
            required: true,
            summary: "One matcher for each argument, in order; the count must be equal.",
          },
        }),
      ),
    },
  }),
  table({ url: { shape: either(NAME, MATCHER), required: true, summary: "The address, or a matcher." } }),
);

/** What one MCP server must be. */
export const SERVER_REQUIREMENT: Shape = table({
  identity: { shape: IDENTITY, required: true, summary: "What the server must be." },
});

/** One managed command rule. */
export const RULE: Shape = table({
  pattern: {
    required: true,
    summary: "Words of the command, from its start.",
    shape: list(
      either(
        table({ token: { shape: NAME, required: true, summary: "Exactly this word." } }),
        table({ any_of: { shape: list(NAME, true), required: true, summary: "One of these words." } }),
      ),
      true,
    ),
  },
  decision: {
    shape: words(["prompt", "prompt-user", "forbidden"]),
    required: true,
    summary: "What happens; managed rules never allow.",
  },
  justification: { shape: NAME, summary: "Why, shown with the decision." },
  canonical_matching: { shape: FLAG, summary: "Compares the program by its name without folder." },
});
