import assert from "node:assert/strict";
import { test } from "node:test";
import type { Denial } from "@paddock/sandbox";
import { denialText } from "./denial-text.ts";

const cases: readonly [denial: Denial, text: string][] = [
  [{ layer: "mount", operation: "write", object: "/etc/x", program: "sh" }, "write /etc/x by sh (mount)"],
  [{ layer: "mount", operation: "read", object: "/k", entry: "/k" }, "read /k (mount: /k)"],
  [
    { layer: "proxy", operation: "connect", object: "a.test:443", why: "a.test is not listed" },
    "connect a.test:443 (proxy: a.test is not listed)",
  ],
  [{ layer: "mount", operation: "write", object: "/a\u001b[2Jb" }, "write /a\\x1b[2Jb (mount)"],
];
for (const [denial, text] of cases) {
  test(`a refusal reads: ${JSON.stringify(text)}`, () => assert.equal(denialText(denial), text));
}
