import type { Tally } from "../insights.ts";
import { countText } from "../insights-text.ts";

/** Makes recorded text safe to stand in HTML: no markup, no control characters, no change of direction. */
export const escapeHtml = (text: string): string =>
  text
    .replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`)
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "·");

/** Colours by what they stand for; the style sheet has them. */
export type Colour = "calls" | "good" | "ask" | "block" | "no";

/** A share of one as percent, never 0 or 100 for what is not. */
export function percentText(share: number): string {
  const percent = share * 100;
  if (percent > 0 && percent < 0.1) return "under 0.1 %";
  return `${percent < 10 || (percent > 99 && percent < 100) ? percent.toFixed(1) : Math.round(percent)} %`;
}

/** A large count in few characters. */
export function shortCount(count: number): string {
  if (count < 10_000) return countText(count);
  const [value, unit] =
    count < 999_500 ? [count / 1_000, "k"] : count < 999_500_000 ? [count / 1e6, "M"] : [count / 1e9, "G"];
  return `${value < 100 ? value.toFixed(1) : Math.round(value)} ${unit}`;
}

/** A bar as wide as its share. */
export function bar(share: number, colour: Colour): string {
  const filled = `<div style="width:${(Math.min(1, share) * 100).toFixed(1)}%;background:var(--${colour})"></div>`;
  return `<div class="bar">${share > 0 ? filled : ""}</div>`;
}

/** A card with a heading of its own. */
export function card(title: string, body: string, wide = false): string {
  return `<section class="card${wide ? " wide" : ""}"><h3>${title}</h3>${body}</section>`;
}

/** A card of horizontal bars, the name of each in full as its title; nothing for no values. */
export function barCard(title: string, tallies: readonly Tally[], colour: Colour): string {
  if (tallies.length === 0) return "";
  const most = Math.max(...tallies.map(({ count }) => count), 1);
  const rows = tallies.map(({ name, count }) => {
    const shown = escapeHtml(name.slice(0, 300));
    return `<dt title="${shown}">${shown}</dt>${bar(count / most, colour)}<dd>${countText(count)}</dd>`;
  });
  return card(title, `<dl class="bars">${rows.join("")}</dl>`);
}

/** A section of cards; nothing where it has none. */
export function section(title: string, said: string, cards: readonly string[]): string {
  const body = cards.filter((one) => one !== "").join("\n");
  return body === "" ? "" : `<h2>${title}</h2><p>${said}</p><div class="grid">${body}</div>`;
}

/** A table; columns whose heading starts with `#` hold numbers. */
export function table(headings: readonly string[], rows: readonly string[]): string {
  const head = headings.map((text) =>
    text.startsWith("#") ? `<th class="n">${text.slice(1)}</th>` : `<th>${text}</th>`,
  );
  return `<div class="scroll"><table><tr>${head.join("")}</tr>${rows.join("")}</table></div>`;
}
