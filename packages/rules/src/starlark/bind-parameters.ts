import type { Expression, Parameter } from "./ast.ts";
import { mismatch } from "./call-arguments.ts";
import type { BoundParameter, TypeTest, Value } from "./value.ts";

/** What evaluates the defaults and types of parameters. */
export interface ParameterEvaluation {
  readonly fallback: (expression: Expression) => Value;
  readonly type: (expression: Expression) => TypeTest;
  readonly refuse: (message: string, at: number) => never;
}

/** Evaluates the defaults and types of a function's parameters, in the order of the text. */
export function bindParameters(
  parameters: readonly Parameter[],
  evaluation: ParameterEvaluation,
): readonly BoundParameter[] {
  let positional = true;
  const bound: BoundParameter[] = [];
  for (const parameter of parameters) {
    if (parameter.kind === "star" || parameter.kind === "args") positional = false;
    if (parameter.kind === "star" || parameter.kind === "slash") continue;
    const name = parameter.name!;
    const fallback = parameter.fallback === undefined ? undefined : evaluation.fallback(parameter.fallback);
    const type = parameter.type === undefined ? undefined : evaluation.type(parameter.type);
    if (fallback !== undefined && type !== undefined && !type.test(fallback)) {
      evaluation.refuse(mismatch(fallback, type, `argument \`${name.name}\``), parameter.start);
    }
    bound.push({
      kind: parameter.kind,
      name: name.name,
      slot: (name.binding as { index: number }).index,
      positional: parameter.kind === "normal" && positional,
      ...(fallback === undefined ? {} : { fallback }),
      ...(type === undefined ? {} : { type }),
    });
  }
  return bound;
}
