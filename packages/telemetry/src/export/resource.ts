import type { ExportSettings } from "./export-settings.ts";

/** What every signal says of its origin. Settings of the admin win over ours. */
export function resourceAttributes(
  settings: Pick<ExportSettings, "eventPrefix" | "environment" | "resource">,
  host: string,
): Readonly<Record<string, string | number | boolean>> {
  return {
    "service.name": settings.eventPrefix === "codex" ? "codex_exec" : "paddock",
    "service.version": "0.1.0",
    env: settings.environment,
    "deployment.environment.name": settings.environment,
    "host.id": host,
    "telemetry.sdk.name": "opentelemetry",
    "telemetry.sdk.language": "nodejs",
    ...settings.resource,
  };
}
