import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, it } from "node:test";
import { VERSION } from "../version.ts";
import { generatedFiles } from "./generated-files.ts";

const root = join(import.meta.dirname, "..", "..");

describe("checked-in files", () => {
  for (const [path, text] of Object.entries(generatedFiles())) {
    it(`${path} is what the key table gives (npm run generate -w @paddock/config)`, () => {
      const found = readFileSync(join(root, path), "utf8");
      if (path.endsWith(".json")) assert.deepEqual(JSON.parse(found), JSON.parse(text));
      else assert.equal(found, text);
    });
  }

  it("agree on the version", () => {
    assert.equal(
      (JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as { version: string }).version,
      VERSION,
    );
  });
});
