import { createWriteStream } from "node:fs";
import { resolve } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { loadConfig } from "@paddock/config";
import {
  type ExportFormat,
  type ExportSettings,
  exportLines,
  readExportSettings,
  readTrail,
  startExport,
} from "@paddock/telemetry";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";
import { timeOf } from "./filter-flags.ts";
import { textFlag, trailFlag, trailFolder } from "./place.ts";

const formats: readonly ExportFormat[] = ["otlp", "ecs", "ocsf", "jsonl"];

async function exportSettings({ globals, env }: CommandContext): Promise<ExportSettings> {
  const effective = await loadConfig({
    cwd: globals.cwd,
    env,
    set: globals.set,
    strict: globals.strictConfig,
    ...(globals.profile === undefined ? {} : { profile: globals.profile }),
    ...(globals.compat === undefined ? {} : { compat: globals.compat }),
  });
  return readExportSettings(effective.get("otel"));
}

/** Delivers what the collector has not yet, and says how it went. */
async function send(context: CommandContext, directory: string, waitMs: number): Promise<number> {
  const settings = await exportSettings(context);
  if ([settings.logs, settings.traces, settings.metrics].every(({ kind }) => kind === "none"))
    throw new UsageError(
      "no exporter is configured: set otel.exporter, otel.trace_exporter or otel.metrics_exporter",
    );
  const running = await startExport({ directory, settings });
  const until = Date.now() + waitMs;
  const waiting = (): boolean => Object.values(running.state).some(({ behind }) => behind > 0);
  while (waiting() && Date.now() < until && !context.signal.aborted) await wait(50);
  await running.close();
  for (const [signal, state] of Object.entries(running.state)) {
    const { sent, refused, refusal, behind, error } = state;
    const parts = [
      `${sent} sent`,
      refused > 0 ? `${refused} refused (${refusal})` : "",
      behind > 0 ? context.style("red", `${behind} bytes of records wait: ${error || "no answer yet"}`) : "",
    ].filter((part) => part !== "");
    context.out(
      context.globals.json ? `${JSON.stringify({ signal, ...state })}\n` : `${signal}: ${parts.join(", ")}\n`,
    );
  }
  return waiting() ? exitCode.failed : exitCode.ok;
}

/** `paddock logs export`: prints records in a format that others read, or delivers what is due. */
export const exportCommand: Command = {
  name: "export",
  summary: "Print records as OTLP/JSON, ECS, OCSF or JSON lines, or deliver what the collector has not yet",
  usage: [
    "logs export --format otlp|ecs|ocsf|jsonl [--session ID] [--since TIME] [--out FILE]",
    "logs export --send",
  ],
  flags: {
    ...trailFlag,
    format: { type: "string", value: "FORMAT", help: "otlp, ecs, ocsf or jsonl (default)" },
    session: { type: "string", value: "ID", help: "this session" },
    since: { type: "string", value: "TIME", help: "from this time on: 2026-11-20T10:00Z, or 24h, 30m, 7d" },
    until: { type: "string", value: "TIME", help: "before this time" },
    out: { type: "string", value: "FILE", help: "write to a new file, readable by you alone" },
    send: {
      type: "boolean",
      help: "deliver to the collector of [otel] everything that it has not taken yet",
    },
    wait: {
      type: "string",
      value: "SECONDS",
      help: "with --send: give up after so long (default 60); nothing is lost",
    },
  },
  async run(context) {
    const { values } = readArguments(exportCommand, context.args);
    const folder = trailFolder(context, values["trail"]);
    if (values["send"] === true) {
      const seconds = Number(values["wait"] ?? 60);
      if (!(seconds > 0)) throw new UsageError("--wait is a number of seconds");
      return send(context, folder, seconds * 1_000);
    }
    const format = (textFlag(values["format"]) ?? "jsonl") as ExportFormat;
    if (!formats.includes(format))
      throw new UsageError(`--format is one of ${formats.join(", ")}, not ${format}`);
    const [session, since, until, out] = ["session", "since", "until", "out"].map((key) =>
      textFlag(values[key]),
    );
    const records = readTrail(folder, {
      ...(session === undefined ? {} : { session }),
      ...(since === undefined ? {} : { since: timeOf(since, Date.now()) }),
      ...(until === undefined ? {} : { until: timeOf(until, Date.now()) }),
    });
    const settings = format === "otlp" ? await exportSettings(context) : readExportSettings(undefined);
    if (out === undefined) {
      for await (const line of exportLines(records, format, settings)) {
        if (context.signal.aborted) return exitCode.interrupted;
        context.out(line);
      }
      return exitCode.ok;
    }
    const file = createWriteStream(resolve(context.globals.cwd, out), { mode: 0o600, flags: "wx" });
    const opened = Promise.withResolvers<void>();
    file.on("open", () => opened.resolve());
    file.on("error", (error) => opened.reject(new UsageError(`cannot write ${out}: ${error.message}`)));
    await opened.promise;
    for await (const line of exportLines(records, format, settings))
      if (!file.write(line)) await new Promise<void>((done) => file.once("drain", () => done()));
    await new Promise<void>((done) => file.end(() => done()));
    return exitCode.ok;
  },
};
