import { existsSync } from "node:fs";
import type { TrailEvent, TrailRecord } from "../record.ts";
import { exportMarkPath, readExportMark } from "../trail/export-mark.ts";
import { openInstall } from "../trail/install.ts";
import { segmentFiles } from "../trail/retention.ts";
import { readIndex } from "../trail/segment-index.ts";
import { ExportLoop, type ExportState, type ExportTuning } from "./export-loop.ts";
import type { ExporterSettings, ExportSettings } from "./export-settings.ts";
import { codexMapper } from "./map-codex.ts";
import { ownMapper } from "./map-own.ts";
import { measure } from "./metrics.ts";
import { sendTimeoutMs } from "./otlp-sender.ts";
import { type Sender, shownEndpoint } from "./sender.ts";
import { spanOf } from "./spans.ts";

/** Options of `startExport`. */
export interface ExportOptions {
  /** Folder of the trail. */
  readonly directory: string;
  /** What is sent where, as `readExportSettings` reads it. */
  readonly settings: ExportSettings;
  /** Where outages are recorded: the session's own trail. */
  readonly append?: (event: TrailEvent) => Promise<unknown>;
  /** Milliseconds for one delivery; default 10 s. */
  readonly timeoutMs?: number;
  /** Tuning and fakes for tests. */
  readonly loop?: ExportTuning;
}

/** A running export. */
export interface TrailExport extends AsyncDisposable {
  /** State of each signal that is configured. */
  readonly state: Readonly<Partial<Record<"logs" | "traces" | "metrics", ExportState>>>;
  /** To be called when records were appended; returns at once. Without it new records go out within a second. */
  wake(): void;
  /** Delivers what there is, but waits at most so many milliseconds (default 2000). What is left goes out next time. */
  close(withinMs?: number): Promise<void>;
}

/**
 * Starts delivering a trail to the collectors of the settings: reads the segments with a cursor of its own, at least
 * once, in order, and goes on where an earlier process stopped. A collector that is away, slow or broken delays nothing
 * but the export; the records wait on the disk. Imports OpenTelemetry only for signals that are configured.
 *
 * Rejects with a {@link TrailError} for TLS files that cannot be read or a package that is not installed.
 */
export async function startExport(options: ExportOptions): Promise<TrailExport> {
  const { directory, settings } = options;
  const timeoutMs = options.timeoutMs ?? sendTimeoutMs;
  const { host } = openInstall(directory);
  const loops: { name: "logs" | "traces" | "metrics"; loop: ExportLoop<unknown> }[] = [];
  const start = <Item>(
    name: "logs" | "traces" | "metrics",
    target: ExporterSettings,
    sender: Sender<Item>,
    items: (record: TrailRecord) => readonly Item[],
    note?: (record: TrailRecord) => void,
  ): void => {
    const endpoint = target.kind === "none" ? "" : shownEndpoint(target.endpoint);
    const report = (event: string, attributes: TrailEvent["attributes"], severity: "info" | "warn"): void => {
      // A trail that cannot be written says so to whoever acts; the export has nothing to add.
      options.append?.({ name: event, attributes: attributes ?? {}, severity }).catch(() => {});
    };
    const before = leftBehind(directory, name, (options.loop?.clock ?? Date.now)());
    if (before > 0)
      report(
        "export.failed",
        {
          endpoint,
          error: `${before} bytes of earlier sessions were not delivered; they go out now`,
          signal: name,
        },
        "warn",
      );
    const loop = new ExportLoop<Item>({
      ...options.loop,
      directory,
      name,
      sender,
      items,
      ...(note === undefined ? {} : { note }),
      onOutage: (outage) =>
        "error" in outage
          ? report("export.failed", { endpoint, signal: name, error: outage.error }, "warn")
          : report("export.resumed", { endpoint, outage_ms: outage.overAfterMs }, "info"),
      onRefused: (error, records) =>
        report(
          "export.failed",
          { endpoint, error: `${records} ${records === 1 ? "item" : "items"} refused: ${error}` },
          "warn",
        ),
    });
    loops.push({ name, loop: loop as ExportLoop<unknown> });
  };

  if (settings.logs.kind !== "none") {
    const { logSender } = await import("./log-sender.ts");
    const sender = await logSender(settings, settings.logs, host, timeoutMs);
    const mapper = logMapper(settings);
    start(
      "logs",
      settings.logs,
      sender,
      (record) => mapper.map(record),
      (record) => mapper.note(record),
    );
  }
  if (settings.traces.kind !== "none") {
    const { spanSender } = await import("./span-sender.ts");
    const sender = await spanSender(settings, settings.traces, host, timeoutMs);
    start("traces", settings.traces, sender, (record) => {
      const span = spanOf(record);
      return span === undefined ? [] : [span];
    });
  }
  if (settings.metrics.kind !== "none") {
    const { metricSender } = await import("./metric-sender.ts");
    const sender = await metricSender(settings, settings.metrics, host, timeoutMs);
    start("metrics", settings.metrics, sender, (record) => measure(record, settings.eventPrefix));
  }
  const close = async (withinMs?: number): Promise<void> => {
    await Promise.all(loops.map(({ loop }) => loop.close(withinMs)));
  };
  return {
    get state() {
      return Object.fromEntries(loops.map(({ name, loop }) => [name, loop.state]));
    },
    wake: () => {
      for (const { loop } of loops) loop.wake();
    },
    close,
    [Symbol.asyncDispose]: () => close(),
  };
}

/** Other processes may still be delivering what was written so lately. */
const settledAfterMs = 60_000;

/**
 * Bytes of segments finished a while ago that no earlier run has delivered; 0 where nothing was ever exported. A run that
 * is over before its collector has failed leaves no other word of it.
 */
function leftBehind(directory: string, name: string, now: number): number {
  const mark = exportMarkPath(directory, name);
  if (!existsSync(mark)) return 0;
  const { segments } = readExportMark(mark);
  const behind = segmentFiles(directory)
    .map(({ segment, bytes }) => ({ segment, bytes: bytes - (segments[segment] ?? 0) }))
    .filter(({ bytes }) => bytes > 0);
  // The index grows for ever; as a rule nothing is behind, and it need not be read.
  if (behind.length === 0) return 0;
  const settled = new Set(
    readIndex(directory)
      .filter(
        ({ kind, time }) =>
          (kind === "closed" || kind === "repaired") && now - Date.parse(time) > settledAfterMs,
      )
      .map(({ segment }) => segment),
  );
  return behind.reduce((sum, { segment, bytes }) => sum + (settled.has(segment) ? bytes : 0), 0);
}

/** The mapper that the settings ask for. */
export function logMapper(settings: ExportSettings): ReturnType<typeof ownMapper> {
  const common = { flatSeverity: settings.flatSeverity, outputBytes: settings.toolResultMaxBytes };
  if (settings.eventPrefix !== "codex") return ownMapper({ prefix: settings.eventPrefix, ...common });
  return codexMapper({
    ...common,
    agentResponses: settings.logAgentResponses,
    guardianAssessments: settings.logGuardianAssessments,
  });
}
