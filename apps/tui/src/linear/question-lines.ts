import type { ApprovalRequest } from "@paddock/guard";
import type { Marks } from "../text/marks.ts";
import { visible } from "../text/visible.ts";
import { cardBody } from "../view/card-body.ts";
import { rowText } from "../view/row.ts";

/** The question as plain lines: the same facts as the card, in the same order. */
export function questionLines(request: ApprovalRequest, marks: Marks): string {
  const card = {
    request: request.id,
    offset: 0,
    seen: 0,
    total: 0,
    read: true,
    confirming: false,
    why: false,
  };
  const body = cardBody(request, card, 100).map((spans) => `${marks.continued} ${rowText(spans)}`.trimEnd());
  const outside = request.placement === "outside" ? "NO SANDBOX: " : "";
  return `${[`${marks.question} ${outside}${visible(request.title)}`, ...body].join("\n")}\n`;
}
