import { Box, Text } from "ink";
import type { ReactElement } from "react";
import type { Row, Span, Tone } from "./row.ts";

const colours: Readonly<Record<Tone, string | undefined>> = {
  accent: "cyan",
  ok: "green",
  warn: "yellow",
  bad: "red",
  muted: undefined,
  plain: undefined,
};

function styled({ text, tone = "plain", bold = false }: Span, index: number): ReactElement {
  const color = colours[tone];
  return (
    <Text key={index} bold={bold} dimColor={tone === "muted"} {...(color === undefined ? {} : { color })}>
      {text}
    </Text>
  );
}

/** Rows that are laid out already, one line each. */
export function Rows({ rows }: { readonly rows: readonly Row[] }): ReactElement {
  return (
    <Box flexDirection="column">
      {rows.map((spans, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a row's place is its identity
        <Text key={index} wrap="truncate-end">
          {spans.length === 0 || spans.every(({ text }) => text === "") ? " " : spans.map(styled)}
        </Text>
      ))}
    </Box>
  );
}
