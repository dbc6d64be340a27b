import { parse } from "smol-toml";
import { RulesError } from "../rules-error.ts";

/**
 * Parses a `rules.test.toml`; the content is for `readExpectations`.
 *
 * @throws RulesError with code `usage` where it is not TOML; the message names the place.
 */
export function parseExpectationFile(path: string, text: string): unknown {
  try {
    return parse(text);
  } catch (cause) {
    throw new RulesError("usage", `${path}: ${(cause as Error).message.split("\n")[0]}`, cause);
  }
}
