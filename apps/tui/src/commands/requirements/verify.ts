import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Command } from "../../cli/command.ts";
import { exitCode } from "../../cli/exit-code.ts";
import { readArguments } from "../../cli/read-arguments.ts";
import { UsageError } from "../../cli/usage-error.ts";

/** `paddock requirements verify`: is a bundle signed by this key, and can it be read? */
export const verifyCommand: Command = {
  name: "verify",
  summary: "Check the signature of a bundle",
  usage: ["requirements verify BUNDLE.json --public-key KEY [--signature FILE]"],
  flags: {
    "public-key": { type: "string", value: "KEY", help: "Public key in base64, or a file that holds it" },
    signature: { type: "string", value: "FILE", help: "Signature; default: BUNDLE.json.sig" },
  },
  async run(context) {
    const { values, positionals } = readArguments(verifyCommand, context.args);
    const [name] = positionals;
    const key = values["public-key"];
    if (name === undefined || positionals.length > 1 || typeof key !== "string")
      throw new UsageError("`paddock requirements verify` needs a bundle and --public-key");
    const { parseBundle, verifySignature } = await import("@paddock/config/requirements");
    const path = (file: string): string => resolve(context.globals.cwd, file);
    const body = readFileSync(path(name));
    const signature = readFileSync(
      path((values["signature"] as string | undefined) ?? `${name}.sig`),
      "utf8",
    ).trim();
    const publicKey = existsSync(path(key)) ? readFileSync(path(key), "utf8").trim() : key;
    const ok = await verifySignature(body, signature, publicKey);
    const bundle = ok ? parseBundle(body.toString("utf8")) : undefined;
    if (context.globals.json)
      context.out(`${JSON.stringify({ v: 1, ok, ...(bundle ? { serial: bundle.serial } : {}) })}\n`);
    else if (bundle)
      context.out(
        `signed by this key; serial ${bundle.serial}, ${bundle.requirements.length} requirement fragments\n`,
      );
    else context.err("paddock: this key did not sign these bytes\n");
    return ok ? exitCode.ok : exitCode.failed;
  },
};
