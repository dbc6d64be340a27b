import type { LoadedConfig } from "@paddock/config";
import { paddockHome, resolveBoundary } from "@paddock/guard";
import type { Profile } from "@paddock/sandbox";
import type { CommandContext } from "../../cli/command.ts";
import { askTrust } from "../../linear/ask-trust.ts";
import { lineInput } from "../../linear/line-input.ts";
import { rememberAnswer } from "../../session/remember-answer.ts";
import { loadHere } from "../config/load.ts";
import { isWatched } from "./conversation.ts";

/** What a program would run under. */
export interface Settings {
  readonly profile: Profile;
  readonly effective: LoadedConfig;
}

/** Settings that say what a command may do; where one is made, nobody needs to be asked about the folder. */
const CHOICES = ["sandbox_mode", "default_permissions"];

function isChosen(effective: LoadedConfig, key: string): boolean {
  const layer = effective.explain(key)?.winner?.layer ?? "default";
  return effective.get(key) !== undefined && layer !== "default";
}

/** The configuration, after the question whether this folder is trusted; undefined when the person rather quits. */
export async function settled(
  context: CommandContext,
  permissions: string | undefined,
): Promise<LoadedConfig | undefined> {
  const effective = await loadHere(context);
  const { globals, env, err, terminal } = context;
  if (effective.trust !== "unknown" || globals.compat !== undefined) return effective;
  if (permissions !== undefined || CHOICES.some((key) => isChosen(effective, key))) return effective;
  if (!terminal || !isWatched(context)) {
    err("paddock: this folder is not trusted: nothing in it can be written and the network is off;\n");
    err(
      "paddock: answer the question that `paddock` asks here, or choose: -c sandbox_mode=workspace-write\n",
    );
    return effective;
  }
  const input = lineInput(terminal.stdin, err);
  const level = await askTrust(effective, input, err);
  input.close();
  if (level === undefined) return undefined;
  await rememberAnswer(effective, level, env);
  return await loadHere(context);
}

/** What the configuration comes to, with the profile of `-P`. */
export function settings(
  effective: LoadedConfig,
  { env, globals }: CommandContext,
  permissions: string | undefined,
): Settings {
  const { profile } = resolveBoundary(effective, {
    paddockHome: paddockHome(env),
    ...(permissions === undefined ? {} : { permissions }),
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
  });
  return { profile, effective };
}

/**
 * An agent without a network is of no use, so unless the configuration says whether there is one, it is opened through the proxy
 * that asks about every host that is not listed. Requirements clamp this like everything else.
 */
export function openNetwork({ profile, effective }: Settings): readonly string[] {
  const off = [effective.get("features.network_proxy"), effective.get("features.network_proxy.enabled")];
  const said = isChosen(effective, "sandbox_workspace_write.network_access") || off.includes(false);
  if (profile.mode !== "workspace-write" || said) return [];
  return ["sandbox_workspace_write.network_access=true", "features.network_proxy.enabled=true"];
}
