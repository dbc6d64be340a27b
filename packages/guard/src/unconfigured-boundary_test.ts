import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { loadConfig } from "@paddock/config";
import { resolveBoundary } from "./boundary.ts";
import { unconfiguredBoundary } from "./unconfigured-boundary.ts";

/** Where the mode was chosen, remembered trust says nothing more. */
const cases = [
  { mode: undefined, trust: undefined },
  ...(["read-only", "workspace-write"] as const).flatMap((mode) =>
    ([undefined, "trusted", "untrusted"] as const).map((trust) => ({ mode, trust })),
  ),
];

for (const { mode, trust } of cases) {
  test(`what is written down for ${mode ?? "no mode"} is what no configuration comes to; trust: ${trust ?? "none"}`, async () => {
    const root = realpathSync(mkdtempSync(join(tmpdir(), "paddock-unconfigured-")));
    try {
      const [work, etc] = [join(root, "work"), join(root, "etc")];
      mkdirSync(work);
      mkdirSync(join(root, ".paddock"), { mode: 0o700 });
      if (trust !== undefined)
        writeFileSync(
          join(root, ".paddock/trust.toml"),
          `[projects.${JSON.stringify(work)}]\ntrust_level = "${trust}"\n`,
        );
      const effective = await loadConfig({
        cwd: work,
        env: { HOME: root },
        locations: {
          system: etc,
          requirements: [join(etc, "requirements.toml")],
          managed: join(etc, "managed_config.toml"),
        },
        ...(mode === undefined ? {} : { set: [`sandbox_mode="${mode}"`] }),
      });
      assert.equal(effective.trust, trust ?? "unknown");
      const { profile, networkPolicy, environment, notices } = resolveBoundary(effective, {
        paddockHome: join(root, ".paddock"),
      });
      assert.deepEqual(unconfiguredBoundary(mode), { profile, networkPolicy, environment, notices });
    } finally {
      rmSync(root, { recursive: true, force: true });
    }
  });
}
