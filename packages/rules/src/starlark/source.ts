/** A place in a source file; line and column are 1-based, columns count code points. */
export interface Position {
  /** Path of the file. */
  readonly path: string;
  /** 1-based line. */
  readonly line: number;
  /** 1-based column in code points. */
  readonly column: number;
}

/** A source text that can turn offsets into positions. */
export class Source {
  readonly path: string;
  readonly text: string;
  #lineStarts: readonly number[] | undefined;

  constructor(path: string, text: string) {
    this.path = path;
    this.text = text;
  }

  /** Turns a UTF-16 offset into a position. */
  locate(offset: number): Position {
    const starts = this.#starts();
    let low = 0;
    let high = starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (starts[middle]! <= offset) low = middle;
      else high = middle - 1;
    }
    const column = [...this.text.slice(starts[low]!, offset)].length + 1;
    return { path: this.path, line: low + 1, column };
  }

  /** Returns the text of a 1-based line without its line end. */
  line(number: number): string {
    const starts = this.#starts();
    const start = starts[number - 1] ?? this.text.length;
    const end = starts[number] ?? this.text.length;
    return this.text.slice(start, end).replace(/\r?\n$/, "");
  }

  #starts(): readonly number[] {
    if (this.#lineStarts === undefined) {
      const starts = [0];
      for (let at = this.text.indexOf("\n"); at >= 0; at = this.text.indexOf("\n", at + 1))
        starts.push(at + 1);
      this.#lineStarts = starts;
    }
    return this.#lineStarts;
  }
}
