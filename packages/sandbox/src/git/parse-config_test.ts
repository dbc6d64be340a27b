import assert from "node:assert/strict";
import { test } from "node:test";
import { type GitVariable, parseGitConfig } from "./parse-config.ts";

const cases: readonly [what: string, text: string, expected: readonly GitVariable[]][] = [
  ["a plain variable", "[core]\n\tbare = false\n", [{ section: "core", key: "bare", value: "false" }]],
  ["names in any case", "[CORE]\nHooksPath=x", [{ section: "core", key: "hookspath", value: "x" }]],
  [
    "a subsection as written",
    '[filter "A b"]\nclean = c',
    [{ section: "filter", subsection: "A b", key: "clean", value: "c" }],
  ],
  [
    "an escaped subsection",
    '[a "x\\"y\\\\z"]\nk=v',
    [{ section: "a", subsection: 'x"y\\z', key: "k", value: "v" }],
  ],
  [
    "the old subsection spelling",
    "[filter.Lfs]\nclean=c",
    [{ section: "filter", subsection: "lfs", key: "clean", value: "c" }],
  ],
  [
    "a header and a variable on one line",
    "[core] fsmonitor = x",
    [{ section: "core", key: "fsmonitor", value: "x" }],
  ],
  ["a key without a value", "[core]\nbare\n", [{ section: "core", key: "bare" }]],
  ["comments", "# [core]\n;x\n[core] # c\nk = v # c\n", [{ section: "core", key: "k", value: "v" }]],
  ["quotes around comment signs", '[a]\nk = "x # y" ; z', [{ section: "a", key: "k", value: "x # y" }]],
  ["escapes", '[a]\nk = "q\\"\\\\\\t\\n"', [{ section: "a", key: "k", value: 'q"\\\t\n' }]],
  ["a continued line", "[a]\nk = one \\\n two", [{ section: "a", key: "k", value: "one  two" }]],
  ["inner blanks, without those around", "[a]\nk =   x  y   ", [{ section: "a", key: "k", value: "x  y" }]],
  ["quoted blanks at the end", '[a]\nk = "x  "', [{ section: "a", key: "k", value: "x  " }]],
  ["CRLF line ends", "[a]\r\nk = v\r\n", [{ section: "a", key: "k", value: "v" }]],
  ["a byte order mark", "\ufeff[a]\nk=v", [{ section: "a", key: "k", value: "v" }]],
  ["what stands below a broken line", "[a]\n%%%\nk=v", [{ section: "a", key: "k", value: "v" }]],
  ["nothing before the first section", "k=v", []],
];

for (const [what, text, expected] of cases) {
  test(`parseGitConfig() reads ${what}`, () => {
    assert.deepEqual(parseGitConfig(text), expected);
  });
}
