import { baseName } from "../rule/path.ts";
import { SHELLS } from "../table/wrappers.ts";
import type { WideReading } from "./wide.ts";

const INTERPRETERS =
  /^(?:python[\d.]*|pypy[\d.]*|node|nodejs|deno|bun|tsx|ts-node|perl|ruby|php|lua|Rscript|julia|osascript|awk|gawk|make|gmake)$/;

/** Lists the files whose content decides what runs: programs given as paths, scripts given to interpreters and shells. */
export function findReferences(reading: WideReading): readonly string[] {
  const found = new Set<string>();
  for (const { words } of reading.commands) {
    const [program, ...args] = words;
    if (program?.kind !== "text") continue;
    if (program.text.includes("/")) found.add(program.text);
    const name = baseName(program.text);
    const texts = args.map((word) => (word.kind === "text" ? word.text : undefined));
    if (name === "." || name === "source") addOperand(found, texts, 0);
    else if (SHELLS.has(name) && !texts.some((text) => /^-[a-z]*c/.test(text ?? "")))
      addOperand(found, texts, 0);
    else if (INTERPRETERS.test(name)) addScript(found, name, texts);
  }
  for (const { mode, path } of reading.redirects)
    if (mode === "read" && !path.startsWith("/dev/")) found.add(path);
  return [...found];
}

function addOperand(found: Set<string>, texts: readonly (string | undefined)[], from: number): void {
  const operand = texts
    .slice(from)
    .find((text) => text !== undefined && !text.startsWith("-") && !text.startsWith("+"));
  if (operand !== undefined) found.add(operand);
}

function addScript(found: Set<string>, name: string, texts: readonly (string | undefined)[]): void {
  const at = texts.findIndex(
    (text) =>
      text === "-f" || text === "--file" || text === "-r" || text === "--require" || text === "--import",
  );
  if (at >= 0 && texts[at + 1] !== undefined) found.add(texts[at + 1]!);
  if (/awk$/.test(name)) return;
  if (/make$/.test(name)) {
    if (at < 0) found.add("Makefile");
    return;
  }
  if (
    texts.some(
      (text) => text === "-c" || text === "-e" || text === "-p" || text === "--eval" || text === "-m",
    )
  )
    return;
  const skip =
    name === "deno" || name === "bun" ? texts.findIndex((text) => text === "run" || text === "test") + 1 : 0;
  addOperand(found, texts, skip);
}
