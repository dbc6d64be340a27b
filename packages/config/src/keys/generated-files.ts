import { REQUIREMENT_KEYS } from "../requirements/keys.ts";
import { jsonSchemaOf } from "./json-schema.ts";
import { referenceOf } from "./reference.ts";
import { CONFIG_KEYS } from "./table.ts";
import { typeScriptOf } from "./typescript.ts";

const BASE = "https://raw.githubusercontent.com/paddock-dev/paddock/main/packages/config/schema";

/** Every file that is made from the key tables, by path below the package. A test holds the checked-in ones to it. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
  return {
    "src/generated/config-values.ts": `// Made from the key table by scripts/generate.ts. Do not edit.\n\n${typeScriptOf(CONFIG_KEYS, "ConfigValues", "The merged values of config.toml.")}`,
    "schema/config.schema.json": json(
      jsonSchemaOf(CONFIG_KEYS, "Paddock configuration (config.toml)", `${BASE}/config.schema.json`),
    ),
    "schema/requirements.schema.json": json(
      jsonSchemaOf(
        REQUIREMENT_KEYS,
        "Paddock requirements (requirements.toml)",
        `${BASE}/requirements.schema.json`,
      ),
    ),
    "docs/config-keys.md": referenceOf(
      CONFIG_KEYS,
      "Keys of config.toml",
      "Made from the key table by `scripts/generate.ts`. The column *project file* says what a trusted project's own file may do with the key.",
      { project: true },
    ),
    "docs/requirements-keys.md": referenceOf(
      REQUIREMENT_KEYS,
      "Keys of requirements.toml",
      "Made from the key table by `scripts/generate.ts`. Sources combine so that none loosens another; a value that conflicts moves to the nearest one that is allowed and no looser. An unknown key is an error.",
      { project: false },
    ),
  };
}
