import { domainToASCII, domainToUnicode } from "node:url";
import type { ApprovalRequest } from "@paddock/guard";
import { type Row, row, type Tone } from "./row.ts";
import { gutter, untrusted, wrapSpans } from "./spans.ts";

function marked(text: string, tone: (line: string) => Tone, columns: number): readonly Row[] {
  return text
    .split("\n")
    .flatMap((line) => gutter(row("  "), row("  "), wrapSpans(untrusted(line, tone(line)), columns - 2)));
}

const patchTone = (line: string): Tone =>
  line.startsWith("+") ? "ok" : line.startsWith("-") ? "bad" : line.startsWith("*** ") ? "accent" : "plain";

/** A host that can be read in two ways is shown in both: `xn--pple-43d.example` looks like an apple and is none. */
function otherSpelling(host: string, columns: number): readonly Row[] {
  const plain = /^[\x21-\x7e]*$/.test(host);
  const other = plain ? domainToUnicode(host) : domainToASCII(host);
  if (other === "" || other === host.toLowerCase()) return [];
  const words = plain ? "looks like " : "is really ";
  return gutter(
    row("  "),
    row("  "),
    wrapSpans([{ text: words, tone: "warn", bold: true }, ...untrusted(other)], columns - 2),
  );
}

/** What an action does, in full: the whole command, every line that would be written, every argument. */
export function actionRows({ action, subject }: ApprovalRequest, columns: number): readonly Row[] {
  if (action.kind === "patch") return marked(subject, patchTone, columns);
  const sign = action.kind === "command" ? "$ " : "  ";
  const head = gutter(
    row(sign, "accent"),
    row("  "),
    wrapSpans(untrusted(subject, "plain", true), columns - 2),
  );
  switch (action.kind) {
    case "write": {
      const lines = action.content.replace(/\n$/, "").split("\n");
      return [...head, ...marked(lines.map((line) => `+ ${line}`).join("\n"), () => "ok", columns)];
    }
    case "network":
      return [...head, ...otherSpelling(action.host, columns)];
    case "tool":
    case "mcp":
      return [...head, ...marked(JSON.stringify(action.input, undefined, 2) ?? "", () => "plain", columns)];
    default:
      return head;
  }
}
