import { VERSION } from "../version.ts";
import type { ExportSettings } from "./export-settings.ts";

/**
 * What every signal says of its origin. Settings of the admin win over ours. The machine's name is said only of a live
 * trail: one that is read elsewhere has another's.
 */
export function resourceAttributes(
  settings: Pick<ExportSettings, "eventPrefix" | "environment" | "resource">,
  host: string,
  hostName?: string,
): Readonly<Record<string, string | number | boolean>> {
  return {
    "service.name": settings.eventPrefix === "codex" ? "codex_exec" : "paddock",
    "service.version": VERSION,
    env: settings.environment,
    "deployment.environment.name": settings.environment,
    "host.id": host,
    ...(hostName === undefined ? {} : { "host.name": hostName }),
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": "nodejs",
    ...settings.resource,
  };
}
