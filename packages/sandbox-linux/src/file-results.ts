import type { FileInfo, FileResult, FileVerb } from "@paddock/sandbox";
import { SandboxLinuxError } from "./sandbox-linux-error.ts";

interface Head {
  readonly ok: boolean;
  readonly errno?: string;
  readonly path?: string;
  readonly message?: string;
  readonly digest?: string;
  readonly info?: FileInfo;
  readonly size?: number;
  readonly count?: number;
}

/** Reads what the helper wrote: per verb a line of JSON, then `size` bytes or `count` further lines. */
export function parseFileResults(output: Uint8Array, verbs: readonly FileVerb[]): readonly FileResult[] {
  const decoder = new TextDecoder();
  let at = 0;
  const line = (): unknown => {
    const end = output.indexOf(10, at);
    if (end < 0)
      throw new SandboxLinuxError("broken", "The sandbox helper's answer to a file verb is cut off.");
    const text = decoder.decode(output.subarray(at, end));
    at = end + 1;
    return JSON.parse(text);
  };
  const results: FileResult[] = [];
  for (const { verb, path } of verbs) {
    if (at === output.length) break; // stopped at a refusal
    const head = line() as Head;
    if (!head.ok) {
      results.push({ ok: false, verb, path, errno: head.errno ?? "EIO", message: head.message ?? "failed" });
      continue;
    }
    const bytes = head.size === undefined ? undefined : output.slice(at, at + head.size);
    at += head.size ?? 0;
    const entries = Array.from({ length: head.count ?? 0 }, () => line() as FileInfo);
    results.push({
      ok: true,
      verb,
      ...(bytes ? { data: bytes } : {}),
      ...(head.count === undefined ? {} : { entries }),
      ...(head.info ? { info: head.info } : {}),
      ...(head.digest === undefined ? {} : { digest: head.digest }),
    });
  }
  return results;
}
