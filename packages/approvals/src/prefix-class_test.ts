import assert from "node:assert/strict";
import { test } from "node:test";
import { checkAmendment, refusePrefix } from "./prefix-class.ts";

const refused: readonly (readonly string[])[] = [
  [],
  ["python3.11"],
  ["/usr/bin/python3"],
  ["python.exe"],
  ["python3", "-c"],
  ["python3", "-m"],
  ["node", "--eval"],
  ["node", "-p"],
  ["perl", "-E"],
  ["bash"],
  ["/usr/bin/bash", "-c", "x"],
  ["/bin/bash", "-lc", "npm test > out"],
  ["git"],
  ["git.exe"],
  ["git", "-c"],
  ["git", "-C", "x"],
  ["/usr/bin/env"],
  ["env", "x"],
  ["sudo", "-u", "root", "ls"],
  ["npx"],
  ["npm", "exec"],
  ["npm", "run"],
  ["uv", "run"],
  ["deno", "run"],
  ["docker", "run"],
  ["xargs", "sh"],
  ["find", "."],
  ["rm"],
  ["rm", "-rf"],
  ["curl", "https://x.example"],
  ["awk"],
  ["vim", "notes.md"],
  ["psql", "app"],
  ["/usr/bin/less", "log"],
  ["tar", "xf", "a.tar"],
  ["systemctl", "restart", "app"],
  ["crontab", "jobs"],
  ["pwsh", "-Command"],
];

for (const prefix of refused) {
  test(`${JSON.stringify(prefix)} is too wide`, () => {
    const reason = refusePrefix(prefix);
    assert.ok(reason, "expected a reason");
    assert.match(reason.code, /^prefix\./);
  });
}

const kept: readonly (readonly string[])[] = [
  ["npm", "test"],
  ["npm", "run", "build"],
  ["npm", "install"],
  ["python3", "-m", "pytest"],
  ["python3", "scripts/build.py"],
  ["git", "push"],
  ["cargo", "build"],
  ["go", "test"],
  ["make", "check"],
  ["ls"],
  ["bash", "scripts/ci.sh"],
];

for (const prefix of kept) {
  test(`${JSON.stringify(prefix)} may become a rule`, () => {
    assert.equal(refusePrefix(prefix), undefined);
  });
}

test("an amendment for another command than the one asked about is refused", () => {
  assert.equal(checkAmendment(["rm", "-rf", "/"], [["npm", "install", "x"]])?.code, "prefix.other-action");
  assert.equal(checkAmendment(["npm", "install"], [["npm", "install", "x"]]), undefined);
  assert.equal(
    checkAmendment(["npm", "install", "x", "y"], [["npm", "install", "x"]])?.code,
    "prefix.other-action",
  );
});
