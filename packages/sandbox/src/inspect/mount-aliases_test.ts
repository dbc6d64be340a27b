import assert from "node:assert/strict";
import { test } from "node:test";
import { mountAliases } from "./mount-aliases.ts";

const line = (device: string, root: string, point: string): string =>
  `1 0 ${device} ${root} ${point} rw - ext4 d rw`;

const cases: readonly [
  what: string,
  mounts: readonly string[],
  path: string,
  aliases: readonly string[] | undefined,
][] = [
  ["no alias without a second mount", [line("8:1", "/", "/")], "/data/x", undefined],
  [
    "a bind mount of a parent",
    [line("8:1", "/", "/"), line("8:1", "/data", "/mnt/d")],
    "/data/x",
    ["/mnt/d/x"],
  ],
  [
    "a bind mount of the object itself",
    [line("8:1", "/", "/"), line("8:1", "/data/x", "/mnt/x")],
    "/data/x",
    ["/mnt/x"],
  ],
  [
    "nothing from another device",
    [line("8:1", "/", "/"), line("8:2", "/data", "/mnt/d")],
    "/data/x",
    undefined,
  ],
  [
    "the original of an object seen through a bind mount",
    [line("8:1", "/", "/"), line("8:1", "/data", "/mnt/d")],
    "/mnt/d/x",
    ["/data/x"],
  ],
  [
    "a point with a blank in its name",
    [line("8:1", "/", "/"), line("8:1", "/data", "/mnt/a\\040b")],
    "/data/x",
    ["/mnt/a b/x"],
  ],
  [
    "no bind mount of a sibling",
    [line("8:1", "/", "/"), line("8:1", "/data2", "/mnt/d")],
    "/data/x",
    undefined,
  ],
];

for (const [what, mounts, path, aliases] of cases) {
  test(`mountAliases() finds ${what}`, () => {
    assert.deepEqual(mountAliases(mounts.join("\n"), [path])[path], aliases);
  });
}
