/** A half-open range of UTF-16 offsets. */
interface Ranged {
  readonly start: number;
  readonly end: number;
}

/** Where a name's value lives; the resolver fills it in. */
export type Binding =
  | { readonly kind: "slot"; readonly depth: number; readonly index: number }
  | { readonly kind: "universal"; readonly name: string };

/** A name with its place and, once resolved, its binding. */
export interface Name extends Ranged {
  readonly kind: "name";
  readonly name: string;
  binding?: Binding;
}

/** One argument of a call. */
export interface Argument extends Ranged {
  readonly kind: "positional" | "named" | "args" | "kwargs";
  readonly name?: string;
  readonly nameStart?: number;
  readonly value: Expression;
}

/** One parameter of a function. */
export interface Parameter extends Ranged {
  readonly kind: "normal" | "star" | "args" | "kwargs" | "slash";
  readonly name?: Name;
  readonly type?: Expression;
  readonly fallback?: Expression;
}

/** One `for` or `if` of a comprehension. */
export type Clause =
  | { readonly kind: "for"; readonly target: Target; readonly over: Expression }
  | { readonly kind: "if"; readonly test: Expression };

/** Operators of two operands that evaluate both. */
export type BinaryOperator =
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "in"
  | "not in"
  | "|"
  | "^"
  | "&"
  | "<<"
  | ">>"
  | "+"
  | "-"
  | "*"
  | "%"
  | "/"
  | "//";

/** What a function needs besides its body; shared by `def` and `lambda`. */
export interface FunctionShape {
  readonly parameters: readonly Parameter[];
  /** Number of local slots; the resolver fills it in. */
  slots?: number;
}

/** An expression. */
export type Expression = Ranged &
  (
    | Name
    | { readonly kind: "int"; readonly value: bigint }
    | { readonly kind: "float"; readonly value: number }
    | { readonly kind: "string"; readonly value: string }
    | { readonly kind: "bytes"; readonly value: Uint8Array }
    | { readonly kind: "ellipsis" }
    | {
        readonly kind: "fstring";
        readonly parts: readonly (string | { readonly value: Expression; readonly repr: boolean })[];
      }
    | { readonly kind: "tuple" | "list"; readonly items: readonly Expression[] }
    | { readonly kind: "dict"; readonly entries: readonly (readonly [Expression, Expression])[] }
    | { readonly kind: "list-comprehension"; readonly item: Expression; readonly clauses: readonly Clause[] }
    | {
        readonly kind: "dict-comprehension";
        readonly key: Expression;
        readonly value: Expression;
        readonly clauses: readonly Clause[];
      }
    | { readonly kind: "not" | "minus" | "plus" | "invert"; readonly operand: Expression }
    | { readonly kind: "and" | "or"; readonly left: Expression; readonly right: Expression }
    | {
        readonly kind: "binary";
        readonly operator: BinaryOperator;
        readonly left: Expression;
        readonly right: Expression;
      }
    | {
        readonly kind: "conditional";
        readonly test: Expression;
        readonly then: Expression;
        readonly otherwise: Expression;
      }
    | { readonly kind: "call"; readonly callee: Expression; readonly args: readonly Argument[] }
    | { readonly kind: "dot"; readonly object: Expression; readonly attribute: string }
    | { readonly kind: "index"; readonly object: Expression; readonly index: Expression }
    | {
        readonly kind: "index-pair";
        readonly object: Expression;
        readonly first: Expression;
        readonly second: Expression;
      }
    | {
        readonly kind: "slice";
        readonly object: Expression;
        readonly from?: Expression | undefined;
        readonly to?: Expression | undefined;
        readonly step?: Expression | undefined;
      }
    | ({ readonly kind: "lambda"; readonly body: Expression } & FunctionShape)
  );

/** What may stand left of an assignment. */
export type Target = Ranged &
  (
    | Name
    | { readonly kind: "targets"; readonly items: readonly Target[] }
    | { readonly kind: "dot"; readonly object: Expression; readonly attribute: string }
    | { readonly kind: "index"; readonly object: Expression; readonly index: Expression }
  );

/** A statement. */
export type Statement = Ranged &
  (
    | { readonly kind: "expression"; readonly value: Expression }
    | {
        readonly kind: "assign";
        readonly target: Target;
        readonly type?: Expression | undefined;
        readonly value: Expression;
      }
    | {
        readonly kind: "augment";
        readonly target: Target;
        readonly operator: BinaryOperator;
        readonly value: Expression;
      }
    | { readonly kind: "return"; readonly value?: Expression | undefined }
    | { readonly kind: "pass" | "break" | "continue" }
    | {
        readonly kind: "if";
        readonly test: Expression;
        readonly then: readonly Statement[];
        readonly otherwise: readonly Statement[];
      }
    | {
        readonly kind: "for";
        readonly target: Target;
        readonly over: Expression;
        readonly body: readonly Statement[];
      }
    | ({
        readonly kind: "def";
        readonly name: Name;
        readonly returns?: Expression | undefined;
        readonly body: readonly Statement[];
      } & FunctionShape)
    | { readonly kind: "load"; readonly module: string; readonly names: readonly Name[] }
  );
