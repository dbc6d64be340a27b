/** Builtins that evaluate the subscript of a variable that a word names, and run the substitutions in it. */
export const EVALUATES_NAMES: ReadonlySet<string> = new Set([
  ..."test [ printf unset read let declare typeset local export readonly integer float".split(" "),
  ..."getopts wait mapfile readarray compgen".split(" "),
]);

/** Builtins that set the variables that their words name, whatever their options; `printf`, `wait` and `test` may. */
export const SETS_NAMES: ReadonlySet<string> = new Set([
  ..."read let getopts mapfile readarray declare typeset local export readonly unset integer float".split(
    " ",
  ),
]);
