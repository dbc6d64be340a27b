import { type Notice, placeOf } from "@paddock/config";
import type { CommandContext } from "../../cli/command.ts";

const STYLE = { error: "red", warn: "yellow", info: "dim" } as const;

/** A notice on one line, place first, as compilers write it. */
export function noticeText(notice: Notice, style: CommandContext["style"]): string {
  const place = placeOf(notice.origin);
  return `${place ? `${place}: ` : ""}${style(STYLE[notice.severity], notice.severity)}: ${notice.text}\n`;
}
