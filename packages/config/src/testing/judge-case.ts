import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { ConfigError } from "../config-error.ts";
import { changeConfig } from "../edit/change-config.ts";
import type { LoadedConfig, Notice } from "../effective.ts";
import { parseKeyPath } from "../key-path.ts";
import { openConfig } from "../live.ts";
import { loadConfig } from "../load.ts";
import type { LoadOptions } from "../load-options.ts";
import { canonical, equal } from "../table.ts";
import { CaseWorld } from "./case-world.ts";
import type { CaseExpectation, CaseNotice, ConfigCase } from "./config-case.ts";

interface Arguments {
  readonly set: readonly string[];
  readonly profile?: string;
  readonly strict: boolean;
}

function readArguments(args: readonly string[]): Arguments {
  const set: string[] = [];
  const features: string[] = [];
  let profile: string | undefined;
  let strict = false;
  for (let i = 0; i < args.length; i++) {
    const value = (): string => args[++i] ?? "";
    switch (args[i]) {
      case "-c":
      case "--config":
        set.push(value());
        break;
      case "-p":
      case "--profile":
        profile = value();
        break;
      case "--strict-config":
        strict = true;
        break;
      case "--enable":
        features.push(`features.${value()}=true`);
        break;
      case "--disable":
        features.push(`features.${value()}=false`);
        break;
      default:
        throw new Error(`a case may not use the option ${args[i]}`);
    }
  }
  return { set: [...set, ...features], strict, ...(profile === undefined ? {} : { profile }) };
}

function noticeFits(wanted: CaseNotice, notice: Notice): boolean {
  if (typeof wanted === "string")
    return `${notice.code} ${notice.key ?? ""} ${notice.text} ${notice.origin?.file ?? ""}`.includes(wanted);
  return (
    (wanted.code === undefined || wanted.code === notice.code) &&
    (wanted.key === undefined || wanted.key === notice.key) &&
    (wanted.text === undefined || notice.text.includes(wanted.text)) &&
    (wanted.line === undefined || wanted.line === notice.origin?.line)
  );
}

function compare(
  expect: CaseExpectation,
  outcome: LoadedConfig | ConfigError,
  world: CaseWorld,
): readonly string[] {
  const wanted = world.fillAll(expect) as CaseExpectation;
  if (outcome instanceof ConfigError) {
    if (wanted.error === undefined || wanted.error === null)
      return [`does not load: ${outcome.code}: ${outcome.message}`];
    const error = typeof wanted.error === "string" ? { text: wanted.error } : wanted.error;
    const complaints: string[] = [];
    if (error.code !== undefined && error.code !== outcome.code)
      complaints.push(`error ${outcome.code}, expected ${error.code}: ${outcome.message}`);
    if (error.text !== undefined && !outcome.message.includes(error.text))
      complaints.push(`the error is ${outcome.message}, expected ${error.text}`);
    if (error.line !== undefined && error.line !== outcome.origin?.line)
      complaints.push(
        `the error is at line ${outcome.origin?.line}, expected ${error.line}: ${outcome.message}`,
      );
    return complaints;
  }
  if (wanted.error !== undefined && wanted.error !== null)
    return [`loads, expected the error ${JSON.stringify(wanted.error)}`];
  const complaints: string[] = [];
  for (const [key, value] of Object.entries(wanted.effective ?? {})) {
    const found = outcome.get(parseKeyPath(key));
    if (!equal(found ?? null, value))
      complaints.push(`${key} is ${canonical(found)}, expected ${canonical(value)}`);
  }
  for (const [key, layer] of Object.entries(wanted.winners ?? {})) {
    const winner = outcome.explain(parseKeyPath(key))?.winner.layer;
    if (winner !== layer) complaints.push(`${key} comes from ${winner}, expected ${layer}`);
  }
  if (wanted.trust !== undefined && wanted.trust !== outcome.trust)
    complaints.push(`trust is ${outcome.trust}, expected ${wanted.trust}`);
  const all = outcome.notices.map((one) => `${one.code} ${one.key ?? ""}: ${one.text}`).join(" | ");
  for (const notice of wanted.notices ?? []) {
    if (!outcome.notices.some((one) => noticeFits(notice, one)))
      complaints.push(`no notice ${JSON.stringify(notice)}; there are: ${all || "none"}`);
  }
  if (wanted.notices?.length === 0 && outcome.notices.some((one) => one.severity !== "info"))
    complaints.push(`no warning expected; there are: ${all}`);
  return complaints;
}

async function outcomeOf(load: () => Promise<LoadedConfig>): Promise<LoadedConfig | ConfigError> {
  try {
    return await load();
  } catch (error) {
    if (error instanceof ConfigError) return error;
    throw error;
  }
}

async function judgeWrite(
  item: ConfigCase,
  options: LoadOptions,
  world: CaseWorld,
): Promise<readonly string[]> {
  const write = item.write!;
  const wanted = item.expect?.write;
  try {
    const [result] = await changeConfig(
      options,
      [{ path: parseKeyPath(world.fill(write.key)), value: write.value }],
      write.ifDigest === undefined ? {} : { ifDigest: write.ifDigest },
    );
    if (item.expect?.error) return [`was written, expected the error ${JSON.stringify(item.expect.error)}`];
    return wanted !== undefined && result?.kind !== wanted
      ? [`the change is ${result?.kind}, expected ${wanted}`]
      : [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return compare({ error: item.expect?.error ?? null }, error, world);
  }
}

/**
 * Judges one fixture: makes its files in a folder of their own, loads them through the public functions and compares.
 * An empty list means passed; each complaint says what was found and what was expected.
 */
export async function judgeConfigCase(item: ConfigCase): Promise<readonly string[]> {
  using world = new CaseWorld(item.git !== false, item.compat === "none" ? ".paddock" : ".codex");
  let args: Arguments;
  try {
    args = readArguments((item.args ?? []).map((arg) => world.fill(arg)));
  } catch (error) {
    return [(error as Error).message];
  }
  world.write(item.files ?? {}, args.profile);
  mkdirSync(join(world.project, item.cwd ?? ""), { recursive: true });
  const overrides = (world.fillAll(item.overrides ?? {}) ?? {}) as Readonly<Record<string, unknown>>;
  const options: LoadOptions = {
    cwd: join(world.project, item.cwd ?? ""),
    env: { HOME: world.home, ...(world.fillAll(item.env ?? {}) as Readonly<Record<string, string>>) },
    set: args.set,
    strict: args.strict,
    hostname: world.hostname,
    locations: world.locations,
    cloud: { fetch: world.fetch, sleep: async () => {} },
    positions: true,
    ...(args.profile === undefined ? {} : { profile: args.profile }),
    ...(item.compat === "none" ? {} : { compat: "codex" as const }),
    ...(Object.keys(overrides).length > 0 ? { overrides } : {}),
    ...(item.defaults ? { defaults: item.defaults } : {}),
  };
  if (item.write) return await judgeWrite(item, options, world);
  if (!item.then) return compare(item.expect ?? {}, await outcomeOf(() => loadConfig(options)), world);
  const live = await openConfig(options);
  const complaints = [...compare(item.expect ?? {}, live.current, world)];
  world.write(item.then.files ?? {}, args.profile);
  const later = await outcomeOf(() => live.refresh());
  return [...complaints, ...compare(item.then.expect, later, world).map((one) => `later: ${one}`)];
}
