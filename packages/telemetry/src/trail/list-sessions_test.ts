import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { withFolder } from "../testing/scratch.ts";
import { listSessions } from "./list-sessions.ts";
import { openTrail } from "./open-trail.ts";

describe("the sessions of a trail", () => {
  it("are listed in the order in which they were last opened", () =>
    withFolder(async (directory) => {
      assert.deepEqual(listSessions(directory), []);
      for (const session of ["a", "b", "a"]) await (await openTrail({ directory, session, env: {} })).close();
      const open = await openTrail({ directory, session: "c", env: {} });
      assert.deepEqual(
        listSessions(directory).map(({ session, closed }) => [session, closed]),
        [
          ["b", true],
          ["a", true],
          ["c", false],
        ],
      );
      await open.close();
    }));
});
