import type { Argument, Expression, Parameter, Statement } from "./ast.ts";
import type { Cursor } from "./cursor.ts";

type Refuse = (message: string, at: number) => never;

/** Checks what grammar alone cannot: where statements may stand, and lists of parameters and arguments. */
export function validate(statements: readonly Statement[], cursor: Cursor): void {
  const refuse: Refuse = (message, at) => cursor.refuse(message, at);
  const [empty] = cursor.emptyLoads;
  const before = empty === undefined ? cursor.calls : cursor.calls.filter(({ start }) => start < empty.start);
  for (const call of before) checkCall(call, refuse);
  if (empty !== undefined) refuse("`load` statement requires at least two arguments", empty.module);
  for (const statement of statements)
    checkPlacement(statement, { top: true, loop: false, function: false }, refuse);
  for (const { parameters } of cursor.lambdas) checkParameters(parameters, refuse);
}

interface Place {
  readonly top: boolean;
  readonly loop: boolean;
  readonly function: boolean;
}

function checkPlacement(statement: Statement, place: Place, refuse: Refuse): void {
  switch (statement.kind) {
    case "def":
      checkParameters(statement.parameters, refuse);
      for (const inner of statement.body)
        checkPlacement(inner, { top: false, loop: false, function: true }, refuse);
      return;
    case "for":
      for (const inner of statement.body) checkPlacement(inner, { ...place, top: false, loop: true }, refuse);
      return;
    case "if":
      for (const inner of [...statement.then, ...statement.otherwise])
        checkPlacement(inner, { ...place, top: false }, refuse);
      return;
    case "break":
    case "continue":
      if (!place.loop)
        refuse(`\`${statement.kind}\` cannot be used outside of a \`for\` loop`, statement.start);
      return;
    case "return":
      if (!place.function) refuse("`return` cannot be used outside of a `def` function", statement.start);
      return;
    case "load":
      if (!place.top) refuse("`load` must only occur at the top of a module", statement.start);
      return;
    default:
      return;
  }
}

function checkParameters(parameters: readonly Parameter[], refuse: Refuse): void {
  const slash = parameters.find(({ kind }) => kind === "slash");
  if (slash !== undefined) refuse("/ positional-only-arguments is not allowed in this dialect", slash.start);
  const names = new Set<string>();
  let optional = false;
  let star = false;
  let kwargs = false;
  for (const parameter of parameters) {
    const { kind, name, start } = parameter;
    if (name !== undefined && names.has(name.name)) refuse("duplicated parameter name", start);
    if (name !== undefined) names.add(name.name);
    if (kind === "normal") {
      if (kwargs) refuse("Parameter after kwargs", start);
      if (parameter.fallback !== undefined) optional = true;
      else if (optional && !star) refuse("positional parameter after non positional", start);
    } else if (kind === "kwargs") {
      if (kwargs) refuse("Multiple kwargs dictionary in parameters", start);
      kwargs = true;
    } else {
      if (star || kwargs) refuse("Args parameter after another args or kwargs parameter", start);
      star = true;
    }
  }
  checkBareStar(parameters, refuse);
}

function checkBareStar(parameters: readonly Parameter[], refuse: Refuse): void {
  const at = parameters.findIndex(({ kind }) => kind === "star");
  const star = parameters[at];
  if (star === undefined) return;
  const next = parameters[at + 1];
  if (next === undefined) refuse("`*` parameter must not be last", star.start);
  if (next.kind !== "normal") refuse("`*` must be followed by named parameter", next.start);
}

function checkCall(value: Extract<Expression, { kind: "call" }>, refuse: Refuse): void {
  const names = new Set<string>();
  let stage: 0 | 1 | 2 | 3 = 0;
  for (const argument of value.args) {
    const next = STAGE[argument.kind];
    if (argument.kind === "positional" && stage !== 0)
      refuse("positional argument after non positional", argument.start);
    if (argument.kind === "named") {
      if (stage > 1) refuse("named argument after *args or **kwargs", argument.start);
      if (names.has(argument.name!)) refuse("repeated named argument", argument.nameStart!);
      names.add(argument.name!);
    }
    if (argument.kind === "args" && stage > 1)
      refuse("Args array after another args or kwargs", argument.start);
    if (argument.kind === "kwargs" && stage === 3)
      refuse("Multiple kwargs dictionary in arguments", argument.start);
    stage = next;
  }
}

const STAGE: Readonly<Record<Argument["kind"], 0 | 1 | 2 | 3>> = {
  positional: 0,
  named: 1,
  args: 2,
  kwargs: 3,
};
