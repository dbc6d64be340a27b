import { open } from "node:fs/promises";

/** One line of a file: its bytes without the newline, its number and where it starts. */
export interface StoredLine {
  readonly bytes: Buffer;
  /** 1-based. */
  readonly line: number;
  /** Byte offset of the first byte. */
  readonly offset: number;
  /** False only for a last line that has no newline: torn, or still being written. */
  readonly ended: boolean;
}

/** Where reading starts; both count from the file's start. */
export interface ReadFrom {
  readonly offset?: number;
  readonly line?: number;
  /** Bytes a read; default 1 MiB. */
  readonly chunk?: number;
}

/** Yields the lines of a file in batches, one for each chunk read; a batch's bytes stay valid after the next one. */
export async function* readLines(
  path: string,
  from: ReadFrom = {},
): AsyncGenerator<readonly StoredLine[], void, void> {
  const file = await open(path, "r");
  try {
    const chunk = from.chunk ?? 1 << 20;
    let line = from.line ?? 1;
    let offset = from.offset ?? 0;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const buffer = Buffer.allocUnsafe(rest.length + chunk);
      rest.copy(buffer);
      const { bytesRead } = await file.read(buffer, rest.length, chunk, offset + rest.length);
      const data = buffer.subarray(0, rest.length + bytesRead);
      if (bytesRead === 0) {
        if (data.length > 0) yield [{ bytes: data, line, offset, ended: false }];
        return;
      }
      const lines: StoredLine[] = [];
      let start = 0;
      for (;;) {
        const end = data.indexOf(10, start);
        if (end < 0) break;
        lines.push({ bytes: data.subarray(start, end), line, offset: offset + start, ended: true });
        line += 1;
        start = end + 1;
      }
      rest = data.subarray(start);
      offset += start;
      if (lines.length > 0) yield lines;
    }
  } finally {
    await file.close();
  }
}
