import assert from "node:assert/strict";
import { test } from "node:test";
import { memoryView } from "../testing/memory-view.ts";
import type { FileView } from "./file-view.ts";
import { findSecrets } from "./secrets.ts";

const home = "/home/u";
const tree = memoryView({
  [`${home}/.gnupg`]: null,
  [`${home}/.config/gcloud`]: null,
  [`${home}/notes`]: "",
});
const found = (view: FileView): readonly string[] =>
  findSecrets(view, [home])
    .map(({ path }) => path)
    .filter((path) => path.startsWith(home))
    .sort();

test("findSecrets() finds what lies at the top of a home and below", () => {
  assert.deepEqual(found(tree), [`${home}/.config/gcloud`, `${home}/.gnupg`]);
});

for (const folder of [home, `${home}/.config`])
  test(`${folder} that cannot be listed is looked at path by path`, () => {
    const closed: FileView = {
      ...tree,
      list: (path) => {
        if (path === folder) throw Object.assign(new Error("closed"), { code: "EACCES" });
        return tree.list(path);
      },
    };
    assert.deepEqual(found(closed), found(tree));
  });

test("what the folder of settings does not list is not looked at", () => {
  const looked: string[] = [];
  const view: FileView = {
    ...tree,
    lstat: (path) => {
      looked.push(path);
      return tree.lstat(path);
    },
  };
  found(view);
  assert.deepEqual(
    looked.filter((path) => path.startsWith(`${home}/.config/`) && path !== `${home}/.config/gcloud`),
    [],
  );
});

test("a home on a file system that knows no case hides its secrets as well", () => {
  const upper = (path: string): string => path.replace("/.gnupg", "/.GnuPG");
  const blind: FileView = {
    ...tree,
    list: (path) => tree.list(path).map((entry) => ({ ...entry, name: upper(`/${entry.name}`).slice(1) })),
  };
  assert.deepEqual(found(blind), found(tree));
});
