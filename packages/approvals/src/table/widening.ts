import type { Widen } from "../facts.ts";
import type { Need } from "../grant.ts";

/** The paths and hosts of a wish, and nothing else of it. */
export function widenOf({ write, read, hosts }: Widen): Widen {
  return {
    ...(write === undefined ? {} : { write }),
    ...(read === undefined ? {} : { read }),
    ...(hosts === undefined ? {} : { hosts }),
  };
}

/** What grants must cover so that the boundary may be widened like this. */
export function widenNeeds({ write = [], read = [], hosts = [] }: Widen): readonly Need[] {
  return [
    ...write.map((path): Need => ({ kind: "write", path })),
    ...read.map((path): Need => ({ kind: "read", path })),
    ...hosts.map((host): Need => ({ kind: "host", host })),
  ];
}
