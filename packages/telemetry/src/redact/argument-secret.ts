import type { AttributeValue } from "../record.ts";

/** A flag whose next argument is a secret. */
const secretFlag =
  /^--?(?:[a-z-]*(?:password|passwd|passphrase|secret|token|api-?key|access-?key|private-?key))$/i;
const loginFlag = /^(?:-u|--user|--proxy-user)$/;

/** Programs whose short flags hold a password; `glued` has it in the same argument. */
const byProgram: Readonly<Record<string, { readonly flag: RegExp; readonly glued?: true }>> = {
  sshpass: { flag: /^-p$/ },
  "redis-cli": { flag: /^(?:-a|--pass)$/ },
  mysql: { flag: /^-p(?=[^-])/, glued: true },
  mysqldump: { flag: /^-p(?=[^-])/, glued: true },
  mysqladmin: { flag: /^-p(?=[^-])/, glued: true },
  mariadb: { flag: /^-p(?=[^-])/, glued: true },
};

/** The programs of an argument vector: the first word, and those that a wrapper may start. */
function programsOf(values: readonly AttributeValue[]): readonly string[] {
  return values
    .slice(0, 8)
    .filter((value) => typeof value === "string" && !value.startsWith("-"))
    .map((value) => String(value).split("/").at(-1) ?? "");
}

/**
 * Says where in an argument a secret begins that only its neighbours or its program give away; undefined where none does.
 * What the text of the argument itself shows is found elsewhere.
 */
export function argumentSecret(
  values: readonly AttributeValue[],
  index: number,
): { readonly kind: string; readonly start: number } | undefined {
  const [item, before] = [values[index], values[index - 1]];
  if (typeof item !== "string" || item === "" || item.startsWith("$")) return undefined;
  for (const program of programsOf(values)) {
    const known = Object.hasOwn(byProgram, program) ? byProgram[program] : undefined;
    if (known === undefined) continue;
    const glued = known.glued === true ? known.flag.exec(item) : null;
    if (glued !== null) return { kind: "flag", start: glued[0].length };
    if (known.glued !== true && typeof before === "string" && known.flag.test(before))
      return { kind: "flag", start: 0 };
  }
  if (typeof before !== "string") return undefined;
  if (secretFlag.test(before) && !item.startsWith("-")) return { kind: "flag", start: 0 };
  const colon = loginFlag.test(before) ? item.indexOf(":") : -1;
  return colon > 0 && colon < item.length - 1 ? { kind: "basic-login", start: colon + 1 } : undefined;
}
