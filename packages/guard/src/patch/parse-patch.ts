/** One stretch of an update: context and removed lines that must be found, and what replaces them. */
export interface PatchChunk {
  /** Lines named behind `@@`: the search starts after each of them in turn. */
  readonly anchors: readonly string[];
  /** The lines in order: those that stay and those that go must be there. */
  readonly lines: readonly { readonly mark: "keep" | "remove" | "add"; readonly text: string }[];
  /** True when they must be the last of the file. */
  readonly endOfFile: boolean;
}

/** What a patch does to one file. Paths are as written. */
export type PatchOperation =
  | { readonly kind: "add"; readonly path: string; readonly content: string }
  | { readonly kind: "delete"; readonly path: string }
  | {
      readonly kind: "update";
      readonly path: string;
      readonly moveTo?: string;
      readonly chunks: readonly PatchChunk[];
    };

/** A patch, or the first thing wrong with it. */
export type ParsedPatch =
  | { readonly ok: true; readonly operations: readonly PatchOperation[] }
  | { readonly ok: false; readonly line: number; readonly message: string };

interface Cursor {
  readonly lines: readonly string[];
  at: number;
}

class PatchProblem extends Error {
  readonly line: number;
  constructor(line: number, message: string) {
    super(message);
    this.line = line;
  }
}

const MARKS = { " ": "keep", "-": "remove", "+": "add" } as const;

const HEADER = /^\*\*\* (Add File|Delete File|Update File): (.+)$/;

function isMarker(line: string): boolean {
  return HEADER.test(line.trim()) || line.trim() === "*** End Patch";
}

function parseAdd(cursor: Cursor, path: string): PatchOperation {
  const lines: string[] = [];
  for (; cursor.at < cursor.lines.length; cursor.at += 1) {
    const line = cursor.lines[cursor.at] as string;
    if (isMarker(line)) break;
    if (!line.startsWith("+"))
      throw new PatchProblem(cursor.at + 1, `a new file has only lines that begin with +`);
    lines.push(line.slice(1));
  }
  return { kind: "add", path, content: lines.map((line) => `${line}\n`).join("") };
}

function parseChunk(cursor: Cursor): PatchChunk | undefined {
  const anchors: string[] = [];
  for (; cursor.lines[cursor.at]?.startsWith("@@"); cursor.at += 1) {
    const anchor = (cursor.lines[cursor.at] as string).slice(2).trim();
    if (anchor !== "") anchors.push(anchor);
  }
  const lines: PatchChunk["lines"][number][] = [];
  let endOfFile = false;
  const start = cursor.at;
  for (; cursor.at < cursor.lines.length; cursor.at += 1) {
    const line = cursor.lines[cursor.at] as string;
    if (line.trim() === "*** End of File") {
      endOfFile = true;
      cursor.at += 1;
      break;
    }
    if (line.startsWith("@@") || isMarker(line)) break;
    const mark = line === "" ? "keep" : MARKS[line[0] as keyof typeof MARKS];
    if (mark !== undefined) lines.push({ mark, text: line.slice(1) });
    else
      throw new PatchProblem(
        cursor.at + 1,
        `a line of an update begins with a blank, - or +, not ${JSON.stringify(line[0])}`,
      );
  }
  if (cursor.at === start) {
    if (anchors.length > 0) throw new PatchProblem(cursor.at, "@@ is followed by no line to change");
    return undefined;
  }
  return { anchors, lines, endOfFile };
}

function parseUpdate(cursor: Cursor, path: string): PatchOperation {
  const move = /^\*\*\* Move to: (.+)$/.exec((cursor.lines[cursor.at] ?? "").trim());
  if (move) cursor.at += 1;
  const chunks: PatchChunk[] = [];
  while (cursor.at < cursor.lines.length && !isMarker(cursor.lines[cursor.at] as string)) {
    if ((cursor.lines[cursor.at] as string).trim() === "") {
      cursor.at += 1;
      continue;
    }
    const chunk = parseChunk(cursor);
    if (chunk) chunks.push(chunk);
  }
  if (chunks.length === 0 && !move)
    throw new PatchProblem(cursor.at, `the update of ${path} changes nothing`);
  return { kind: "update", path, ...(move?.[1] ? { moveTo: move[1].trim() } : {}), chunks };
}

/** Takes a here-document wrapper off, as models like to write one. */
function unwrap(text: string): string {
  const match = /^\s*(?:apply_patch\s+)?<<\s*(['"]?)(\w+)\1\s*\n([\s\S]*?)\n\2\s*$/.exec(text);
  return match?.[3] ?? text;
}

/**
 * Reads the `*** Begin Patch` format. Pure; opens no file. Lenient where models slip (a here-document around it, blank
 * lines between chunks, a first chunk without `@@`), strict in what it means.
 */
export function parsePatch(text: string): ParsedPatch {
  const lines = unwrap(text).replaceAll("\r\n", "\n").trim().split("\n");
  const cursor: Cursor = { lines, at: 0 };
  try {
    if (lines[0]?.trim() !== "*** Begin Patch")
      throw new PatchProblem(1, "the first line must be *** Begin Patch");
    cursor.at = 1;
    const operations: PatchOperation[] = [];
    for (;;) {
      const line = lines[cursor.at]?.trim();
      if (line === undefined) throw new PatchProblem(lines.length, "the last line must be *** End Patch");
      if (line === "*** End Patch") break;
      if (line === "") {
        cursor.at += 1;
        continue;
      }
      const header = HEADER.exec(line);
      if (!header)
        throw new PatchProblem(
          cursor.at + 1,
          `expected *** Add File, *** Delete File or *** Update File, got ${line}`,
        );
      cursor.at += 1;
      const path = (header[2] as string).trim();
      if (header[1] === "Add File") operations.push(parseAdd(cursor, path));
      else if (header[1] === "Delete File") operations.push({ kind: "delete", path });
      else operations.push(parseUpdate(cursor, path));
    }
    if (operations.length === 0) throw new PatchProblem(1, "the patch is empty");
    return { ok: true, operations };
  } catch (error) {
    if (error instanceof PatchProblem) return { ok: false, line: error.line, message: error.message };
    throw error;
  }
}
