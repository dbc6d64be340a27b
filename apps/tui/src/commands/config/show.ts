import type { LoadedConfig } from "@paddock/config";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

type Path = readonly string[];

async function json(config: LoadedConfig, withDefaults: boolean): Promise<unknown> {
  const { formatKeyPath, leavesOf, redact } = await import("@paddock/config");
  const entries = leavesOf(config.values).flatMap((path) => {
    const story = config.explain(path);
    if (!story || (!withDefaults && story.winner.layer === "default")) return [];
    const clamped = story.clampedFrom ? { clamped_from: redact(story.clampedFrom.value, path) } : {};
    return [{ key: formatKeyPath(path), value: redact(story.value, path), origin: story.winner, ...clamped }];
  });
  return {
    v: 1,
    trust: config.trust,
    project_root: config.projectRoot,
    digest: config.digest,
    layers: config.layers.map(({ values: _, ...layer }) => layer),
    requirements: config.requirements.sources,
    values: entries,
    notices: config.notices,
  };
}

async function text(
  config: LoadedConfig,
  withDefaults: boolean,
  { out, style }: CommandContext,
): Promise<void> {
  const { formatKeyPath, leavesOf, redact } = await import("@paddock/config");
  const { originText, valueText } = await import("./origin-text.ts");
  const { noticeText } = await import("./notice-text.ts");
  out(`${style("bold", "Project")} ${config.projectRoot} (${config.trust})\n`);
  out(`${style("bold", "Layers")}, lowest first\n`);
  for (const layer of config.layers) {
    if (layer.id === "default") continue;
    const state = layer.disabled
      ? style("yellow", ` does not count: ${layer.disabled}`)
      : Object.keys(layer.values).length === 0
        ? style("dim", " empty")
        : "";
    out(`  ${layer.id}${layer.file === undefined ? "" : ` ${layer.file}`}${state}\n`);
  }
  for (const source of config.requirements.sources)
    out(`  ${style("cyan", source.id)}${source.file === undefined ? "" : ` ${source.file}`}\n`);
  out(`${style("bold", "Values")}${withDefaults ? "" : " that are not defaults (--all shows those too)"}\n`);
  let shown = 0;
  for (const path of leavesOf(config.values) as readonly Path[]) {
    const story = config.explain(path);
    if (!story || (!withDefaults && story.winner.layer === "default")) continue;
    shown++;
    const clamp = story.clampedFrom
      ? style("yellow", ` asked: ${valueText(redact(story.clampedFrom.value, path))}`)
      : "";
    out(
      `  ${formatKeyPath(path)} = ${valueText(redact(story.value, path))}  ${style("dim", originText(story.winner))}${clamp}\n`,
    );
  }
  if (shown === 0) out("  none\n");
  if (config.notices.length > 0) out(`${style("bold", "Notices")}\n`);
  for (const notice of config.notices) out(`  ${noticeText(notice, style)}`);
}

/** `paddock config show`: every value in force and where it comes from. */
export const showCommand: Command = {
  name: "show",
  summary: "Print the values in force here and where each comes from",
  usage: ["config show [--all] [--json]"],
  flags: { all: { type: "boolean", help: "Also print values that are defaults" } },
  async run(context) {
    const { values, positionals } = readArguments(showCommand, context.args);
    if (positionals.length > 0)
      throw new UsageError(
        "`paddock config show` takes no arguments; `paddock config explain KEY` tells about one key",
      );
    const { loadHere } = await import("./load.ts");
    const config = await loadHere(context);
    if (context.globals.json)
      context.out(`${JSON.stringify(await json(config, values["all"] === true), null, 2)}\n`);
    else await text(config, values["all"] === true, context);
    return exitCode.ok;
  },
};
