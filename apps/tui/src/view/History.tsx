import { Static } from "ink";
import { memo, type ReactElement } from "react";
import type { Item } from "../state/model.ts";
import type { Marks } from "../text/marks.ts";
import { itemRows } from "./item-rows.ts";
import { Rows } from "./Rows.tsx";

/** What the transcript is drawn with. `columns` is read when an entry is printed, so a resize prints nothing again. */
export interface HistoryProps {
  readonly items: readonly Item[];
  readonly marks: Marks;
  readonly columns: () => number;
}

/** The transcript: printed once, then left to the terminal's scrollback. Memoised because any re-render of Static writes. */
export const History = memo(function History({ items, marks, columns }: HistoryProps): ReactElement {
  return (
    <Static items={items as Item[]}>
      {(item) => <Rows key={item.id} rows={itemRows(item, marks, columns())} />}
    </Static>
  );
});
