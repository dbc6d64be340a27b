import type { Preset } from "@paddock/network";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** `paddock net presets [NAME]`: the lists of hosts that a configuration can name. */
export const netPresetsCommand: Command = {
  name: "presets",
  summary: "List the presets of hosts, and what each host is for",
  usage: ["net presets [--json]", "net presets NAME"],
  flags: {},
  async run(context) {
    const { positionals } = readArguments(netPresetsCommand, context.args);
    if (positionals.length > 1) throw new UsageError("net presets takes one name");
    const { findPreset, PRESETS } = await import("@paddock/network");
    const [name] = positionals;
    const presets = name === undefined ? PRESETS : [preset(name, findPreset)];
    if (context.globals.json) context.out(`${JSON.stringify({ v: 1, presets }, null, 2)}\n`);
    else if (name === undefined) printList(context, presets);
    else for (const preset of presets) printHosts(context, preset);
    return exitCode.ok;
  },
};

/** A name on the command line is no entry of the configuration, so a wrong one is a wrong use. */
function preset(name: string, find: (name: string) => Preset): Preset {
  try {
    return find(name);
  } catch (error) {
    throw new UsageError(error instanceof Error ? error.message : String(error));
  }
}

function printList({ out, style }: CommandContext, presets: readonly Preset[]): void {
  const width = Math.max(...presets.map((preset) => preset.name.length));
  for (const { name, version, kind, summary, hosts } of presets) {
    const uploads = hosts.some((host) => host.uploads !== "none") ? ", takes uploads" : "";
    const about = `${kind}, ${hosts.length === 1 ? "1 host" : `${hosts.length} hosts`}${uploads}, version ${version}`;
    out(`${name.padEnd(width)}  ${summary} ${style("dim", `(${about})`)}\n`);
  }
  out('\nIn a profile: [permissions.NAME.network] presets = ["npm"]\n');
}

function printHosts({ out, style }: CommandContext, { name, version, summary, hosts }: Preset): void {
  out(`${name}@${version}  ${summary}\n`);
  for (const { pattern, purpose, uploads, ports = [] } of hosts) {
    const port = ports.map((each) => `, also port ${each}`).join("");
    out(`  ${pattern}  ${style("dim", `${purpose}${port}`)}`);
    out(uploads === "none" ? "\n" : `${style("yellow", "; who has an account can upload")}\n`);
  }
}
