/** Cuts a text to at most so many UTF-8 bytes, at the border of a character. */
export function cutText(text: string, bytes: number): string {
  // A UTF-16 unit is at most three bytes, so short texts need no counting.
  if (text.length * 3 <= bytes || Buffer.byteLength(text) <= bytes) return text;
  const buffer = Buffer.from(text.slice(0, bytes));
  let end = Math.min(bytes, buffer.length);
  while (end > 0 && end < buffer.length && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.toString("utf8", 0, end);
}
