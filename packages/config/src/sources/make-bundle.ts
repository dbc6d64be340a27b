import { basename } from "node:path";

/** One file for a bundle. */
export interface BundleFile {
  /** Name of the file; its last part becomes the id of the fragment. */
  readonly file: string;
  /** TOML text. */
  readonly text: string;
}

/**
 * The text of a bundle for the policy server, highest precedence first.
 * `serial` must grow with each bundle that is published: clients never go back.
 */
export function makeBundle(options: {
  readonly requirements: readonly BundleFile[];
  readonly config?: readonly BundleFile[];
  readonly serial: number;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
}): string {
  const bucket = (files: readonly BundleFile[]): unknown => ({
    enterprise_managed: files.map(({ file, text }) => ({
      id: basename(file),
      name: basename(file),
      contents: text,
    })),
  });
  const bundle = {
    serial: options.serial,
    ...(options.expiresAt === undefined ? {} : { expires_at: new Date(options.expiresAt).toISOString() }),
    config_toml: bucket(options.config ?? []),
    requirements_toml: bucket(options.requirements),
  };
  return `${JSON.stringify(bundle, null, 1)}\n`;
}
