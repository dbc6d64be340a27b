import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as wait } from "node:timers/promises";
import { render } from "ink-testing-library";
import { initialState } from "../state/initial-state.ts";
import type { Effect } from "../state/model.ts";
import { createStore } from "../state/store.ts";
import { facts } from "../testing/samples.ts";
import { asciiMarks } from "../text/marks.ts";
import { App } from "./App.tsx";

test("keys reach the composer one by one, enter sends, and the frame follows", async () => {
  const effects: Effect[] = [];
  const store = createStore(initialState({ columns: 80, rows: 24 }), (effect) => effects.push(effect));
  store.dispatch({ kind: "opened", facts });
  const app = render(<App store={store} marks={asciiMarks} />);
  try {
    await wait(50);
    for (const key of ["l", "s", "\u001b[D", "a", "\u007f"]) {
      app.stdin.write(key);
      await wait(20);
    }
    assert.match(app.lastFrame() ?? "", /^> ls$/m);
    app.stdin.write("\r");
    await wait(50);
    assert.deepEqual(effects, [{ kind: "send", text: "ls" }]);
    assert.match(app.lastFrame() ?? "", /Working 0s/);
  } finally {
    app.unmount();
    store.dispose();
  }
});
