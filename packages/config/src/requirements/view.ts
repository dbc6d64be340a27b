import type { RequirementsView } from "../effective.ts";
import { formatKeyPath, withValue } from "../key-path.ts";
import { leaves } from "../merge.ts";
import type { Table } from "../table.ts";
import { type Requirements, writtenPath } from "./combine.ts";

/** The combined requirements in the spelling of files. */
export function requirementsView(requirements: Requirements): RequirementsView {
  const { deny_read, ...values } = requirements.values as Record<string, unknown>;
  const spelled: Table =
    deny_read === undefined
      ? values
      : withValue(values, ["permissions", "filesystem", "deny_read"], deny_read);
  return {
    values: spelled,
    sources: requirements.sources.map((source) => ({
      id: source.id,
      ...(source.file === undefined ? {} : { file: source.file }),
      keys: leaves(source.values).map((path) => formatKeyPath(writtenPath(path))),
    })),
  };
}
