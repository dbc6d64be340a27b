const ANY_RUN = "*";
const ANY_ONE = "?";

/**
 * Says whether a whole text fits a glob, in which `*` is any run of characters and `?` is one. Takes at most as many steps as
 * both are long, multiplied: a regular expression with several `.*` could be made to take for ever.
 */
export function matchesGlob(glob: string, text: string): boolean {
  let at = 0;
  let pattern = 0;
  /** Where the last run began, in the glob and in the text. */
  let run = -1;
  let runAt = 0;
  while (at < text.length) {
    const wanted = glob[pattern];
    if (wanted === ANY_RUN) {
      run = pattern;
      runAt = at;
      pattern += 1;
    } else if (wanted === ANY_ONE || wanted === text[at]) {
      pattern += 1;
      at += 1;
    } else if (run >= 0) {
      // The run takes one character more.
      runAt += 1;
      at = runAt;
      pattern = run + 1;
    } else return false;
  }
  while (glob[pattern] === ANY_RUN) pattern += 1;
  return pattern === glob.length;
}
