import type { Trail } from "../record.ts";
import { openTrail } from "../trail/open-trail.ts";
import { readTrailSettings } from "../trail/read-trail-settings.ts";
import type { ContentSwitches, TrailOptions } from "../trail/trail-options.ts";
import type { ExportSettings } from "./export-settings.ts";
import { readExportSettings } from "./read-export-settings.ts";
import { type ExportOptions, startExport, type TrailExport } from "./start-export.ts";

/** Options of `openExportedTrail`: those of the trail, and the tables `[trail]` and `[otel]` as configured. */
export interface ExportedTrailOptions extends TrailOptions {
  /** The `[trail]` table; options given beside it win. */
  readonly trail?: unknown;
  /** The `[otel]` table; undefined exports nothing. */
  readonly otel?: unknown;
  /** Milliseconds that closing waits for the collector; default 2000. What is left goes out next time. */
  readonly closeWithinMs?: number;
  /** Tuning of the export, for tests. */
  readonly tuning?: Pick<ExportOptions, "loop" | "timeoutMs">;
}

/** Which words the settings let be written; what is not written cannot be exported. */
export function contentOf(settings: ExportSettings): ContentSwitches {
  return {
    prompts: settings.logUserPrompt,
    responses: settings.logAgentResponses,
    reasoning: settings.logAgentReasoning,
    rationales: settings.logGuardianAssessments,
  };
}

/** Tokens in the headers of exporters, whole and without a scheme in front; names that promise no secret are left alone. */
function headerSecrets(settings: ExportSettings): readonly string[] {
  return [settings.logs, settings.traces, settings.metrics]
    .flatMap((target) => (target.kind === "none" ? [] : Object.entries(target.headers)))
    .filter(([name]) => /auth|cookie|key|secret|token|password/i.test(name))
    .flatMap(([, value]) => [value, value.split(" ").at(-1) ?? ""]);
}

/**
 * Opens the trail of a session and delivers it as the `[otel]` table says. The export starts beside the session and
 * never delays it: when it cannot start, that is a record of the trail. Closing ends the trail first, then delivers what
 * is left, but waits no longer than told.
 *
 * Rejects like `openTrail`, and with code `bad-settings` when a table makes no sense.
 */
export async function openExportedTrail(options: ExportedTrailOptions): Promise<Trail> {
  const settings = readExportSettings(options.otel);
  let exporting: TrailExport | undefined;
  const trail = await openTrail({
    ...readTrailSettings(options.trail),
    ...options,
    secrets: [...(options.secrets ?? []), ...headerSecrets(settings)],
    content: options.content ?? contentOf(settings),
    onRecord: (record) => {
      options.onRecord?.(record);
      exporting?.wake();
    },
  });
  if ([settings.logs, settings.traces, settings.metrics].every(({ kind }) => kind === "none")) return trail;
  const starting = startExport({
    ...options.tuning,
    directory: options.directory,
    settings,
    append: (event) => trail.append(event),
  }).then(
    (started) => {
      exporting = started;
    },
    (error: unknown) =>
      trail
        .append({ name: "export.failed", attributes: { error: (error as Error).message }, severity: "error" })
        .then(() => {})
        .catch(() => {}),
  );
  const close = async (): Promise<void> => {
    await starting;
    await trail.close();
    await exporting?.close(options.closeWithinMs);
  };
  return {
    session: trail.session,
    directory: trail.directory,
    append: (event) => trail.append(event),
    close,
    [Symbol.asyncDispose]: close,
  };
}
