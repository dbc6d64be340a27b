import { type LoadedConfig, rememberTrust } from "@paddock/config";
import { paddockHome } from "@paddock/guard";

/** Keeps the answer to the trust question, for the project's files as they were shown. */
export async function rememberAnswer(
  config: LoadedConfig,
  level: "trusted" | "untrusted",
  env: Readonly<Record<string, string | undefined>>,
): Promise<void> {
  await rememberTrust({
    root: config.projectRoot,
    level,
    home: paddockHome(env),
    ...(config.project === undefined ? {} : { digest: config.project.digest }),
  });
}
