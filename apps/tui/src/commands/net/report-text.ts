import type { CommandContext } from "../../cli/command.ts";
import { visible } from "../../text/visible.ts";
import type { Decided, Destination } from "./network-report.ts";

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** A number of bytes for people. */
export function bytesText(bytes: number): string {
  let unit = 0;
  let value = bytes;
  while (value >= 1000 && unit < UNITS.length - 1) {
    value /= 1000;
    unit += 1;
  }
  return `${unit > 0 && value < 10 ? value.toFixed(1) : Math.round(value)} ${UNITS[unit]}`;
}

function countsText({ allowed, denied, asked }: Decided, style: CommandContext["style"]): string {
  const parts = [
    ...(allowed > 0 ? [style("green", `${allowed} allowed`)] : []),
    ...(denied > 0 ? [style("red", `${denied} refused`)] : []),
  ];
  const about = asked === 0 ? "" : ` (${asked === allowed + denied ? "" : `${asked} `}asked about)`;
  return `${parts.join(", ")}${about}`;
}

function targetText({ host, port }: Destination): string {
  const name = visible(host);
  if (port === undefined) return `${name} (looked up)`;
  return `${host.includes(":") ? `[${name}]` : name}:${port}`;
}

/** The report for people: a line for each destination, and below it who asked and why it was refused. */
export function reportText(destinations: readonly Destination[], style: CommandContext["style"]): string {
  if (destinations.length === 0) return "no destination was asked for\n";
  const lines = destinations.flatMap((destination): readonly string[] => {
    const { sent, received, commands, reasons } = destination;
    const wire = sent + received === 0 ? "" : `, ${bytesText(sent)} up, ${bytesText(received)} down`;
    const several = commands.length > 1;
    return [
      `${targetText(destination)}  ${countsText(destination, style)}${wire}`,
      ...commands.map((asker) => {
        const line = visible(asker.command.replaceAll(/\s+/g, " "));
        return `  ${style("dim", `${line}${several ? `  (${countsText(asker, (_, text) => text)})` : ""}`)}`;
      }),
      ...reasons.map((reason) => `  ${style("dim", `refused: ${visible(reason)}`)}`),
    ];
  });
  const sum = (of: (destination: Destination) => number): number =>
    destinations.reduce((total, destination) => total + of(destination), 0);
  const all = { allowed: sum((d) => d.allowed), denied: sum((d) => d.denied), asked: sum((d) => d.asked) };
  const wire = `${bytesText(sum((d) => d.sent))} up, ${bytesText(sum((d) => d.received))} down`;
  const many = destinations.length === 1 ? "1 destination" : `${destinations.length} destinations`;
  return `${lines.join("\n")}\n${style("bold", many)}: ${countsText(all, style)}, ${wire}\n`;
}
