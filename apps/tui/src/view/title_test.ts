import assert from "node:assert/strict";
import { test } from "node:test";
import { initialState } from "../state/initial-state.ts";
import { createStore } from "../state/store.ts";
import { facts } from "../testing/samples.ts";
import { watchTitle } from "./title.ts";

function titles(sandbox: string): readonly string[] {
  const written: string[] = [];
  const store = createStore(initialState({ columns: 80, rows: 24 }), () => {});
  const restore = watchTitle(store, (text) => written.push(text));
  store.dispatch({ kind: "opened", facts: { ...facts, sandbox } });
  store.dispatch({ kind: "notice", level: "info", text: "x" });
  restore();
  store.dispose();
  return written;
}

test("the window says once that there is no sandbox, and gets its title back", () => {
  const [warning, restored, ...more] = titles("danger-full-access");
  assert.match(warning ?? "", /NO SANDBOX/);
  assert.equal(restored, "\u001b[23;0t");
  assert.deepEqual(more, []);
});

test("the title of a confined session is left alone", () => assert.deepEqual(titles("workspace-write"), []));
