import type { Backend, FileInfo, SandboxPlan } from "@paddock/sandbox";
import { clip } from "../clip.ts";
import type { NormalAction } from "../normalise.ts";
import { type FileOutcome, refusedOutcome, unanswered } from "./file-outcome.ts";

/** Characters of a file that a model gets at most. */
const KEEP = 60_000;
/** Bytes that are read for a model; what is clipped away in the middle has to come from somewhere. */
const TEXT_LIMIT = 4 * 1024 * 1024;
/** Bytes that a program gets in one answer. */
const BYTES_LIMIT = 32 * 1024 * 1024;

/** Text of a part of a file: characters that the borders cut are left out, a mark of byte order stays. */
function decode(data: Uint8Array, part: { readonly from: number; readonly whole: boolean }): string {
  let start = 0;
  if (part.from > 0) while (start < 3 && ((data[start] ?? 0) & 0xc0) === 0x80) start++;
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(data.subarray(start), { stream: !part.whole });
}

function isBinary(data: Uint8Array): boolean {
  return data.subarray(0, 8192).includes(0);
}

/** Says which part of a larger file the text is, and how to get the rest. */
function partText(from: number, length: number, size: number): string {
  const to = from + length;
  if (from === 0 && to >= size) return "";
  const rest = to < size ? `; read on with offset ${to}` : "";
  return `\n[bytes ${from} to ${to} of ${size}${rest}]`;
}

function textOf(data: Uint8Array, from: number, info: FileInfo | undefined): string {
  const size = info?.size ?? from + data.length;
  if (isBinary(data)) return `binary file of ${size} bytes`;
  const whole = from + data.length >= size;
  return clip(decode(data, { from, whole }), KEEP) + partText(from, data.length, size);
}

/** Reads a file, or a part of it, inside the sandbox. */
export async function readFileAction(
  backend: Backend,
  plan: SandboxPlan,
  action: Extract<NormalAction, { kind: "read" }>,
  signal: AbortSignal,
): Promise<FileOutcome> {
  const { path, offset = 0, bytes = false } = action;
  const most = bytes ? BYTES_LIMIT : TEXT_LIMIT;
  const limit = Math.min(action.limit ?? most, most);
  const [result] = await backend.files(plan, [{ verb: "read", path, offset, limit }], { signal });
  if (!result) return unanswered(path);
  if (!result.ok) return refusedOutcome(result, "read");
  const { data = new Uint8Array(), info, digest } = result;
  if (bytes && action.limit === undefined && info !== undefined && info.size - offset > most) {
    const text = `${path} has ${info.size} bytes, more than ${most}; read it in parts with offset and limit`;
    return { kind: "failed", text, errno: "EFBIG" };
  }
  return {
    kind: "done",
    text: bytes ? `read ${data.length} bytes` : textOf(data, offset, info),
    touched: [],
    facts: {
      ...(digest === undefined ? {} : { digest }),
      ...(info === undefined ? {} : { info }),
      ...(bytes ? { data: Buffer.from(data.buffer, data.byteOffset, data.length).toString("base64") } : {}),
    },
  };
}
