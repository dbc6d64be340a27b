// Loads the configuration of a folder and says where the sandbox mode comes from.
import { ConfigError, loadConfig, placeOf } from "@paddock/config";

try {
  const config = await loadConfig({ cwd: process.cwd(), env: process.env, positions: true });
  const story = config.explain("sandbox_mode");
  process.stdout.write(`sandbox_mode is ${String(story?.value)}, from ${placeOf(story?.winner)}\n`);
  for (const notice of config.notices) process.stdout.write(`${placeOf(notice.origin)}: ${notice.text}\n`);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 3;
}
