import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command, CommandContext } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

async function generate(file: string, { out }: CommandContext): Promise<number> {
  const { openSync, writeSync, closeSync } = await import("node:fs");
  const { generateKeys } = await import("@paddock/config/requirements");
  const keys = await generateKeys();
  // Never over an existing key: bundles that it signed could not be replaced any more.
  const fd = openSync(file, "wx", 0o600);
  try {
    writeSync(fd, `${keys.privateKey}\n`);
  } finally {
    closeSync(fd);
  }
  out(
    `The private key is in ${file}; keep it off the machines that it protects. Pin the public key there:\n\n[config_server]\nbase_url = "https://..."\npublic_key = "${keys.publicKey}"\n`,
  );
  return exitCode.ok;
}

function serialOf(text: string): number {
  const serial = Number(text);
  if (!Number.isSafeInteger(serial) || serial < 1)
    throw new UsageError(`--serial ${text}: write a whole number that is larger than the one before`);
  return serial;
}

/** `paddock requirements sign`: makes keys, bundles and signatures for the policy server. */
export const signCommand: Command = {
  name: "sign",
  summary: "Make and sign a bundle of requirements for the policy server",
  usage: [
    "requirements sign --generate-key KEYFILE",
    "requirements sign BUNDLE.json --key KEYFILE",
    "requirements sign FILE.toml... --serial N --out BUNDLE.json --key KEYFILE",
  ],
  flags: {
    key: { type: "string", value: "KEYFILE", help: "File with the private key" },
    "generate-key": { type: "string", value: "KEYFILE", help: "Make a new key pair" },
    serial: {
      type: "string",
      value: "N",
      help: "Serial of the bundle; each must be larger than the one before",
    },
    "expires-days": { type: "string", value: "DAYS", help: "Days after which the bundle is not valid" },
    out: { type: "string", value: "FILE", help: "Bundle to write, when it is made from TOML files" },
  },
  async run(context) {
    const { values, positionals } = readArguments(signCommand, context.args);
    const path = (name: string): string => resolve(context.globals.cwd, name);
    if (typeof values["generate-key"] === "string")
      return await generate(path(values["generate-key"]), context);
    const [first] = positionals;
    if (first === undefined || typeof values["key"] !== "string")
      throw new UsageError("`paddock requirements sign` needs files and --key");
    const { checkText, makeBundle, parseBundle, sign } = await import("@paddock/config/requirements");
    const { writeAtomic } = await import("@paddock/config/edit");
    let bundle = path(first);
    if (positionals.every((name) => name.endsWith(".toml"))) {
      if (typeof values["out"] !== "string" || typeof values["serial"] !== "string")
        throw new UsageError("a bundle of TOML files needs --serial and --out");
      const files = positionals.map((file) => ({ file, text: readFileSync(path(file), "utf8") }));
      for (const { file, text } of files) {
        const wrong = (await checkText(text, { kind: "requirements", file })).find(
          (problem) => problem.severity === "error",
        );
        if (!wrong) continue;
        context.err(`${wrong.file}:${wrong.line}:${wrong.column}: ${wrong.message}\n`);
        return exitCode.config;
      }
      const days = values["expires-days"];
      const expires = typeof days === "string" ? { expiresAt: Date.now() + Number(days) * 86_400_000 } : {};
      bundle = path(values["out"]);
      await writeAtomic(
        bundle,
        makeBundle({ requirements: files, serial: serialOf(values["serial"]), ...expires }),
      );
    } else if (positionals.length > 1) throw new UsageError("name one bundle, or TOML files");
    const body = readFileSync(bundle);
    parseBundle(body.toString("utf8"));
    await writeAtomic(
      `${bundle}.sig`,
      `${await sign(body, readFileSync(path(values["key"]), "utf8").trim())}\n`,
    );
    context.out(`${bundle}.sig\n`);
    return exitCode.ok;
  },
};
