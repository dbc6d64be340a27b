import { ConfigError, placeOf } from "../config-error.ts";
import type { Clamp } from "../effective-config.ts";
import type { Finding } from "../finding.ts";
import { formatKeyPath, type KeyPath, valueAt, withValue } from "../key-path.ts";
import { type Layer, originIn } from "../layer.ts";
import { proposals } from "../merge.ts";
import { shown } from "../parse-layer.ts";
import { equal, type Table } from "../table.ts";
import { blame, type Requirements, writtenPath } from "./combine.ts";

/** The values while requirements are applied to them, and the story of what changed. */
export class ClampState {
  readonly layers: readonly Layer[];
  readonly requirements: Requirements;
  /** Root of the workspace, absolute. */
  readonly workspace: string;
  readonly clamps: Clamp[] = [];
  readonly findings: Finding[] = [];
  values: Table;

  constructor(layers: readonly Layer[], values: Table, requirements: Requirements, workspace: string) {
    this.workspace = workspace;
    this.layers = layers;
    this.values = values;
    this.requirements = requirements;
  }

  /** The combined requirement at a path. */
  required(...path: KeyPath): unknown {
    return valueAt(this.requirements.values, path);
  }

  get(...path: KeyPath): unknown {
    return valueAt(this.values, path);
  }

  /** The layer that proposed the value in force, if it is more than a default. */
  asker(path: KeyPath): Layer | undefined {
    const layer = proposals(this.layers, path)[0]?.layer;
    return layer?.kind === "default" ? undefined : layer;
  }

  /**
   * Puts a value in force. A notice is given where somebody had asked for another one, or where `always` says that a
   * changed default matters.
   */
  set(
    path: KeyPath,
    to: unknown,
    by: { readonly path: KeyPath; readonly guilty?: (value: unknown) => boolean },
    options: {
      readonly why?: string;
      readonly always?: boolean;
      readonly asked?: { readonly path: KeyPath; readonly value: unknown };
    } = {},
  ): void {
    const from = options.asked ? options.asked.value : valueAt(this.values, path);
    const source = blame(this.requirements, by.path, by.guilty);
    const where = writtenPath(by.path);
    this.values = withValue(this.values, path, to);
    this.clamps.push({ path, from, to, by: source, byPath: where });
    if (equal(from, to)) return;
    const asker = this.asker(options.asked?.path ?? path);
    if (!asker && !options.always) return;
    const who = asker ? "{asked} asks for" : "the default is";
    this.findings.push({
      severity: asker ? "warn" : "info",
      code: "requirement_clamp",
      text: `${formatKeyPath(path)} is ${text(to)}: ${who} ${text(from)}, but ${options.why ?? `${formatKeyPath(where)} demands ${text(to)}`}`,
      layer: source,
      path: where,
      key: path,
      ...(asker ? { asked: { layer: asker, path: options.asked?.path ?? path } } : {}),
    });
  }

  /** Refuses to start; the message names the requirement and, where there is one, who asked. */
  refuse(key: KeyPath, by: KeyPath, detail: string): never {
    const source = blame(this.requirements, by);
    const asker = this.asker(key);
    const from = asker ? ` (asked for by ${placeOf(originIn(asker))})` : "";
    throw new ConfigError("requirements_refuse", `${formatKeyPath(key)}: ${detail}${from}`, {
      origin: originIn(source),
      key: formatKeyPath(writtenPath(by)),
    });
  }
}

/** A value in a sentence. */
export function text(value: unknown): string {
  if (value === undefined) return "not set";
  if (
    Array.isArray(value) &&
    value.length > 0 &&
    value.length <= 6 &&
    value.every((item) => typeof item !== "object")
  )
    return JSON.stringify(value);
  return typeof value === "object" && value !== null && "granular" in value ? "granular" : shown(value);
}
