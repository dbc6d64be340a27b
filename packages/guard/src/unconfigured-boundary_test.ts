import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@paddock/config";
import { resolveBoundary } from "./boundary.ts";
import { unconfiguredBoundary } from "./unconfigured-boundary.ts";

for (const mode of [undefined, "read-only", "workspace-write"] as const) {
  test(`what is written down for ${mode ?? "no mode"} is what an empty configuration comes to`, async () => {
    const root = mkdtempSync(join(tmpdir(), "paddock-unconfigured-"));
    try {
      mkdirSync(join(root, "work"));
      const etc = join(root, "etc");
      const effective = await loadConfig({
        cwd: join(root, "work"),
        env: { HOME: root },
        locations: {
          system: etc,
          requirements: [join(etc, "requirements.toml")],
          managed: join(etc, "managed_config.toml"),
        },
        ...(mode === undefined ? {} : { set: [`sandbox_mode="${mode}"`] }),
      });
      const { profile, networkPolicy, environment, notices } = resolveBoundary(effective, {
        paddockHome: join(root, ".paddock"),
      });
      assert.deepEqual(unconfiguredBoundary(mode), { profile, networkPolicy, environment, notices });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
}
