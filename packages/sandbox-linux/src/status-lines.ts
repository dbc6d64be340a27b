import type { Denial, ExitStatus, Guarantee, LostGuarantee } from "@paddock/sandbox";

/** What the helper says on its status descriptor, one JSON object a line. */
export type StatusLine =
  | {
      readonly kind: "ready";
      readonly guarantees: readonly Guarantee[];
      readonly lost: readonly LostGuarantee[];
      readonly facts: Readonly<Record<string, string | number | boolean>>;
    }
  | { readonly kind: "denied"; readonly denial: Denial }
  | { readonly kind: "unconnected"; readonly id: number; readonly errno: string }
  | { readonly kind: "ended"; readonly status: ExitStatus }
  | {
      readonly kind: "failed";
      readonly step: string;
      readonly errno?: string;
      readonly message: string;
      readonly fix: string;
      readonly code: number;
    };

/** Reads one line. `undefined` for what a newer helper may say and this driver does not know, and for a torn line. */
export function parseStatusLine(line: string): StatusLine | undefined {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    return undefined; // the end of a run does not hang on a report
  }
  if (typeof value !== "object" || value === null) return undefined;
  // The helper is our own, verified binary; its lines have the shapes of status.c.
  const said = value as Record<string, never>;
  if ("ready" in said) return { kind: "ready", ...(said["ready"] as object) } as StatusLine;
  if ("failed" in said) return { kind: "failed", ...(said["failed"] as object) } as StatusLine;
  if ("covered" in said) {
    return { kind: "denied", denial: { layer: "mount", operation: "other", object: said["covered"] } };
  }
  if ("denied" in said) return { kind: "denied", denial: said["denied"] };
  if ("unconnected" in said) return { kind: "unconnected", ...(said["unconnected"] as object) } as StatusLine;
  if ("exit" in said) return { kind: "ended", status: { kind: "exit", code: said["exit"] } };
  if ("signal" in said) return { kind: "ended", status: { kind: "signal", signal: said["signal"] } };
  return undefined;
}

/** Cuts a stream of bytes into lines; the text after the last newline waits for more. */
export function lineSplitter(onLine: (line: string) => void): (chunk: Uint8Array) => void {
  const decoder = new TextDecoder();
  let rest = "";
  return (chunk) => {
    rest += decoder.decode(chunk, { stream: true });
    const lines = rest.split("\n");
    rest = lines.pop() ?? "";
    for (const line of lines) if (line !== "") onLine(line);
  };
}
