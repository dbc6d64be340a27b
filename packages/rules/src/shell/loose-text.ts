const MAXIMUM_STARTS = 64;

/** Cuts a text that may hold a mistake into the pieces that a shell may still read: its lines, and what operators part. */
export function loosePieces(text: string): readonly string[] {
  const pieces = [...text.split("\n"), ...text.split(/[\n;&|]/)].map((piece) => piece.trim());
  return [...new Set(pieces)].filter((piece) => piece !== "" && piece !== text.trim());
}

/** Every run of words in a text without its quotes, each as a possible start of a command. */
export function looseCommands(text: string): readonly (readonly string[])[] {
  const stripped = text.replace(/\\\n/g, "").replace(/["'\\]/g, "");
  return stripped.split(/[\n;&|(){}`]|\$\(|<\(|>\(/).flatMap((piece) => {
    const words = piece.split(/[ \t]+/).filter((word) => word !== "");
    return words.slice(0, MAXIMUM_STARTS).map((_, at) => words.slice(at));
  });
}
