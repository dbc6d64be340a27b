import assert from "node:assert/strict";
import { test } from "node:test";
import { evaluate } from "./evaluate.ts";
import { expandPresets, findPreset } from "./expand-presets.ts";
import { lintDomains } from "./lint-domains.ts";
import { NetworkError } from "./network-error.ts";
import { PRESETS } from "./presets.ts";

test("a preset stands for its hosts, and names itself as their layer", () => {
  const origin = { layer: "user", file: "/c.toml", line: 3 };
  const domains = [
    ...expandPresets(["pypi@1"], origin),
    { pattern: "files.pythonhosted.org", decision: "deny" as const },
  ];
  const ask = (host: string): ReturnType<typeof evaluate> =>
    evaluate({ enabled: true, domains }, { host, port: 443, protocol: "https" });
  assert.deepEqual(ask("pypi.org").origin, { layer: "preset pypi@1", file: "/c.toml", line: 3 });
  assert.equal(ask("files.pythonhosted.org").reason, "denied");
  assert.equal(ask("x.pypi.org").decision, "ask");
});

test("an unknown preset, or another version of one, is refused", () => {
  for (const name of ["nmp", "npm@0", "npm@99", "npm@1@1", "", "npm@"])
    assert.throws(() => findPreset(name), NetworkError, name);
});

for (const preset of PRESETS) {
  test(`preset ${preset.name} has one name, hosts and no entry that is too wide`, () => {
    assert.equal(PRESETS.filter(({ name }) => name === preset.name).length, 1);
    assert.match(preset.name, /^[a-z]+$/);
    assert.ok(preset.version >= 1 && preset.hosts.length > 0);
    assert.deepEqual(lintDomains(expandPresets([preset.name])), []);
  });
}
