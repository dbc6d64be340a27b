import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** `paddock config explain KEY`: what a key is for, its value here, who set it, who was overridden, what clamped it. */
export const explainCommand: Command = {
  name: "explain",
  summary: "Tell the story of one key: winner, overridden values, clamp",
  usage: ["config explain KEY [--json]"],
  flags: {},
  async run(context) {
    const { positionals } = readArguments(explainCommand, context.args);
    const [key] = positionals;
    if (key === undefined || positionals.length > 1)
      throw new UsageError("`paddock config explain` needs one key, for example sandbox_mode");
    const { formatKeyPath, findKeyPath, parseKeyPath, redact } = await import("@paddock/config");
    const { CONFIG_KEYS, describeShape, describeStrictness, keyAt, nearest } = await import(
      "@paddock/config/keys"
    );
    const { loadHere } = await import("./load.ts");
    const { originText, valueText } = await import("./origin-text.ts");
    const config = await loadHere(context);
    const path = findKeyPath(config.values, parseKeyPath(key));
    const known = keyAt(CONFIG_KEYS, path);
    const story = config.explain(path);
    if (!known && !story) {
      const near = nearest(path[0] ?? "", Object.keys(CONFIG_KEYS));
      throw new UsageError(
        `there is no key ${formatKeyPath(path)}${near === undefined ? "" : `; did you mean ${near}?`}`,
      );
    }
    const hide = <T extends { readonly value: unknown }>(one: T): T => ({
      ...one,
      value: redact(one.value, path),
    });
    if (context.globals.json) {
      const {
        overridden = [],
        clampedFrom,
        ...rest
      } = story ?? { key: formatKeyPath(path), value: undefined };
      const told = {
        ...rest,
        value: redact(rest.value, path),
        overridden: overridden.map(hide),
        ...(clampedFrom ? { clampedFrom: hide(clampedFrom) } : {}),
      };
      const about = known
        ? {
            summary: known.summary,
            expects: describeShape(known.shape),
            default: known.default ?? known.defaultText ?? null,
          }
        : {};
      context.out(`${JSON.stringify({ v: 1, ...told, ...about }, null, 2)}\n`);
      return exitCode.ok;
    }
    const { out, style } = context;
    out(`${style("bold", formatKeyPath(path))} = ${valueText(redact(config.get(path), path))}\n`);
    if (known) {
      out(`  ${known.summary}\n  ${style("dim", `expects ${describeShape(known.shape)}`)}\n`);
      const order = describeStrictness(known.strict);
      if (order) out(`  ${style("dim", order)}\n`);
      const fallback =
        known.defaultText ?? (known.default === undefined ? undefined : valueText(known.default));
      if (fallback !== undefined) out(`  ${style("dim", `default ${fallback}`)}\n`);
    }
    if (!story) {
      out("  nothing sets it\n");
      return exitCode.ok;
    }
    out(`  set by      ${originText(story.winner)}\n`);
    if (story.clampedFrom)
      out(
        `  ${style("yellow", "asked for")}   ${valueText(redact(story.clampedFrom.value, path))}  ${originText(story.clampedFrom.origin)}\n`,
      );
    if (story.clampedBy) out(`  ${style("yellow", "limited by")}  ${originText(story.clampedBy)}\n`);
    for (const one of story.overridden)
      out(`  overrides   ${valueText(redact(one.value, path))}  ${style("dim", originText(one.origin))}\n`);
    for (const notice of config.notices.filter((one) => one.key === formatKeyPath(path)))
      out(`  ${notice.text}\n`);
    return exitCode.ok;
  },
};
