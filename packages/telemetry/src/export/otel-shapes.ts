import { hostname } from "node:os";
import type { Attributes } from "@opentelemetry/api";
import type { Resource } from "@opentelemetry/resources";
import type { ExportSettings } from "./export-settings.ts";
import { resourceAttributes } from "./resource.ts";

/** Milliseconds as OpenTelemetry's pair of seconds and nanoseconds. */
export function hrTime(milliseconds: number): [seconds: number, nanoseconds: number] {
  const seconds = Math.floor(milliseconds / 1_000);
  return [seconds, Math.round((milliseconds - seconds * 1_000) * 1_000_000)];
}

/** Loads OpenTelemetry's resource; only where spans or metrics are exported. */
export async function loadResource(settings: ExportSettings, host: string): Promise<Resource> {
  const { resourceFromAttributes } = await import("@opentelemetry/resources");
  return resourceFromAttributes(resourceAttributes(settings, host, hostname()) as Attributes);
}
