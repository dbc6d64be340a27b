import { spawnSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import {
  chmodSync,
  closeSync,
  constants,
  mkdirSync,
  openSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { EscapeDriver } from "../drivers/driver.ts";
import type { EscapeCase, EscapeRun } from "./escape-case.ts";
import { type Finished, finish } from "./finish.ts";
import { type HostServices, startHostServices } from "./host-services.ts";

/** What one case did. */
export interface Played {
  readonly verdict: "denied" | "allowed";
  readonly status: number | string;
  readonly ms: number;
  /** Standard error of the last run, shortened. */
  readonly err: string;
  readonly setupError?: string;
  /** The command was not run: the command line or the configuration was wrong, or the sandbox refused. */
  readonly refusal?: "usage" | "sandbox";
}

/** Folders of one case: the workspace and a folder outside every root. */
interface Place {
  readonly tag: string;
  readonly base: string;
  readonly workspace: string;
  readonly outside: string;
  readonly home: string;
}

function makePlace(driver: EscapeDriver): Place {
  const tag = randomBytes(4).toString("hex");
  const root = process.env["HOME"] ?? "/";
  const base = join(root, `sbxc/${driver.name}-${tag}`);
  const place: Place = {
    tag,
    base,
    workspace: join(base, "ws"),
    outside: join(root, `sbxout/${driver.name}-${tag}`),
    home: join(root, `.paddock-conformance/${tag}`),
  };
  for (const folder of [place.workspace, place.outside, place.home]) mkdirSync(folder, { recursive: true });
  chmodSync(place.home, 0o700);
  return place;
}

function removePlace(place: Place): void {
  spawnSync("chmod", ["-R", "u+rwX", place.base, place.outside], { stdio: "ignore" });
  for (const path of [place.base, place.outside, place.home]) rmSync(path, { recursive: true, force: true });
  for (const name of readdirSync("/tmp")) {
    if (name.startsWith(`sbxmain-${place.tag}`)) rmSync(join("/tmp", name), { recursive: true, force: true });
  }
  rmSync(`/tmp/sbxcorp-${place.tag}.sock`, { force: true });
}

/** npm's variables say where the runner was started; a case must not inherit that. */
function environment(place: Place, services: HostServices): Record<string, string> {
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(process.env)) {
    if (value !== undefined && !/^npm_/i.test(name) && name !== "INIT_CWD" && name !== "SBXSECRET")
      env[name] = value;
  }
  env["PATH"] = (env["PATH"] ?? "")
    .split(":")
    .filter((folder) => !/node_modules\/\.bin$|node-gyp-bin$/.test(folder))
    .join(":");
  return {
    ...env,
    WS: place.workspace,
    OUT: place.outside,
    TAG: place.tag,
    PORT: String(services.port),
    UPORT: String(services.udpPort),
    HOSTPID: String(services.hostPid),
    GRPPID: String(services.groupPid),
    SOCK: services.socket,
    ABS: services.abstract,
    HOSTIP: services.hostIp,
    PADDOCK_HOME: place.home,
  };
}

/** Names of the case's environment in arguments, variables and input stand for their values. */
function substituted(value: string, env: Readonly<Record<string, string>>): string {
  return value.replace(/\$\{?([A-Z]+)\}?/g, (whole, name: string) => env[name] ?? whole);
}

/** Plays one case from set-up to check, in folders of its own. */
export async function playCase(item: EscapeCase, driver: EscapeDriver): Promise<Played> {
  const place = makePlace(driver);
  const services = await startHostServices(place.tag, place.outside);
  const start = performance.now();
  try {
    const env = environment(place, services);
    const setup = item.setup === "" ? undefined : await shell(item.setup, env, place.base);
    writeFileSync(join(place.outside, "w"), "");
    driver.prepare({ item, workspace: place.workspace, outside: place.outside, home: place.home });
    let ended = await confined(item, item, driver, place, env);
    for (const run of item.runs) ended = await confined(item, run, driver, place, env);
    const refusal = driver.refusal?.(ended);
    return {
      verdict: await verdictOf(item, ended, env, place.base),
      status: ended.status,
      ms: Math.round(performance.now() - start),
      err: ended.err.trim().slice(-220),
      ...(refusal === undefined ? {} : { refusal }),
      ...(setup !== undefined && setup.status !== 0 ? { setupError: setup.err.slice(0, 300) } : {}),
    };
  } finally {
    services.close();
    removePlace(place);
  }
}

function shell(script: string, env: Readonly<Record<string, string>>, cwd: string): Promise<Finished> {
  return finish(["sh", "-c", script], { env, cwd });
}

async function verdictOf(
  item: EscapeCase,
  ended: Finished,
  env: Readonly<Record<string, string>>,
  cwd: string,
): Promise<Played["verdict"]> {
  // This attack aims at the launcher's own process group: it worked if the launcher died of it.
  if (item.id === "sig-sigqueue-pgrp") return ended.status === "SIGKILL" ? "allowed" : "denied";
  const judge = item.check === "" ? ended : await shell(item.check, env, cwd);
  return judge.status === 0 ? "allowed" : "denied";
}

/** One run through the driver, with the three descriptors that a leaky launcher would pass on. */
async function confined(
  item: EscapeCase,
  run: EscapeRun,
  driver: EscapeDriver,
  place: Place,
  env: Readonly<Record<string, string>>,
): Promise<Finished> {
  const own = Object.fromEntries(
    Object.entries(run.env).map(([name, value]) => [name, substituted(value, env)]),
  );
  const args = run.args.map((argument) => substituted(argument, env));
  const line = driver.commandLine({ mode: item.mode, args, command: ["sh", "-c", run.command] });
  const folder = openSync(place.outside, constants.O_RDONLY | constants.O_DIRECTORY);
  const file = openSync(join(place.outside, "w"), constants.O_WRONLY);
  const input = run.stdin;
  const second =
    item.id === "prot-parallel-second-run"
      ? delay(3000).then(() => secondRun(item, driver, place, env))
      : undefined;
  try {
    return await finish(["sh", "-c", 'exec "$@"', "sh", ...line], {
      cwd: place.workspace,
      env: { ...env, ...own },
      input,
      // 7: one end of a socket pair, 8: a file open for writing, 9: a folder.
      extra: ["ignore", "ignore", "ignore", "ignore", "pipe", file, folder],
      onExtra: () => writeFileSync(join(place.outside, "sock-got"), ""),
    });
  } finally {
    await second;
    closeSync(folder);
    closeSync(file);
  }
}

/** Another agent in the same workspace: its end must not take the first one's protection away. */
async function secondRun(
  item: EscapeCase,
  driver: EscapeDriver,
  place: Place,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const line = driver.commandLine({ mode: item.mode, args: item.args, command: ["sh", "-c", "true"] });
  await finish(line, { env, cwd: place.workspace, timeoutMs: 60_000 });
}
