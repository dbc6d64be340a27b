import * as z from "zod/mini";
import { isTable, type Table } from "../table.ts";
import type { Keys, Shape } from "./shape.ts";
import { CONFIG_KEYS } from "./table.ts";

/** What a check of a value gives: the value, or the issues with the path of each. */
export type Checked =
  | { readonly success: true; readonly data: unknown }
  | {
      readonly success: false;
      readonly error: {
        readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[];
      };
    };

/** A zod schema of a value that is not known in detail; a Standard Schema, too. */
export interface AnySchema {
  /** Checks a value without throwing. */
  safeParse(value: unknown): Checked;
  /** The Standard Schema interface, for tools that take any vendor's schemas. */
  readonly "~standard": {
    /** Version of the interface. */
    readonly version: 1;
    /** Who made the schema. */
    readonly vendor: string;
    /** Checks a value. */
    readonly validate: (value: unknown) => unknown;
  };
}

type Mini = z.ZodMiniType<unknown, unknown>;

function textSchema(shape: Shape & { readonly kind: "text" }): Mini {
  const checks = [
    ...(shape.nonempty ? [z.refine<string>((text) => text.trim() !== "", "must not be blank")] : []),
    ...(shape.pattern === undefined ? [] : [z.regex(new RegExp(shape.pattern, "u"))]),
  ];
  return checks.length > 0 ? z.string().check(...checks) : z.string();
}

function miniOf(shape: Shape): Mini {
  switch (shape.kind) {
    case "anything":
      return z.unknown().check(z.refine((value) => value !== undefined));
    case "text":
      return textSchema(shape);
    case "path":
      return z
        .string()
        .check(z.refine<string>((path) => path !== "" && !path.includes("\0"), "must be a path"));
    case "flag":
      return z.boolean();
    case "count":
      return z.int().check(z.gte(shape.min ?? 0), z.lte(shape.max ?? Number.MAX_SAFE_INTEGER));
    case "number":
      return z.number().check(z.gte(shape.min ?? -Number.MAX_VALUE));
    case "words":
      return z.enum([...shape.words, ...Object.keys(shape.aliases ?? {})]);
    case "list": {
      const list = z.array(miniOf(shape.of));
      return shape.nonempty ? list.check(z.minLength(1)) : list;
    }
    case "map":
      return z.custom<Table>(
        (value) =>
          isTable(value) && Object.values(value).every((item) => miniOf(shape.of).safeParse(item).success),
        "is no such table",
      );
    case "table":
      return z.looseObject(
        Object.fromEntries(
          Object.entries(shape.keys).map(([name, key]) => [
            name,
            key.required ? miniOf(key.shape) : z.optional(miniOf(key.shape)),
          ]),
        ),
      );
    case "either":
      return z.union(shape.of.map(miniOf));
  }
}

/** The zod schema of a shape. Tables keep unknown names, so that what is newer than this version survives. */
export function schemaOf(shape: Shape): AnySchema {
  return miniOf(shape);
}

/** The schema of a configuration that holds these top-level keys; others are not built. Default: all. */
export function configSchema(names: readonly string[] = Object.keys(CONFIG_KEYS)): AnySchema {
  const keys: Keys = Object.fromEntries(Object.entries(CONFIG_KEYS).filter(([name]) => names.includes(name)));
  return miniOf({ kind: "table", keys });
}
