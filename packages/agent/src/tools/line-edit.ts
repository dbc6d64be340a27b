/** Where a text stands in a file: nowhere, once (as whole lines and what replaces them), or more often. */
export type LineEdit =
  | { readonly kind: "missing" }
  | { readonly kind: "repeated"; readonly times: number }
  | { readonly kind: "found"; readonly before: readonly string[]; readonly after: readonly string[] };

function linesOf(text: string): readonly string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

/**
 * Turns the replacement of any text, also a part of a line, into the replacement of whole lines. The text must occur
 * exactly once. Pure; line ends count as `\n`.
 */
export function lineEdit(content: string, removed: string, added: string): LineEdit {
  const text = content.replaceAll("\r\n", "\n");
  const old = removed.replaceAll("\r\n", "\n");
  const start = text.indexOf(old);
  if (start < 0 || old === "") return { kind: "missing" };
  const times = text.split(old).length - 1;
  if (times > 1) return { kind: "repeated", times };
  const end = start + old.length;
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const replacement = text.slice(start === 0 ? 0 : from, start) + added.replaceAll("\r\n", "\n");
  // Where the old text ends with its line and the new one does too, the next line is not touched.
  const wholeLines = old.endsWith("\n") && (replacement === "" || replacement.endsWith("\n"));
  const lineEnd = text.indexOf("\n", end);
  const to = wholeLines ? end : lineEnd < 0 ? text.length : lineEnd + 1;
  return {
    kind: "found",
    before: linesOf(text.slice(start === 0 ? 0 : from, to)),
    after: linesOf(replacement + text.slice(end, to)),
  };
}
