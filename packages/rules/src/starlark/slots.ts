import type { Binding } from "./ast.ts";
import type { Scope, Value } from "./value.ts";

/** Finds the frame in which a name's slot lies. */
export function slotFrame(binding: Extract<Binding, { kind: "slot" }>, scope: Scope): Scope {
  let frame: Scope = scope;
  for (let depth = binding.depth; depth > 0; depth -= 1) frame = frame.parent!;
  return frame;
}

/** Sets the slot of a name; only names of the file are ever assigned. */
export function setSlot(binding: Binding, scope: Scope, value: Value): void {
  if (binding.kind === "slot") slotFrame(binding, scope).slots[binding.index] = value;
}
