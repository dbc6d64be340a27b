/** Keeps the head and the tail of a long text and says how much is missing in the middle. */
export function clip(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  const head = text.slice(0, half);
  const tail = text.slice(text.length - half);
  return `${head}\n[... ${text.length - head.length - tail.length} characters left out ...]\n${tail}`;
}

/** Collects streamed text while holding at most about twice `limit` characters: the head and the latest tail. */
export interface ClippedText {
  add(text: string): void;
  readonly length: number;
  toString(): string;
}

/** Makes an empty {@linkcode ClippedText}. */
export function clippedText(limit: number): ClippedText {
  const half = Math.floor(limit / 2);
  let head = "";
  let tail = "";
  let total = 0;
  return {
    add(text) {
      total += text.length;
      const room = half - head.length;
      if (room > 0) head += text.slice(0, room);
      const rest = room > 0 ? text.slice(room) : text;
      if (rest !== "") tail = (tail + rest).slice(-half);
    },
    get length() {
      return total;
    },
    toString() {
      const missing = total - head.length - tail.length;
      return missing > 0 ? `${head}\n[... ${missing} characters left out ...]\n${tail}` : head + tail;
    },
  };
}
