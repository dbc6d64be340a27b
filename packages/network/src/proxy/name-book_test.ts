import assert from "node:assert/strict";
import { test } from "node:test";
import { NameBook } from "./name-book.ts";

test("a name keeps its address, and an address its name", () => {
  const book = new NameBook();
  assert.equal(book.addressOf("a.test"), "198.18.0.1");
  assert.equal(book.addressOf("b.test"), "198.18.0.2");
  assert.equal(book.addressOf("a.test"), "198.18.0.1");
  assert.equal(book.nameOf("198.18.0.2"), "b.test");
  assert.equal(book.nameOf("198.18.0.3"), undefined);
});

test("a full book gives no address to a further name, and keeps those it gave", () => {
  const book = new NameBook();
  const given = Array.from({ length: 4094 }, (_, index) => book.addressOf(`n${index}.test`));
  assert.equal(new Set(given).size, 4094);
  assert.equal(given.at(-1), "198.18.15.254");
  assert.equal(book.addressOf("one.more.test"), undefined);
  assert.equal(book.addressOf("n0.test"), "198.18.0.1");
});
