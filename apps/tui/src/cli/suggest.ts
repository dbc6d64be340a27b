/** Edits (insert, delete, replace, swap of neighbours) between two short words. */
function distance(one: string, two: string): number {
  const rows: number[][] = [Array.from({ length: two.length + 1 }, (_, index) => index)];
  for (let row = 1; row <= one.length; row += 1) {
    const line = [row];
    for (let column = 1; column <= two.length; column += 1) {
      const same = one[row - 1] === two[column - 1];
      let best = Math.min(
        rows[row - 1]![column]! + 1,
        line[column - 1]! + 1,
        rows[row - 1]![column - 1]! + (same ? 0 : 1),
      );
      if (row > 1 && column > 1 && one[row - 1] === two[column - 2] && one[row - 2] === two[column - 1])
        best = Math.min(best, rows[row - 2]![column - 2]! + 1);
      line.push(best);
    }
    rows.push(line);
  }
  return rows[one.length]![two.length]!;
}

/** The known word that `word` most likely meant, or undefined when none is near. Two edits at most, one for short words. */
export function suggest(word: string, known: readonly string[]): string | undefined {
  let best: { readonly name: string; readonly edits: number } | undefined;
  for (const name of known) {
    const edits = distance(word, name);
    if (best === undefined || edits < best.edits) best = { name, edits };
  }
  return best !== undefined && best.edits > 0 && best.edits <= (word.length <= 4 ? 1 : 2)
    ? best.name
    : undefined;
}
