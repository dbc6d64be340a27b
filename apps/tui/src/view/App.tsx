import { Box, useApp, useCursor, useInput, usePaste, useWindowSize } from "ink";
import { type ReactElement, useEffect, useLayoutEffect, useSyncExternalStore } from "react";
import type { Store } from "../state/store.ts";
import type { Marks } from "../text/marks.ts";
import { frame } from "./frame.ts";
import { History } from "./History.tsx";
import { keysOf } from "./ink-key.ts";
import { Rows } from "./Rows.tsx";

/** The whole user interface: a transcript that is printed once and a small live part below it. */
export function App({ store, marks }: { readonly store: Store; readonly marks: Marks }): ReactElement {
  const state = useSyncExternalStore(store.subscribe, store.state);
  const { waitUntilRenderFlush } = useApp();
  const { setCursorPosition } = useCursor();
  const { columns, rows } = useWindowSize();
  useLayoutEffect(() => store.dispatch({ kind: "resized", columns, rows }), [store, columns, rows]);
  useInput((input, key) => {
    for (const one of keysOf(input, key)) {
      if (one.kind === "paste") store.dispatch({ kind: "paste", text: one.text, at: store.now() });
      else store.dispatch({ kind: "key", key: one.key, at: store.now() });
    }
  });
  usePaste((text) => store.dispatch({ kind: "paste", text, at: store.now() }));
  const drawn = frame(state, marks);
  setCursorPosition(drawn.cursor);
  const { card } = drawn;
  const shows =
    card === undefined
      ? state.phase
      : `${card.request} ${card.first} ${card.last} ${card.total} ${state.card?.focusedAt}`;
  // biome-ignore lint/correctness/useExhaustiveDependencies: `shows` says when what is on screen changes
  useEffect(() => {
    let current = true;
    void waitUntilRenderFlush().then(() => {
      if (current)
        store.dispatch({ kind: "flushed", at: store.now(), ...(card === undefined ? {} : { card }) });
    });
    return () => {
      current = false;
    };
  }, [store, waitUntilRenderFlush, shows]);
  return (
    <Box flexDirection="column">
      <History items={state.items} marks={marks} columns={store.columns} />
      <Rows rows={drawn.rows} />
    </Box>
  );
}
