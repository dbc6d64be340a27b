import type { Day } from "../insights.ts";
import { countText } from "../insights-text.ts";
import type { Colour } from "./parts.ts";

const width = 1_040;
const left = 44;
const longest = 92;

/** Every day from the first to the last, also those on which nothing happened; at most the last 92. */
export function everyDay(days: readonly Day[]): readonly Day[] {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return [];
  const known = new Map(days.map((day) => [day.day, day]));
  const all: Day[] = [];
  const end = Date.parse(last.day);
  for (
    let at = Math.max(Date.parse(first.day), end - (longest - 1) * 86_400_000);
    at <= end;
    at += 86_400_000
  ) {
    const day = new Date(at).toISOString().slice(0, 10);
    all.push(known.get(day) ?? { day, sessions: 0, calls: 0, refused: 0, asked: 0 });
  }
  return all;
}

/** The next round number from a value on, for the top of a scale. */
export function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)));
  return ([1, 2, 5, 10].find((step) => step * unit >= value) ?? 10) * unit;
}

interface Panel {
  readonly name: string;
  readonly colour: Colour;
  readonly value: (day: Day) => number;
  readonly height: number;
}

const panels: readonly Panel[] = [
  { name: "Calls", colour: "calls", value: ({ calls }) => calls, height: 120 },
  { name: "Refused or blocked", colour: "no", value: ({ refused }) => refused, height: 64 },
  { name: "Questions", colour: "ask", value: ({ asked }) => asked, height: 64 },
];

function panelSvg(days: readonly Day[], { name, colour, value, height }: Panel, top: number): string {
  const scale = roundUp(Math.max(...days.map(value), 1));
  const step = (width - left) / days.length;
  const thick = Math.max(1.5, Math.min(26, step * 0.72));
  const base = top + height;
  const lines = [scale, scale / 2]
    .filter((mark) => Number.isInteger(mark))
    .map((mark) => {
      const y = base - (mark / scale) * height;
      return `<line x1="${left}" x2="${width}" y1="${y}" y2="${y}" stroke="var(--line)"/><text x="${left - 8}" y="${y + 4}" text-anchor="end">${countText(mark)}</text>`;
    });
  const columns = days.map((day, index) => {
    const tall = (value(day) / scale) * height;
    if (tall === 0) return "";
    const x = left + index * step + (step - thick) / 2;
    return `<rect x="${x.toFixed(1)}" y="${(base - tall).toFixed(1)}" width="${thick.toFixed(1)}" height="${tall.toFixed(1)}" rx="${Math.min(3, thick / 3).toFixed(1)}" fill="var(--${colour})"><title>${day.day}: ${countText(value(day))}</title></rect>`;
  });
  return `<text class="name" x="0" y="${top - 14}">${name}</text>${lines.join("")}${columns.join("")}<line x1="${left}" x2="${width}" y1="${base}" y2="${base}" stroke="var(--faint)"/>`;
}

/** Draws calls, refusals and questions by day, one below the other on one axis of days and a scale of its own each. */
export function dayChart(given: readonly Day[]): string {
  const days = everyDay(given);
  const parts: string[] = [];
  let top = 30;
  for (const panel of panels) {
    parts.push(panelSvg(days, panel, top));
    top += panel.height + 44;
  }
  const step = (width - left) / days.length;
  const every = Math.ceil(days.length / 10);
  const labels = days.map((day, index) =>
    index % every === 0
      ? `<text x="${(left + index * step + step / 2).toFixed(1)}" y="${top - 24}" text-anchor="${index === 0 && days.length > 20 ? "start" : "middle"}">${day.day.slice(5)}</text>`
      : "",
  );
  return `<svg viewBox="0 0 ${width} ${top - 16}" role="img" aria-label="Use by day">${parts.join("")}${labels.join("")}</svg>`;
}
