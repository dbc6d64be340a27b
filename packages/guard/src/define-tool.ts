import { GuardError } from "./guard-error.ts";

/** The part of Standard Schema (https://standardschema.dev, version 1) that the guard uses; zod, valibot and others have it. */
export interface ToolSchema<Output = unknown> {
  /** The schema's own side of the agreement. */
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
  };
}

/** What a schema says about a value. */
export type SchemaResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** One thing that is wrong with a value. */
export interface SchemaIssue {
  /** A sentence. */
  readonly message: string;
  /** Where in the value. */
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a tool may do. It runs in the host, so the sandbox does not hold it: the declaration decides who is asked. */
export type ToolEffect = "read" | "write" | "network" | "execute";

/** A tool of the integrator, as the guard keeps it. */
export interface GuardedTool {
  /** Name that actions use. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** What it may do; never empty. */
  readonly effects: readonly ToolEffect[];
  /** Checks an input. */
  readonly check: (input: unknown) => Promise<SchemaResult<unknown>>;
  /** Runs it with an input that was checked. */
  readonly call: (input: unknown, options: { readonly signal: AbortSignal }) => Promise<unknown>;
}

/** What {@link defineTool} takes. */
export interface ToolDefinition<Input> {
  /** Letters, digits, `_`, `-` and `.`. */
  readonly name: string;
  /** What it does, for the model. */
  readonly description: string;
  /** Any Standard Schema. */
  readonly input: ToolSchema<Input>;
  /** All that it may do. */
  readonly effects: readonly ToolEffect[];
  /** Does it. What it returns goes to the agent as text or JSON. */
  readonly run: (input: Input, options: { readonly signal: AbortSignal }) => unknown;
}

const effects: ReadonlySet<string> = new Set(["read", "write", "network", "execute"]);

/**
 * Makes a tool that a guard decides about and records before it runs. The input is checked by the schema first; the
 * declared effects decide whether somebody is asked.
 *
 * @throws {GuardError} `bad-tool` for a name, an effect or a schema that cannot be used.
 */
export function defineTool<Input>(definition: ToolDefinition<Input>): GuardedTool {
  const { name, description, input, run } = definition;
  if (!/^[A-Za-z0-9_.-]{1,128}$/.test(name)) {
    throw new GuardError(
      "bad-tool",
      `${JSON.stringify(name)} is no name for a tool: use letters, digits, _ - and .`,
    );
  }
  const unknown = definition.effects.find((effect) => !effects.has(effect));
  if (definition.effects.length === 0 || unknown !== undefined) {
    const what = unknown === undefined ? "declares no effect" : `declares the unknown effect ${unknown}`;
    throw new GuardError("bad-tool", `the tool ${name} ${what}; use ${[...effects].join(", ")}`);
  }
  if (typeof input?.["~standard"]?.validate !== "function" || input["~standard"].version !== 1) {
    throw new GuardError("bad-tool", `the input of the tool ${name} is no Standard Schema of version 1`);
  }
  return {
    name,
    description,
    effects: [...definition.effects],
    check: async (value) => await input["~standard"].validate(value),
    // The value was checked by the same schema just before.
    call: async (value, options) => await run(value as Input, options),
  };
}

/** Says what is wrong with an input, one issue a line. */
export function issuesText(issues: readonly SchemaIssue[]): string {
  return issues
    .map(({ message, path }) => {
      const keys = (path ?? []).map((part) => String(typeof part === "object" ? part.key : part));
      return keys.length === 0 ? message : `${keys.join(".")}: ${message}`;
    })
    .join("\n");
}
