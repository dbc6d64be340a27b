import assert from "node:assert/strict";
import { test } from "node:test";
import { stoodIn } from "./stood-in.ts";

test("under npm the folder the user stood in counts", () => {
  const env = { INIT_CWD: "/home/u/shop", npm_package_json: "/clone/package.json" };
  assert.equal(stoodIn("/clone", env), "/home/u/shop");
});

test("a value left over in a nested shell is ignored", () => {
  const env = { INIT_CWD: "/home/u/shop", npm_package_json: "/clone/package.json" };
  assert.equal(stoodIn("/home/u/other", env), "/home/u/other");
  assert.equal(stoodIn("/home/u", { INIT_CWD: "/x" }), "/home/u");
});
