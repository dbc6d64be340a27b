// Prints what loading costs: a full stack warm, and what the package adds to a bare start of the runtime.
//   node --conditions=paddock-source packages/config/bench/load.ts
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type LoadOptions, loadConfig, openConfig } from "@paddock/config";
import { build } from "esbuild";

const root = mkdtempSync(join(tmpdir(), "paddock-bench-"));
const put = (path: string, text: string): void => {
  mkdirSync(join(root, path, ".."), { recursive: true });
  writeFileSync(join(root, path), text, { mode: 0o644 });
};
put("project/.git/HEAD", "ref: refs/heads/main\n");
put("project/.paddock/config.toml", 'model = "project"\napproval_policy = "untrusted"\n');
put("project/sub/.paddock/config.toml", 'model_verbosity = "low"\n');
put("etc/config.toml", 'model = "system"\n[features]\napps = false\n');
put(
  "etc/requirements.toml",
  'allowed_sandbox_modes = ["read-only", "workspace-write"]\nallowed_web_search_modes = ["cached"]\n[permissions.filesystem]\ndeny_read = ["~/.ssh"]\n[mcp_servers.docs]\nidentity = { command = "docs" }\n',
);
put(
  "home/.paddock/config.toml",
  `model = "mine"\nsandbox_mode = "workspace-write"\n[sandbox_workspace_write]\nwritable_roots = ["~/cache"]\n${Array.from({ length: 20 }, (_, i) => `[mcp_servers.s${i}]\ncommand = "server"\nargs = ["--port", "${i}"]\nenv = { A = "1" }\n`).join("")}[projects."${join(root, "project")}"]\ntrust_level = "trusted"\n`,
);
put("home/.paddock/strict.config.toml", 'web_search = "disabled"\n');

const options: LoadOptions = {
  cwd: join(root, "project", "sub"),
  env: { HOME: join(root, "home") },
  profile: "strict",
  set: ["model=cli"],
  locations: {
    system: join(root, "etc"),
    requirements: [join(root, "etc", "requirements.toml")],
    managed: join(root, "etc", "managed_config.toml"),
  },
};

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

async function time(run: () => Promise<unknown>, rounds: number): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < rounds; i++) {
    const started = performance.now();
    await run();
    times.push(performance.now() - started);
  }
  return median(times);
}

/** Median milliseconds of a fresh process that runs a script. */
function start(script: string): number {
  const times = Array.from({ length: 15 }, () => {
    const started = performance.now();
    const { status, stderr } = spawnSync(
      process.execPath,
      ["--conditions=paddock-source", "--input-type=module", "-e", script],
      { encoding: "utf8" },
    );
    if (status !== 0) throw new Error(stderr);
    return performance.now() - started;
  });
  return median(times);
}

const line = (name: string, text: string): void => void process.stdout.write(`${name.padEnd(52)} ${text}\n`);
try {
  await time(() => loadConfig(options), 30);
  line(
    "full stack, warm",
    `${(await time(() => loadConfig(options), 200)).toFixed(2)} ms (target: below 10)`,
  );
  line(
    "full stack with positions, warm",
    `${(await time(() => loadConfig({ ...options, positions: true }), 100)).toFixed(2)} ms`,
  );
  const live = await openConfig(options);
  await new Promise((resolve) => setTimeout(resolve, 100));
  await live.refresh();
  line(
    "refresh before an action, nothing changed",
    `${((await time(() => live.refresh(), 500)) * 1000).toFixed(0)} us`,
  );
  // The command line is bundled, so its start is measured with a bundle.
  const bundle = join(root, "bundle.mjs");
  await build({
    stdin: { contents: 'export { loadConfig } from "@paddock/config";', resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    platform: "node",
    format: "esm",
    conditions: ["paddock-source"],
    outfile: bundle,
    logLevel: "error",
  });
  const bare = start("");
  const empty = {
    ...options,
    env: { HOME: join(root, "nobody") },
    cwd: root,
    set: [],
    locations: { ...options.locations, system: join(root, "no"), requirements: [] },
  };
  const { profile: _, ...none } = empty;
  const run = (one: LoadOptions): string =>
    `import { loadConfig } from ${JSON.stringify(bundle)}; await loadConfig(${JSON.stringify(one)});`;
  const [without, full] = [start(run(none)), start(run(options))];
  line("bare start of the runtime", `${bare.toFixed(0)} ms`);
  line("with a load of no files, bundled", `${without.toFixed(0)} ms (${(without / bare).toFixed(2)}x)`);
  line("with a load of the full stack, bundled", `${full.toFixed(0)} ms (${(full / bare).toFixed(2)}x)`);
} finally {
  rmSync(root, { recursive: true, force: true });
}
