import { ConfigError } from "./config-error.ts";
import { parseKeyPath, withValue } from "./key-path.ts";
import { mergeTables } from "./merge.ts";
import { own, type Table } from "./table.ts";
import { parseToml } from "./toml.ts";

/** The value of `-c key=value`: TOML if it reads as TOML, else the text itself. */
export function flagValue(text: string): unknown {
  if (text.trim() === "") return "";
  try {
    const table = parseToml(`value = ${text}`, { layer: "session" });
    return Object.keys(table).length === 1 ? own(table, "value") : text;
  } catch {
    return text;
  }
}

/** Index of the `=` that ends the key; those inside quoted segments belong to the key. */
function endOfKey(text: string): number {
  let quote = "";
  for (let i = 0; i < text.length; i++) {
    const char = text[i]!;
    if (quote !== "") {
      if (char === "\\" && quote === '"') i++;
      else if (char === quote) quote = "";
    } else if ((char === '"' || char === "'") && (i === 0 || text[i - 1] === "." || text[i - 1] === " "))
      quote = char;
    else if (char === "=") return i;
  }
  return -1;
}

/**
 * Builds the one table of all `-c key=value` options; keys follow TOML's grammar, later options win.
 *
 * @throws {ConfigError} `usage` where `=` is missing, `bad_key_path` for a malformed key.
 */
export function parseSessionFlags(set: readonly string[]): Table {
  return set.reduce<Table>((table, flag) => {
    const at = endOfKey(flag);
    if (at < 0)
      throw new ConfigError("usage", `-c ${flag}: write key=value`, { origin: { layer: "session" } });
    const path = parseKeyPath(flag.slice(0, at));
    return mergeTables(table, withValue({}, path, flagValue(flag.slice(at + 1))));
  }, {});
}
