import { relative } from "node:path";
import type { LoadedConfig } from "@paddock/config";
import type { TrustQuestion } from "../state/model.ts";

/** What the trust question shows about a folder: which of its own files would take effect. */
export function trustQuestion(effective: LoadedConfig): TrustQuestion {
  const files = (effective.project?.activates ?? []).map(({ file, keys }) => {
    const name = relative(effective.projectRoot, file) || file;
    return keys.length === 0 ? name : `${name}: ${keys.join(", ")}`;
  });
  return { folder: effective.projectRoot, files };
}
