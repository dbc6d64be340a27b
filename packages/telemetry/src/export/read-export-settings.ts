import { TrailError } from "../trail-error.ts";
import type { ExporterSettings, ExportSettings, ExportTls } from "./export-settings.ts";

type Table = Readonly<Record<string, unknown>>;

const isTable = (value: unknown): value is Table =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function wrong(key: string, text: string): never {
  throw new TrailError("bad-settings", `otel.${key} ${text}`);
}

function read<Kind>(
  table: Table,
  key: string,
  path: string,
  is: (value: unknown) => value is Kind,
  what: string,
): Kind | undefined {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  if (value === undefined) return undefined;
  return is(value) ? value : wrong(path, `is to be ${what}`);
}

const isString = (value: unknown): value is string => typeof value === "string";
const isBoolean = (value: unknown): value is boolean => typeof value === "boolean";
const isSize = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

function strings(table: Table, key: string, path: string): Readonly<Record<string, string>> {
  const found = read(table, key, path, isTable, "a table of strings") ?? {};
  for (const [name, value] of Object.entries(found))
    if (!isString(value)) wrong(`${path}.${name}`, "is to be a string");
  return found as Readonly<Record<string, string>>;
}

function readTls(table: Table, path: string): ExportTls {
  const tls = read(table, "tls", `${path}.tls`, isTable, "a table") ?? {};
  const file = (key: string): string | undefined => read(tls, key, `${path}.tls.${key}`, isString, "a path");
  const [ca, certificate, key] = ["ca-certificate", "client-certificate", "client-private-key"].map(file);
  if ((certificate === undefined) !== (key === undefined))
    wrong(`${path}.tls`, "needs client-certificate and client-private-key together");
  return {
    ...(ca === undefined ? {} : { caCertificate: ca }),
    ...(certificate === undefined ? {} : { clientCertificate: certificate }),
    ...(key === undefined ? {} : { clientPrivateKey: key }),
  };
}

function readEndpoint(table: Table, path: string): string {
  const endpoint =
    read(table, "endpoint", `${path}.endpoint`, isString, "a URL") ?? wrong(path, "needs an endpoint");
  if (!URL.canParse(endpoint) || !/^https?:$/.test(new URL(endpoint).protocol))
    wrong(`${path}.endpoint`, "is to be an http or https URL");
  return endpoint;
}

function readExporter(table: Table, key: string): ExporterSettings {
  const value = Object.hasOwn(table, key) ? table[key] : undefined;
  // `statsig` is Codex's default for metrics: its vendor's own endpoint, to which Paddock sends nothing.
  if (value === undefined || value === "none" || (value === "statsig" && key === "metrics_exporter"))
    return { kind: "none" };
  if (isString(value))
    wrong(
      key,
      `cannot be ${JSON.stringify(value)}: write "none", or a table such as { otlp-http = { endpoint = "…", protocol = "binary" } }`,
    );
  if (!isTable(value)) wrong(key, 'is to be "none" or a table');
  const kinds = Object.keys(value);
  const kind = kinds[0];
  if (kinds.length !== 1 || (kind !== "otlp-http" && kind !== "otlp-grpc"))
    wrong(key, `is to hold exactly one of otlp-http and otlp-grpc, not ${kinds.join(", ") || "nothing"}`);
  const path = `${key}.${kind}`;
  const inner = read(value, kind, path, isTable, "a table") ?? {};
  const common = {
    endpoint: readEndpoint(inner, path),
    headers: strings(inner, "headers", `${path}.headers`),
    tls: readTls(inner, path),
  };
  for (const [name, header] of Object.entries(common.headers))
    if (!/^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/.test(name) || /[^\t\x20-\x7e\x80-\xff]/.test(header))
      wrong(`${path}.headers`, `holds ${JSON.stringify(name)}, which cannot be sent as an HTTP header`);
  if (kind === "otlp-grpc") return { kind, ...common };
  const protocol = read(inner, "protocol", `${path}.protocol`, isString, '"binary" or "json"');
  if (protocol !== "binary" && protocol !== "json") wrong(`${path}.protocol`, 'is to be "binary" or "json"');
  return { kind, protocol, ...common };
}

function readTraceState(table: Table): string {
  const members = read(table, "tracestate", "tracestate", isTable, "a table of tables") ?? {};
  return Object.entries(members)
    .map(([member, fields]) => {
      if (!isTable(fields)) wrong(`tracestate.${member}`, "is to be a table of strings");
      const text = Object.entries(strings(members, member, `tracestate.${member}`))
        .map(([key, value]) => `${key}:${value}`)
        .join(";");
      if (
        !/^[a-z0-9][a-z0-9_*/@-]{0,255}$/.test(member) ||
        !/^[\x20-\x2b\x2d-\x3c\x3e-\x7e]{1,256}$/.test(text)
      )
        wrong(`tracestate.${member}`, "is no member of a W3C tracestate");
      return `${member}=${text}`;
    })
    .join(",");
}

/**
 * Reads the `[otel]` table of the configuration, with Codex's keys and meanings: the endpoint is used as written, header
 * values are literal. Keys that Paddock does not know are left to the configuration's own check.
 *
 * Throws a {@link TrailError} with code `bad-settings` that names the key and what it should be.
 */
export function readExportSettings(otel: unknown): ExportSettings {
  const table = otel === undefined ? {} : isTable(otel) ? otel : wrong("", "is to be a table");
  const flag = (key: string): boolean => read(table, key, key, isBoolean, "true or false") ?? false;
  const toolResult = read(table, "tool_result", "tool_result", isTable, "a table") ?? {};
  const eventPrefix = read(table, "event_prefix", "event_prefix", isString, "a string") ?? "paddock";
  if (!/^[a-z][a-z0-9_]{0,31}$/.test(eventPrefix)) wrong("event_prefix", "is to be a short lower-case word");
  const resource = read(table, "resource", "resource", isTable, "a table") ?? {};
  for (const [name, value] of Object.entries(resource))
    if (!["string", "number", "boolean"].includes(typeof value))
      wrong(`resource.${name}`, "is to be a string, number or boolean");
  return {
    environment: read(table, "environment", "environment", isString, "a string") ?? "dev",
    logs: readExporter(table, "exporter"),
    traces: readExporter(table, "trace_exporter"),
    metrics: readExporter(table, "metrics_exporter"),
    eventPrefix,
    logUserPrompt: flag("log_user_prompt"),
    logAgentResponses: flag("log_agent_responses"),
    logAgentReasoning: flag("log_agent_reasoning"),
    logGuardianAssessments: flag("log_guardian_assessments"),
    toolResultMaxBytes:
      read(toolResult, "max_bytes", "tool_result.max_bytes", isSize, "a number of bytes") ?? 2048,
    flatSeverity: flag("flat_severity"),
    spanAttributes: strings(table, "span_attributes", "span_attributes"),
    traceState: readTraceState(table),
    resource: resource as ExportSettings["resource"],
  };
}
